/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format_table - a row for each alert as it comes, and one when its session ends
 *
 * As many columns as the width allows. What is cut short in its column (with …
 * in the middle) or has none follows in full on indented lines, so that nothing
 * is lost at 80 columns; without a width, all stands in one row. The row of a
 * session that ended does not say again what the row of its alert said, unless
 * that was held back. Accounts of sessions that last are not shown.
 *
 * Times are UTC. Where there is no room for the date, a line of its own says it
 * whenever it changes.
 */
#include <stdlib.h>

#include "output/format.h"
#include "output/plain.h"
#include "output/table_cells.h"

#define SPACE       2 /* columns between columns */
#define INDENT      4 /* of what follows a row */
#define WIDTH_LEAST 24
#define ELLIPSIS    "\xe2\x80\xa6"

#define BOLD   "\x1b[1m"
#define DIM    "\x1b[2m"
#define RED    "\x1b[1;31m"
#define YELLOW "\x1b[33m"
#define GREEN  "\x1b[32m"
#define RESET  "\x1b[0m"

/* Who gets a place first, at its least width … */
static const uint8_t by_need[] = { COLUMN_MINER,  COLUMN_POOL,    COLUMN_TIME,
                                   COLUMN_STATE,  COLUMN_DIALECT, COLUMN_CONFIDENCE,
                                   COLUMN_WORKER, COLUMN_LOGIN,   COLUMN_WHAT,
                                   COLUMN_AGENT };
/* … who may then grow to its best, and who comes last, at its best or not. */
static const uint8_t by_growth[] = { COLUMN_TIME,   COLUMN_WHAT, COLUMN_AGENT, COLUMN_DIALECT,
                                     COLUMN_WORKER, COLUMN_POOL, COLUMN_LOGIN };
static const uint8_t by_leisure[] = { COLUMN_PORT, COLUMN_COIN, COLUMN_CARRIER,
                                      COLUMN_ADDRESS };

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct table {
    unsigned total; /* 0: no end */
    bool color;
    unsigned width[COLUMNS]; /* 0: has no place */
    bool has_header;
    char date[DATE_LEN + 1]; /* that was said last */
};

static void lay_out_all(struct table *t)
{
    for (size_t i = 0; i < COLUMNS; i++)
        t->width[i] = table_columns[i].best;
}

static void lay_out(struct table *t)
{
    unsigned left = t->total + SPACE;
    size_t placed = 0;
    for (; placed < COUNT(by_need); placed++) {
        unsigned least = table_columns[by_need[placed]].least;
        if (least + SPACE > left)
            break;
        t->width[by_need[placed]] = least;
        left -= least + SPACE;
    }
    for (size_t i = 0; i < COUNT(by_growth); i++) {
        const struct column *c = &table_columns[by_growth[i]];
        unsigned more = c->best - c->least;
        /* A time is whole or short, nothing between. */
        if (more > left)
            more = by_growth[i] == COLUMN_TIME ? 0 : left;
        if (t->width[by_growth[i]]) {
            t->width[by_growth[i]] += more;
            left -= more;
        }
    }
    for (size_t i = 0; placed == COUNT(by_need) && i < COUNT(by_leisure); i++) {
        unsigned best = table_columns[by_leisure[i]].best;
        if (best + SPACE > left)
            continue;
        t->width[by_leisure[i]] = best;
        left -= best + SPACE;
    }
}

static bool has_short_time(const struct table *t)
{
    return t->width[COLUMN_TIME] < table_columns[COLUMN_TIME].best;
}

static void *table_begin(const struct output_settings *settings)
{
    struct table *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->total = settings->columns;
    if (t->total && t->total < WIDTH_LEAST)
        t->total = WIDTH_LEAST;
    t->color = settings->color;
    if (t->total)
        lay_out(t);
    else
        lay_out_all(t);
    return t;
}

/* ---- rows ------------------------------------------------------------------ */

static bool add_spaces(struct buf *out, unsigned count)
{
    while (count--)
        if (!buf_add_byte(out, ' '))
            return false;
    return true;
}

static bool add_colored(struct buf *out, const char *color, struct view text)
{
    if (!color)
        return buf_add(out, text);
    return buf_add_text(out, color) && buf_add(out, text) && buf_add_text(out, RESET);
}

/* Without an end to the row all fits. */
static bool fits(const struct table *t, size_t column, struct view text)
{
    return t->total == 0 || plain_width(text) <= t->width[column];
}

/* The two ends of what does not fit. */
static bool add_cut(struct buf *out, struct view text, unsigned width)
{
    unsigned tail = (width - 1) / 2;
    return buf_add(out, plain_head(text, width - 1 - tail)) && buf_add_text(out, ELLIPSIS) &&
           buf_add(out, plain_tail(text, tail));
}

/* One line of cells; spaces go before what follows, so that none ends it. */
static bool add_row(struct buf *out, const struct table *t, const struct view *at,
                    const char *const *color)
{
    unsigned due = 0;
    for (size_t i = 0; i < COLUMNS; i++) {
        unsigned width = t->width[i];
        if (width == 0)
            continue;
        if (at[i].len == 0) {
            due += width + SPACE;
            continue;
        }
        struct buf cell = buf_with(CELLS_MOST);
        bool added = fits(t, i, at[i]) ? buf_add(&cell, at[i]) : add_cut(&cell, at[i], width);
        unsigned taken = plain_width(buf_view(&cell));
        added = added && add_spaces(out, due) && add_colored(out, color[i], buf_view(&cell));
        buf_done(&cell);
        if (!added)
            return false;
        due = (taken < width ? width - taken : 0) + SPACE;
    }
    return true;
}

