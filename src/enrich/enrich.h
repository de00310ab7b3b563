/* SPDX-License-Identifier: Apache-2.0 */
/*
 * enrich - front door of the room that knows more about an address
 *
 * Country and autonomous system by MaxMind databases (libmaxminddb): any number
 * of files; what one does not hold, another may. Understood are the layouts of
 * GeoIP2/GeoLite2 (country.iso_code, autonomous_system_number,
 * autonomous_system_organization) and flat ones (country_code, asn, as_org …).
 */
#ifndef ENRICH_ENRICH_H
#define ENRICH_ENRICH_H

#include "base/error.h"
#include "minewatch.h"

struct enrich;

struct address_facts {
    char country[3];  /* ISO 3166-1 alpha-2; empty: not known */
    uint32_t asn;     /* 0: not known */
    char as_org[256]; /* UTF-8; empty: not known */
};

/* NULL: a database can't be used; *e names it. */
struct enrich *enrich_open(const char *const *paths, size_t count, struct error *e);
void enrich_address(const struct enrich *e, const struct mw_address *a,
                    struct address_facts *out);
void enrich_close(struct enrich *e); /* NULL is fine */
const char *enrich_version(void);    /* of libmaxminddb: "1.7.1" */

#endif
