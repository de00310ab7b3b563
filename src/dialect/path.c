/* SPDX-License-Identifier: Apache-2.0 */
#include "dialect/path.h"

#include <nettle/base64.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define HTTP_PREFIX   "http."
#define HEADER_PREFIX "http.header."
#define PART_PREFIX   "http.path["
#define INDEX_MOST    1000000

static bool parse_http(const char *text, struct path *out, const char **why)
{
    static const struct {
        const char *name;
        enum path_root root;
    } names[] = {
        {"http.method",    PATH_METHOD  },
        { "http.target",   PATH_TARGET  },
        { "http.status",   PATH_STATUS  },
        { "http.user",     PATH_USER    },
        { "http.password", PATH_PASSWORD},
    };
    if (strncmp(text, HEADER_PREFIX, strlen(HEADER_PREFIX)) == 0) {
        out->root = PATH_HEADER;
        if (!text[strlen(HEADER_PREFIX)]) {
            *why = "http.header. is followed by a header's name";
            return false;
        }
        out->header = strdup(text + strlen(HEADER_PREFIX));
        return out->header != NULL;
    }
    if (strncmp(text, PART_PREFIX, strlen(PART_PREFIX)) == 0) {
        const char *number = text + strlen(PART_PREFIX);
        char *end;
        out->root = PATH_PART;
        out->part = (unsigned)strtoul(number, &end, 10);
        *why = "a part of the path is http.path[0] or another number";
        return is_digit((uint8_t)number[0]) && strcmp(end, "]") == 0;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i].name) == 0) {
            out->root = names[i].root;
            return true;
        }
    *why =
        "http. is followed by header.NAME, path[N], method, target, status, user or password";
    return false;
}

/* One step off the front of *at. */
static bool parse_step(const char **at, struct step *s, const char **why)
{
    const char *p = *at;
    if (*p == '[') {
        char *end = (char *)p + 1;
        long index = 0;
        if (p[1] == '*') {
            s->any = true;
            end++;
        } else if (is_digit((uint8_t)p[p[1] == '-' ? 2 : 1])) {
            index = strtol(p + 1, &end, 10);
        }
        s->index = (int)index;
        if (end == p + 1 || *end != ']' || labs(index) > INDEX_MOST) {
            *why = "an index is [0], [-1] or [*]";
            return false;
        }
        *at = end + 1;
        return true;
    }

    size_t len;
    if (*p == '"') {
        const char *end = strchr(++p, '"');
        if (!end) {
            *why = "a quoted key has no closing quote";
            return false;
        }
        len = (size_t)(end - p);
        *at = end + 1;
    } else {
        len = strcspn(p, ".[\"");
        *at = p + len;
    }
    if (len == 0) {
        *why = "a key is empty";
        return false;
    }
    s->key = strndup(p, len);
    return s->key != NULL;
}

bool path_parse(const char *text, struct path *out, const char **why)
{
    *out = (struct path){ 0 };
    *why = "no memory";
    if (strncmp(text, HTTP_PREFIX, strlen(HTTP_PREFIX)) == 0)
        return parse_http(text, out, why);

    const char *at = text;
    while (*at) {
        if (out->count == PATH_STEPS_MOST) {
            *why = "a path has at most 8 steps";
            goto bad;
        }
        if (out->count && *at == '.')
            at++;
        else if (out->count && *at != '[') {
            *why = "steps are joined by dots";
            goto bad;
        }
        struct step step = { 0 };
        if (!parse_step(&at, &step, why))
            goto bad;
        out->step[out->count++] = step;
    }
    if (out->count)
        return true;
    *why = "a path is empty";
bad:
    path_done(out);
    return false;
}

void path_done(struct path *p)
{
    for (size_t i = 0; i < p->count; i++)
        free(p->step[i].key);
    free(p->header);
    *p = (struct path){ 0 };
}

