/* SPDX-License-Identifier: Apache-2.0 */
#include "enrich/enrich.h"

#include <errno.h>
#include <maxminddb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/text.h"

#define ASN_TEXT_MOST 10 /* digits of 2^32 - 1 */

struct enrich {
    MMDB_s *base; /* owned */
    size_t count;
};

/* Where databases keep each fact; the first that is there counts. Paths of
 * MaxMind's GeoIP2 and GeoLite2, then flat ones (IPinfo, IPLocate, ip-location-db). */
typedef const char *const path_of_keys[4];

/* clang-format off */
static path_of_keys country_paths[] = {
    { "country", "iso_code" },
    { "country_code" },
    { "country" },
    { "registered_country", "iso_code" },
};
static path_of_keys asn_paths[] = {
    { "autonomous_system_number" },
    { "asn" },
    { "as_number" },
    { "traits", "autonomous_system_number" },
};
static path_of_keys as_org_paths[] = {
    { "autonomous_system_organization" },
    { "as_org" },
    { "as_name" },
    { "as_organization" },
    { "traits", "autonomous_system_organization" },
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof *(table))

const char *enrich_version(void)
{
    return MMDB_lib_version();
}

/* libmaxminddb would wait for ever on a pipe, and tells little of a folder. */
static bool base_open(MMDB_s *base, const char *path, struct error *e)
{
    struct stat st;
    if (stat(path, &st) == -1) {
        error_set(e, path, 0, 0, "can't be opened: %s", strerror(errno));
        return false;
    }
    if (!S_ISREG(st.st_mode)) {
        error_set(e, path, 0, 0, "is not a file");
        return false;
    }
    int status = MMDB_open(path, MMDB_MODE_MMAP, base);
    if (status == MMDB_SUCCESS)
        return true;
    if (status == MMDB_FILE_OPEN_ERROR)
        error_set(e, path, 0, 0, "can't be opened: %s", strerror(errno));
    else
        error_set(e, path, 0, 0, "is no MaxMind database, or a damaged one: %s",
                  MMDB_strerror(status));
    return false;
}

struct enrich *enrich_open(const char *const *paths, size_t count, struct error *e)
{
    struct enrich *en = calloc(1, sizeof *en);
    if (en && count)
        en->base = calloc(count, sizeof *en->base);
    if (!en || (count && !en->base)) {
        error_set(e, NULL, 0, 0, "out of memory");
        enrich_close(en);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (!base_open(&en->base[i], paths[i], e)) {
            enrich_close(en);
            return NULL;
        }
        en->count++;
    }
    return en;
}

void enrich_close(struct enrich *e)
{
    if (!e)
        return;
    for (size_t i = 0; i < e->count; i++)
        MMDB_close(&e->base[i]);
    free(e->base);
    free(e);
}

static bool value_at(MMDB_entry_s *entry, path_of_keys keys, MMDB_entry_data_s *out)
{
    return MMDB_aget_value(entry, out, keys) == MMDB_SUCCESS && out->has_data;
}

static struct view text_of(const MMDB_entry_data_s *data)
{
    if (data->type != MMDB_DATA_TYPE_UTF8_STRING)
        return (struct view){ 0 };
    return (struct view){ (const uint8_t *)data->utf8_string, data->data_size };
}

static uint8_t to_upper(uint8_t c)
{
    return c >= 'a' && c <= 'z' ? (uint8_t)(c - 0x20) : c;
}

static bool read_country(const MMDB_entry_data_s *data, struct address_facts *out)
{
    struct view text = text_of(data);
    if (text.len != 2)
        return false;
    uint8_t a = to_upper(text.at[0]), b = to_upper(text.at[1]);
    if (a < 'A' || a > 'Z' || b < 'A' || b > 'Z')
        return false;
    out->country[0] = (char)a;
    out->country[1] = (char)b;
    return true;
}

/* A number of any width, "AS64500" or "64500". */
static bool read_asn(const MMDB_entry_data_s *data, struct address_facts *out)
{
    uint64_t asn = 0;
    struct view text = text_of(data);
    if (text_starts_nocase(text, "AS"))
        text = view_from(text, 2);
    if (data->type == MMDB_DATA_TYPE_UINT16)
        asn = data->uint16;
    else if (data->type == MMDB_DATA_TYPE_UINT32)
        asn = data->uint32;
    else if (data->type == MMDB_DATA_TYPE_UINT64)
        asn = data->uint64;
    else if (text.len > ASN_TEXT_MOST || !text_to_u64(text, 1, UINT32_MAX, &asn))
        return false;
    if (asn == 0 || asn > UINT32_MAX)
        return false;
    out->asn = (uint32_t)asn;
    return true;
}

static bool read_as_org(const MMDB_entry_data_s *data, struct address_facts *out)
{
    struct view text = text_of(data);
    if (text.len == 0 || memchr(text.at, 0, text.len))
        return false;
    for (struct view rest = text; rest.len > 0; rest = view_from(rest, utf8_len(rest)))
        if (utf8_len(rest) == 0)
            return false;
    text = utf8_head(text, sizeof out->as_org - 1);
    memcpy(out->as_org, text.at, text.len);
    out->as_org[text.len] = 0;
    return true;
}

static void facts_from(MMDB_entry_s *entry, struct address_facts *out)
{
    MMDB_entry_data_s data;
    for (size_t i = 0; !out->country[0] && i < COUNT(country_paths); i++)
        if (value_at(entry, country_paths[i], &data))
            (void)read_country(&data, out);
    for (size_t i = 0; !out->asn && i < COUNT(asn_paths); i++)
        if (value_at(entry, asn_paths[i], &data))
            (void)read_asn(&data, out);
    for (size_t i = 0; !out->as_org[0] && i < COUNT(as_org_paths); i++)
        if (value_at(entry, as_org_paths[i], &data))
            (void)read_as_org(&data, out);
}

/* False: neither IPv4 nor IPv6. */
static bool socket_address(const struct mw_address *a, struct sockaddr_storage *out)
{
    *out = (struct sockaddr_storage){ 0 };
    if (a->len == 4) {
        struct sockaddr_in *in = (struct sockaddr_in *)out;
        in->sin_family = AF_INET;
        memcpy(&in->sin_addr, a->byte, 4);
    } else if (a->len == 16) {
        struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)out;
        in6->sin6_family = AF_INET6;
        memcpy(&in6->sin6_addr, a->byte, 16);
    }
    return a->len == 4 || a->len == 16;
}

void enrich_address(const struct enrich *e, const struct mw_address *a,
                    struct address_facts *out)
{
    *out = (struct address_facts){ 0 };
    struct sockaddr_storage address;
    if (!socket_address(a, &address))
        return;
    for (size_t i = 0; i < e->count; i++) {
        int status;
        MMDB_lookup_result_s found =
            MMDB_lookup_sockaddr(&e->base[i], (const struct sockaddr *)&address, &status);
        /* An IPv6 address in a database of IPv4, or a damaged place in it: what
         * is not known is not told. */
        if (status == MMDB_SUCCESS && found.found_entry)
            facts_from(&found.entry, out);
    }
}
