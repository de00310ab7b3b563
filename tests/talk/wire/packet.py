# SPDX-License-Identifier: Apache-2.0
"""packet - build and read IPv4, IPv6, TCP and UDP headers, checksums included.

Building gives bytes. Reading gives a Segment, or None for whatever is not a
whole TCP segment in IPv4 or IPv6: callers pass such frames on untouched.
"""
import ipaddress
import struct

TCP, UDP, IPIP, SIX, GRE = 6, 17, 4, 41, 47
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16

ETHERTYPE = {4: 0x0800, 6: 0x86DD}


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packed(address):
    return ipaddress.ip_address(address).packed


def pseudo_header(src, dst, proto, length):
    """src and dst are packed addresses."""
    if len(src) == 4:
        return src + dst + struct.pack("!BBH", 0, proto, length)
    return src + dst + struct.pack("!II", length, proto)


def tcp(src, dst, sport, dport, seq, ack, flags, payload=b"", window=501, options=b""):
    options += b"\1" * (-len(options) % 4)
    offset = (20 + len(options)) // 4
    head = struct.pack("!HHIIBBHHH", sport, dport, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF,
                       offset << 4, flags, window, 0, 0) + options
    # A 64 KiB giant has no length that a pseudo header could hold: offload
    # leaves such checksums to the hardware, and so does this.
    size = len(head) + len(payload)
    total = checksum(pseudo_header(src, dst, TCP, size) + head + payload) if size < 65536 else 0
    return head[:16] + struct.pack("!H", total) + head[18:] + payload


def udp(src, dst, sport, dport, payload):
    head = struct.pack("!HHHH", sport, dport, 8 + len(payload), 0)
    total = checksum(pseudo_header(src, dst, UDP, 8 + len(payload)) + head + payload) or 0xFFFF
    return head[:6] + struct.pack("!H", total) + payload


def ipv4(src, dst, proto, payload, ident=0, fragment=0, ttl=64):
    """fragment is the flags-and-offset word as it stands in the header."""
    head = struct.pack("!BBHHHBBH", 0x45, 0, (20 + len(payload)) & 0xFFFF, ident & 0xFFFF,
                       fragment or 0x4000, ttl, proto, 0) + src + dst
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def ipv6(src, dst, proto, payload, hops=64):
    head = struct.pack("!IHBB", 0x60000000, len(payload) & 0xFFFF, proto, hops)
    return head + src + dst + payload


def ip(src, dst, proto, payload, ident=0):
    """IPv4 or IPv6, as the packed addresses say."""
    if len(src) == 4:
        return ipv4(src, dst, proto, payload, ident)
    return ipv6(src, dst, proto, payload)


def with_options(whole):
    """The IP packet again, with options: a router alert, or two IPv6 extension headers."""
    if whole[0] >> 4 == 4:
        head = bytearray(whole[:20])
        head[0] = 0x46
        struct.pack_into("!H", head, 2, len(whole) + 4)
        struct.pack_into("!H", head, 10, 0)
        alert = b"\x94\4\0\0"
        struct.pack_into("!H", head, 10, checksum(bytes(head) + alert))
        return bytes(head) + alert + whole[20:]
    hop_by_hop = bytes([60, 0, 5, 2, 0, 0, 1, 0])
    destination = bytes([whole[6], 1, 1, 12]) + bytes(12)
    return ipv6(whole[8:24], whole[24:40], 0, hop_by_hop + destination + whole[40:])


def fragments(packet, size, ident):
    """Cut one IP packet into fragments of at most size payload bytes each."""
    size -= size % 8
    if packet[0] >> 4 == 4:
        src, dst, proto, body = packet[12:16], packet[16:20], packet[9], packet[20:]
    else:
        src, dst, proto, body = packet[8:24], packet[24:40], packet[6], packet[40:]
    whole = b""
    if len(src) == 16 and proto == 0:  # hop-by-hop options stand in every fragment
        size_of = 8 * (body[1] + 1)
        proto, whole, body = body[0], b"\x2c" + body[1:size_of], body[size_of:]
    if len(body) <= size:
        return [packet]
    pieces = []
    for at in range(0, len(body), size):
        piece, more = body[at:at + size], at + size < len(body)
        if len(src) == 4:
            word = (at // 8) | (0x2000 if more else 0)
            # ipv4() reads 0 as "don't fragment": the only fragment with the
            # word 0 would be a whole packet, which was returned above.
            pieces.append(ipv4(src, dst, proto, piece, ident, word))
        else:
            head = struct.pack("!BBHI", proto, 0, at | (1 if more else 0), ident)
            pieces.append(ipv6(src, dst, 0 if whole else 44, whole + head + piece))
    return pieces


class Segment:
    """One whole TCP segment as read from a frame; build() makes the IP packet again."""

    __slots__ = ("src", "dst", "sport", "dport", "seq", "ack", "flags", "window", "options",
                 "payload", "ident")

    def build(self, payload=None, seq=None, flags=None):
        payload = self.payload if payload is None else payload
        body = tcp(self.src, self.dst, self.sport, self.dport,
                   self.seq if seq is None else seq, self.ack,
                   self.flags if flags is None else flags, payload, self.window, self.options)
        return ip(self.src, self.dst, TCP, body, self.ident)

    def way(self):
        return (self.src, self.sport, self.dst, self.dport)

    def flow(self):
        return tuple(sorted([(self.src, self.sport), (self.dst, self.dport)]))


def read_segment(packet):
    """The Segment in an IP packet, or None: not TCP, a fragment, or cut off."""
    s = Segment()
    if len(packet) >= 40 and packet[0] >> 4 == 4:
        length, s.ident, word = struct.unpack("!HHH", packet[2:8])
        head = (packet[0] & 15) * 4
        if packet[9] != TCP or word & 0x3FFF or length > len(packet) or head < 20:
            return None
        s.src, s.dst, body = packet[12:16], packet[16:20], packet[head:length]
    elif len(packet) >= 60 and packet[0] >> 4 == 6:
        length, s.ident = struct.unpack("!H", packet[4:6])[0], 0
        if packet[6] != TCP or length + 40 > len(packet):
            return None
        s.src, s.dst, body = packet[8:24], packet[24:40], packet[40:40 + length]
    else:
        return None
    if len(body) < 20 or (body[12] >> 4) * 4 > len(body) or body[12] >> 4 < 5:
        return None
    s.sport, s.dport, s.seq, s.ack = struct.unpack("!HHII", body[:12])
    s.flags, s.window = body[13], struct.unpack("!H", body[14:16])[0]
    head = (body[12] >> 4) * 4
    s.options, s.payload = body[20:head], body[head:]
    return s
