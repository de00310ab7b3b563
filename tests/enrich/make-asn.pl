#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# make-asn.pl FOLDER - write small MaxMind databases for the tests of enrich
#
#   asn.mmdb      layout of GeoLite2 ASN, IPv4 and IPv6
#   country.mmdb  layout of GeoLite2 Country
#   flat.mmdb     flat layout: country_code, asn as text, as_name
#   v4.mmdb       IPv4 alone, flat with numbers
#   strange.mmdb  known keys with values of other kinds
#
# Exit status 77 where MaxMind::DB::Writer (Debian: libmaxmind-db-writer-perl) is
# missing. Networks and numbers are those kept for documentation (RFC 5737, RFC
# 3849, RFC 5398).
use strict;
use warnings;

eval { require MaxMind::DB::Writer::Tree; 1 } or exit 77;

my %type_of = (
    autonomous_system_number       => 'uint32',
    autonomous_system_organization => 'utf8_string',
    country                        => 'map',
    iso_code                       => 'utf8_string',
    geoname_id                     => 'uint32',
    country_code                   => 'utf8_string',
    asn                            => 'utf8_string',
    as_name                        => 'utf8_string',
    as_org                         => 'utf8_string',
);

sub make {
    my ($path, $version, $types, @rows) = @_;
    my %types = (%type_of, %$types);
    my $tree = MaxMind::DB::Writer::Tree->new(
        ip_version               => $version,
        record_size              => 24,
        database_type            => 'Test',
        languages                => ['en'],
        description              => { en => 'for the tests of minewatch' },
        alias_ipv6_to_ipv4       => 0,
        remove_reserved_networks => 0,
        map_key_type_callback    => sub { $types{ $_[0] } },
    );
    $tree->insert_network(@$_) for @rows;
    open my $out, '>:raw', $path or die "$path: $!\n";
    $tree->write_tree($out);
    close $out or die "$path: $!\n";
}

my $folder = shift or die "usage: make-asn.pl FOLDER\n";

make("$folder/asn.mmdb", 6, {},
    [ '203.0.113.0/24', { autonomous_system_number => 64500, autonomous_system_organization => 'EXAMPLE' } ],
    [ '2001:db8::/32',  { autonomous_system_number => 65551, autonomous_system_organization => "B\x{e4}r" x 100 } ]);
make("$folder/country.mmdb", 6, {},
    [ '203.0.113.0/24', { country => { iso_code => 'DE', geoname_id => 1 } } ],
    [ '2001:db8::/32',  { country => { iso_code => 'FR', geoname_id => 2 } } ]);
make("$folder/flat.mmdb", 6, {},
    [ '198.51.100.0/24', { country_code => 'us', asn => 'AS64501', as_name => 'FLAT' } ]);
make("$folder/v4.mmdb", 4, { asn => 'uint32' },
    [ '192.0.2.0/24', { country_code => 'JP', asn => 64502, as_org => 'FOUR' } ]);
make("$folder/strange.mmdb", 4,
    { country => 'utf8_string', country_code => 'uint32', autonomous_system_number => 'double', as_name => 'boolean' },
    [ '192.0.2.0/24', { country => 'Nowhere', country_code => 7, autonomous_system_number => 1.5, asn => 'AS0', as_name => 1 } ]);
