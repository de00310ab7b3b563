/* SPDX-License-Identifier: Apache-2.0 */
/*
 * path - how a dialect file says where something stands in a message
 *
 *     method                    a member of the JSON value
 *     params[0]  params[-1]     an element, from the front or from the back
 *     params[*].jobId           of any element
 *     params[1]."a.b"           a key with dots or brackets, quoted
 *     http.header.user-agent    of the HTTP head; also http.method, http.target,
 *                               http.status, http.user and http.password (Basic,
 *                               RFC 7617), and http.path[0], a part of the target's
 *                               path between slashes
 */
#ifndef DIALECT_PATH_H
#define DIALECT_PATH_H

#include <jansson.h>

#include "carrier/carrier.h"

#define PATH_STEPS_MOST   8
#define SAID_SCRATCH_SIZE 1024

/* A message as dialects look at it. */
struct said {
    json_t *root;                 /* NULL: no JSON in it */
    const struct http_head *http; /* NULL: not in HTTP */
    bool basic_read;
    size_t user_len, password_at, scratch_len;
    char scratch[SAID_SCRATCH_SIZE]; /* decoded Basic credentials */
};

struct step {
    char *key; /* owned; NULL: an index */
    int index; /* negative: from the back */
    bool any;  /* [*] */
};

enum path_root {
    PATH_JSON,
    PATH_HEADER,
    PATH_METHOD,
    PATH_TARGET,
    PATH_STATUS,
    PATH_USER,
    PATH_PASSWORD,
    PATH_PART
};

struct path {
    enum path_root root;
    char *header;  /* owned; of PATH_HEADER */
    unsigned part; /* of PATH_PART */
    struct step step[PATH_STEPS_MOST];
    size_t count;
};

/* What stands there: JSON, or text of the HTTP head. Neither: nothing. */
struct value_found {
    json_t *json; /* borrowed */
    struct view text;
    bool is_text;
};

/* False: *why says what is wrong (static text). */
bool path_parse(const char *text, struct path *out, const char **why);
void path_done(struct path *p);
/* Calls fn for each place that the path leads to, until it returns true. Returns
 * whether one did. A path that leads nowhere calls fn once, with nothing. */
bool path_each(const struct path *p, struct said *said,
               bool (*fn)(const struct value_found *v, void *ctx), void *ctx);

#endif