static void read_basic(struct said *said)
{
    said->basic_read = true;
    struct view auth = http_header_find(said->http, "authorization");
    if (!text_starts_nocase(auth, "basic "))
        return;
    struct view coded = text_trim(view_from(auth, strlen("basic ")));
    if (BASE64_DECODE_LENGTH(coded.len) > sizeof said->scratch)
        return;

    struct base64_decode_ctx ctx;
    base64_decode_init(&ctx);
    size_t len = sizeof said->scratch;
    if (!base64_decode_update(&ctx, &len, (uint8_t *)said->scratch, coded.len,
                              (const char *)coded.at))
        return;
    const char *colon = memchr(said->scratch, ':', len);
    said->scratch_len = len;
    said->user_len = colon ? (size_t)(colon - said->scratch) : len;
    said->password_at = colon ? said->user_len + 1 : len;
}

/* The nth part of "/first/second?query". */
static struct view path_part(struct view target, unsigned n)
{
    const uint8_t *query = target.len ? memchr(target.at, '?', target.len) : NULL;
    if (query)
        target.len = (size_t)(query - target.at);
    for (target = view_from(target, 1);; n--) {
        const uint8_t *slash = target.len ? memchr(target.at, '/', target.len) : NULL;
        size_t len = slash ? (size_t)(slash - target.at) : target.len;
        if (n == 0)
            return view_head(target, len);
        if (!slash)
            return (struct view){ 0 };
        target = view_from(target, len + 1);
    }
}

static struct view http_text(const struct path *p, struct said *said)
{
    const struct http_head *head = said->http;
    if (!head)
        return (struct view){ 0 };
    if ((p->root == PATH_USER || p->root == PATH_PASSWORD) && !said->basic_read)
        read_basic(said);
    const uint8_t *scratch = (const uint8_t *)said->scratch;
    switch (p->root) {
    case PATH_HEADER:
        return http_header_find(head, p->header);
    case PATH_METHOD:
        return head->method;
    case PATH_TARGET:
        return head->target;
    case PATH_PART:
        return path_part(head->target, p->part);
    case PATH_USER:
        return (struct view){ scratch, said->user_len };
    case PATH_PASSWORD:
        return (struct view){ scratch + said->password_at,
                              said->scratch_len - said->password_at };
    default:
        return (struct view){ 0 };
    }
}

struct walk {
    const struct path *path;
    bool (*fn)(const struct value_found *v, void *ctx);
    void *ctx;
};

/* Recursion is bounded by PATH_STEPS_MOST. */
static bool walk_from(const struct walk *w, json_t *json, size_t i)
{
    for (; i < w->path->count && json; i++) {
        const struct step *s = &w->path->step[i];
        if (s->key) {
            json = json_object_get(json, s->key);
            continue;
        }
        size_t size = json_array_size(json);
        if (s->any) {
            for (size_t k = 0; k < size; k++)
                if (walk_from(w, json_array_get(json, k), i + 1))
                    return true;
            json = NULL;
            if (size)
                return false;
            break;
        }
        long k = s->index < 0 ? (long)size + s->index : s->index;
        json = k < 0 ? NULL : json_array_get(json, (size_t)k);
    }
    struct value_found v = { .json = json };
    return w->fn(&v, w->ctx);
}

bool path_each(const struct path *p, struct said *said,
               bool (*fn)(const struct value_found *v, void *ctx), void *ctx)
{
    if (p->root == PATH_JSON) {
        struct walk w = { p, fn, ctx };
        return walk_from(&w, said->root, 0);
    }
    struct value_found v = { 0 };
    if (p->root == PATH_STATUS) {
        json_t *status = said->http && !said->http->is_request
                             ? json_integer((json_int_t)said->http->status)
                             : NULL;
        v.json = status;
        bool met = fn(&v, ctx);
        json_decref(status);
        return met;
    }
    v.text = http_text(p, said);
    v.is_text = v.text.len > 0;
    return fn(&v, ctx);
}