static const char *color_of_state(const struct record *r)
{
    const struct value *state = &r->value[FIELD_state];
    if (!state->set || view_is(state->text, "rejected") || view_is(state->text, "seen"))
        return NULL;
    const struct value *severity = &r->value[FIELD_alert_severity];
    bool urgent = severity->set && severity->number == 1;
    return urgent || view_is(state->text, "working") ? RED : YELLOW;
}

/* Lines that say what the row above did not. */
struct lines {
    struct buf *out;
    const struct table *table;
    unsigned used; /* of the current line; 0: none is begun */
};

static bool lines_begin(struct lines *l, unsigned indent)
{
    l->used = indent;
    return buf_add_byte(l->out, '\n') && add_spaces(l->out, indent);
}

static bool lines_add(struct lines *l, const char *label, struct view text)
{
    unsigned head = (unsigned)strlen(label) + (label[0] ? 1 : 0);
    unsigned total = l->table->total, width = head + plain_width(text);
    bool follows = l->used > INDENT && (total == 0 || l->used + SPACE + width <= total);
    bool begun = follows ? add_spaces(l->out, SPACE) : lines_begin(l, INDENT);
    if (follows)
        l->used += SPACE;
    const char *color = l->table->color && label[0] ? DIM : NULL;
    if (!begun || (label[0] &&
                   (!add_colored(l->out, color, view_of(label)) || !buf_add_byte(l->out, ' '))))
        return false;
    l->used += head;
    /* Longer than a line: broken at its end, and on below its beginning. */
    while (total && l->used + plain_width(text) > total) {
        struct view front = plain_head(text, total - l->used);
        text = view_from(text, front.len);
        while (front.len && front.at[front.len - 1] == ' ')
            front.len--;
        if (!buf_add(l->out, front) || !lines_begin(l, INDENT + head))
            return false;
    }
    l->used += plain_width(text);
    return buf_add(l->out, text);
}

/* Does the row of a session that ended leave this to that of its alert? */
static bool is_said(const struct record *r, size_t column)
{
    bool alone = r->value[FIELD_suppressed].number > 0;
    return r->value[FIELD_final].set && !alone && column != COLUMN_WHAT &&
           column != COLUMN_WORKER;
}

static bool add_rest(struct buf *out, const struct table *t, const struct record *r,
                     const struct view *at)
{
    static const uint8_t order[] = { COLUMN_WHAT,    COLUMN_WORKER,  COLUMN_COIN,
                                     COLUMN_AGENT,   COLUMN_MINER,   COLUMN_PORT,
                                     COLUMN_POOL,    COLUMN_ADDRESS, COLUMN_CARRIER,
                                     COLUMN_DIALECT, COLUMN_STATE,   COLUMN_CONFIDENCE,
                                     COLUMN_LOGIN };
    struct lines lines = { .out = out, .table = t };
    for (size_t i = 0; i < COUNT(order); i++) {
        size_t c = order[i];
        bool shown = t->width[c] && fits(t, c, at[c]);
        if (at[c].len == 0 || shown || is_said(r, c))
            continue;
        if (!lines_add(&lines, table_columns[c].label, at[c]))
            return false;
    }
    return true;
}

static bool add_header(struct buf *out, struct table *t)
{
    const char *color[COLUMNS];
    struct view title[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++) {
        color[i] = t->color ? BOLD : NULL;
        title[i] = view_of(table_columns[i].title);
    }
    if (has_short_time(t))
        title[COLUMN_TIME] = view_of("TIME");
    t->has_header = true;
    return add_row(out, t, title, color) && buf_add_byte(out, '\n');
}

/* Where rows have no room for the date. */
static bool add_date(struct buf *out, struct table *t, struct view time)
{
    struct view date = view_head(time, DATE_LEN);
    if (!has_short_time(t) || view_is(date, t->date))
        return true;
    memcpy(t->date, date.at, DATE_LEN);
    return add_colored(out, t->color ? DIM : NULL, date) && buf_add_text(out, " UTC\n");
}

static bool add_record(struct buf *out, struct table *t, const struct record *r,
                       struct view *at)
{
    if (!t->has_header && !add_header(out, t))
        return false;
    if (!add_date(out, t, at[COLUMN_TIME]))
        return false;
    if (has_short_time(t))
        at[COLUMN_TIME] = view_from(at[COLUMN_TIME], DATE_LEN + 1);
    const char *color[COLUMNS] = { 0 };
    bool ended = r->value[FIELD_final].set;
    if (t->color)
        color[COLUMN_STATE] = ended ? GREEN : color_of_state(r);
    return add_row(out, t, at, color) && add_rest(out, t, r, at);
}

/* The heartbeat, for who asked for it. */
static bool add_stats(struct buf *out, const struct view *at)
{
    return buf_add(out, at[COLUMN_TIME]) && add_spaces(out, SPACE) &&
           buf_add(out, at[COLUMN_WHAT]);
}

static bool table_write(void *state, const struct record *r, struct buf *out)
{
    const struct value *type = &r->value[FIELD_event_type], *final = &r->value[FIELD_final];
    bool stats = type->set && view_is(type->text, "stats");
    if (final->set && !final->truth)
        return true;
    struct cells cells;
    bool done = cells_init(&cells, r);
    if (done && stats)
        done = add_stats(out, cells.at);
    else if (done)
        done = add_record(out, state, r, cells.at);
    cells_done(&cells);
    return done;
}

const struct format format_table = {
    .begin = table_begin,
    .end = free,
    .write = table_write,
};
