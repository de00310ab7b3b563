/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record - front door of the room where alerts and accounts become records
 *
 * A record is a flat set of typed values, one for each field of fields.def that
 * it has. Formats walk that table; none knows where a value came from. A field,
 * once released, keeps its name and meaning.
 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "base/bytes.h"
#include "minewatch.h"

/* As in schema.json; told by `stats` records and --version. */
#define RECORD_SCHEMA_VERSION "1.0.0"

/* FIELD(id, "eve.path", TYPE, "meaning") in the order in which they are written. */
enum field {
#define FIELD(id, path, type, meaning) FIELD_##id,
#include "record/fields.def"
#undef FIELD
    FIELD_COUNT
};

enum field_type {
    TYPE_TEXT, /* from the wire or from us: any bytes */
    TYPE_UINT,
    TYPE_REAL,
    TYPE_BOOL,
    TYPE_TIME,     /* nanoseconds, written in EVE's form */
    TYPE_TEXTS,    /* a list of texts */
    TYPE_UINTS,    /* a list of numbers */
    TYPE_EVIDENCE, /* a list of what + packet */
};

struct field_row {
    const char *path; /* "mining.pool.ip" */
    enum field_type type;
    const char *meaning;
};

extern const struct field_row field_rows[FIELD_COUNT];

struct evidence_row {
    struct view what;
    uint64_t pcap_cnt;         /* 0: live */
    struct view pcap_filename; /* len 0: the record's own */
    int64_t time_ns;
};

struct value {
    bool set;
    union {
        struct view text; /* owned by the record */
        uint64_t number;
        double real;
        bool truth;
        int64_t time_ns;
        struct {
            struct view *at;
            size_t count;
        } texts;
        struct {
            uint64_t *at;
            size_t count;
        } numbers;
        struct {
            struct evidence_row *at;
            size_t count;
        } evidence;
    };
};

struct record {
    struct value value[FIELD_COUNT];
    void *pool; /* owned: memory of all values, private */
};

struct record *record_new(void);    /* NULL: no memory */
void record_free(struct record *r); /* NULL is fine */

#define RECORD_TEXT_MOST  512  /* bytes of a text */
#define RECORD_LOGIN_MOST 1024 /* bytes of a wallet or login */
#define RECORD_LIST_MOST  64   /* members of a list; later ones are left out */

/* Each copies what it is given; without memory the field stays as it was. Text
 * stays raw, for the format to escape. Text longer than its bound is cut at a
 * character, and the last part of the field's path ("login") is added to
 * mining.truncated. The bound is on the text as UTF-8 with U+FFFD, 3 bytes, for
 * what is not: that is what a format writes. An empty text leaves the field
 * unset. */
void record_text(struct record *r, enum field f, struct view text);
void record_cstr(struct record *r, enum field f, const char *text); /* NULL: unset */
void record_uint(struct record *r, enum field f, uint64_t number);
void record_real(struct record *r, enum field f, double real);
void record_bool(struct record *r, enum field f, bool truth);
void record_time(struct record *r, enum field f, int64_t time_ns);
void record_add_text(struct record *r, enum field f, struct view text);
void record_add_uint(struct record *r, enum field f, uint64_t number);
void record_add_evidence(struct record *r, const struct evidence_row *row);

#endif
