/* SPDX-License-Identifier: Apache-2.0 */
#include "carrier/line.h"

#include "base/text.h"
#include "carrier/lane.h"

#define KEEP_ROOM 4096 /* a buffer above this is given back when it is empty */

enum state {
    LINE_START,  /* before the first byte that isn't blank */
    LINE_BEHIND, /* behind a message */
    LINE_SKIP,   /* to the end of the line */
    LINE_SEEK,   /* foreign text on the first line: an object may come */
    LINE_OVER,   /* a message was too long: to a newline and an opening bracket */
    LINE_OVER_NEWLINE,
    /* From here on within a message. */
    LINE_SEEK_OPEN, /* behind a { that may begin it */
    LINE_OPEN,      /* behind its first bracket or two: is it one? */
    LINE_VALUE,
    LINE_VALUE_NEWLINE,
    LINE_VALUE_NEWLINE_OPEN, /* behind a newline and a { */
    LINE_STRING,
    LINE_STRING_ESCAPE,
    LINE_STRING_NEWLINE,
    LINE_STRING_NEWLINE_OPEN,
};

/* One slice while it is read. */
struct reading {
    struct lane *lane;
    struct line *line;
    const uint8_t *at;
    size_t len;
    size_t i;    /* next byte */
    size_t from; /* where the message's part in this slice begins */
    size_t stop; /* where the message would be too long */
};

static bool in_message(const struct line *l)
{
    return l->state >= LINE_SEEK_OPEN;
}

static bool is_nothing(uint8_t c)
{
    return is_blank(c) || c == '\0';
}

/* ---- begin and end of a message ------------------------------------------------ */

static void text_clear(struct line *l)
{
    if (l->text.room > KEEP_ROOM)
        buf_done(&l->text);
    else
        buf_clear(&l->text);
}

static void message_begin(struct reading *r, uint8_t bracket, bool is_behind)
{
    struct line *l = r->line;
    l->state = LINE_OPEN;
    l->depth = 1;
    l->last = bracket;
    l->is_behind = is_behind;
    l->is_broken = false;
    r->from = r->i;
    r->stop = r->from + l->text.most;
    r->i++;
}

static size_t message_len(const struct reading *r)
{
    return r->line->text.len + (r->i - r->from);
}

static void text_say(struct lane *lane, struct view text)
{
    while (text.len && is_nothing(text.at[text.len - 1]))
        text.len--;
    if (lane->reader == READER_HTTP)
        http_say(lane, text);
    else
        lane_say(lane, text, NULL, lane->line.is_amid_text);
}

/* Hand out the message's first len bytes, of which some may be in the slice. */
static void message_say(struct reading *r, size_t len)
{
    struct line *l = r->line;
    struct view text = { r->at + r->from, len };
    if (l->text.len) {
        size_t missing = len > l->text.len ? len - l->text.len : 0;
        if (!buf_add(&l->text, (struct view){ r->at + r->from, missing })) {
            text_clear(l);
            return;
        }
        text = view_head(buf_view(&l->text), len);
    }
    text_say(r->lane, text);
    text_clear(l);
}

static void message_too_long(struct reading *r)
{
    r->lane->conduit->counters->messages_long++;
    text_clear(r->line);
    r->line->state = LINE_OVER;
}

/* What seemed to be one is foreign text, or stands behind a message. */
static void message_refuse(struct reading *r)
{
    struct line *l = r->line;
    text_clear(l);
    if (!l->is_behind)
        l->is_amid_text = true;
    if (l->is_broken) {
        l->is_first = false;
        l->state = LINE_START;
    } else {
        l->state = l->is_first && !l->is_behind ? LINE_SEEK : LINE_SKIP;
    }
}

/* Another message began behind the newline: the one before it ends there. */
static void message_break(struct reading *r)
{
    struct line *l = r->line;
    message_say(r, l->newline);
    l->is_first = false;
    if (r->i > 0) {
        r->i--;
        message_begin(r, '{', false);
        return;
    }
    /* The { came with the slice before. */
    message_begin(r, '{', false);
    r->i = r->from = 0;
    r->stop = l->text.most - 1;
    if (!buf_add_byte(&l->text, '{'))
        message_too_long(r);
}

static void line_is_over(struct line *l)
{
    l->is_first = false;
    l->state = LINE_START;
}

/* ---- between messages ---------------------------------------------------------- */

static void read_start(struct reading *r)
{
    struct line *l = r->line;
    uint8_t c = r->at[r->i];
    if (c == '{' || c == '[') {
        message_begin(r, c, false);
    } else if (is_nothing(c) || c == 0xef || c == 0xbb || c == 0xbf) {
        r->i++; /* the last three: a byte order mark */
    } else {
        l->is_amid_text = true;
        l->state = l->is_first ? LINE_SEEK : LINE_SKIP;
        l->is_behind = false;
    }
}

static void read_behind(struct reading *r)
{
    struct line *l = r->line;
    uint8_t c = r->at[r->i];
    if (c == '{' || c == '[') {
        message_begin(r, c, true);
        return;
    }
    if (c == '\n' || c == '\0')
        line_is_over(l);
    if (is_nothing(c)) {
        r->i++;
        return;
    }
    l->state = LINE_SKIP;
    l->is_behind = true;
}

static void read_skip(struct reading *r)
{
    struct line *l = r->line;
    if (l->is_behind) { /* a NUL ends a message's line too */
        while (r->i < r->len && r->at[r->i] != '\n' && r->at[r->i] != '\0')
            r->i++;
    } else {
        const uint8_t *end = memchr(r->at + r->i, '\n', r->len - r->i);
        r->i = end ? (size_t)(end - r->at) : r->len;
    }
    if (r->i < r->len) {
        r->i++;
        line_is_over(l);
    }
}

static void read_seek(struct reading *r)
{
    struct line *l = r->line;
    while (r->i < r->len) {
        if (l->seek_left == 0) {
            l->state = LINE_SKIP;
            l->is_behind = false;
            return;
        }
        l->seek_left--;
        uint8_t c = r->at[r->i];
        if (c == '{') {
            message_begin(r, c, false);
            l->state = LINE_SEEK_OPEN;
            return;
        }
        r->i++;
        if (c == '\n') {
            line_is_over(l);
            return;
        }
    }
}

static void read_over(struct reading *r)
{
    struct line *l = r->line;
    if (l->state == LINE_OVER_NEWLINE) {
        uint8_t c = r->at[r->i];
        if (c == '{' || c == '[') {
            line_is_over(l);
            return;
        }
    }
    const uint8_t *end = memchr(r->at + r->i, '\n', r->len - r->i);
    l->state = end ? LINE_OVER_NEWLINE : LINE_OVER;
    r->i = end ? (size_t)(end - r->at) + 1 : r->len;
}

/* ---- within a message ---------------------------------------------------------- */

/* Bytes from..i of the slice hold nothing special: which is the last not blank? */
static void note_last(struct reading *r, size_t from)
{
    for (size_t i = r->i; i > from; i--) {
        if (!is_nothing(r->at[i - 1])) {
            r->line->last = r->at[i - 1];
            return;
        }
    }
}

static bool last_closes(const struct line *l)
{
    return l->last == '}' || l->last == ']';
}

static void close_bracket(struct reading *r)
{
    struct line *l = r->line;
    l->state = LINE_VALUE;
    l->last = r->at[r->i++];
    if (--l->depth == 0) {
        message_say(r, message_len(r));
        l->state = LINE_BEHIND;
    }
}

/* Behind the first brackets: only { then " or }, with [ before it or not. */
static void read_open(struct reading *r)
{
    struct line *l = r->line;
    uint8_t c = r->at[r->i];
    if (is_nothing(c)) {
        l->is_broken |= c == '\n';
        r->i++;
    } else if (l->last == '[' && c == '{') {
        l->last = c;
        l->depth++;
        r->i++;
    } else if (l->last == '{' && c == '"') {
        l->last = c;
        l->state = LINE_STRING;
        r->i++;
    } else if (l->last == '{' && c == '}') {
        close_bracket(r);
    } else {
        message_refuse(r);
    }
}

static void read_seek_open(struct reading *r)
{
    if (r->at[r->i] == '"')
        r->line->state = LINE_OPEN;
    else
        message_refuse(r);
}

static void note_newline(struct reading *r, enum state state)
{
    r->line->newline = (uint32_t)message_len(r);
    r->line->state = (uint8_t)state;
    r->i++;
}

static void read_value(struct reading *r, size_t end)
{
    static const bool special[256] = {
        ['"'] = true, ['{'] = true, ['['] = true, ['}'] = true, [']'] = true, ['\n'] = true,
    };
    struct line *l = r->line;
    size_t from = r->i;
    while (r->i < end && !special[r->at[r->i]])
        r->i++;
    note_last(r, from);
    if (r->i == end)
        return;
    uint8_t c = r->at[r->i];
    if (c == '}' || c == ']') {
        close_bracket(r);
        return;
    }
    if (c == '\n') {
        note_newline(r, LINE_VALUE_NEWLINE);
        return;
    }
    l->last = c;
    if (c == '"')
        l->state = LINE_STRING;
    else
        l->depth++;
    r->i++;
}

static void read_string(struct reading *r, size_t end)
{
    static const bool special[256] = {
        ['"'] = true, ['\\'] = true, ['\n'] = true, ['\0'] = true
    };
    struct line *l = r->line;
    size_t from = r->i;
    while (r->i < end && !special[r->at[r->i]])
        r->i++;
    note_last(r, from);
    if (r->i == end)
        return;
    uint8_t c = r->at[r->i];
    if (c == '"' || c == '\\') {
        l->last = c;
        l->state = c == '"' ? LINE_VALUE : LINE_STRING_ESCAPE;
        r->i++;
    } else if (last_closes(l)) {
        message_say(r, message_len(r));
        line_is_over(l);
        r->i++;
    } else if (c == '\n') {
        note_newline(r, LINE_STRING_NEWLINE);
    } else {
        r->i++;
    }
}

/* No JSON has a raw newline or NUL in a string, with a backslash before it or not. */
static void read_escape(struct reading *r)
{
    struct line *l = r->line;
    uint8_t c = r->at[r->i];
    l->state = LINE_STRING;
    if (c == '\n' || c == '\0')
        return;
    if (!is_nothing(c))
        l->last = c;
    r->i++;
}

static void read_newline(struct reading *r, enum state open, enum state otherwise)
{
    struct line *l = r->line;
    if (r->at[r->i] == '{') {
        l->state = (uint8_t)open;
        r->i++;
    } else {
        l->state = (uint8_t)otherwise;
    }
}

static void read_newline_open(struct reading *r)
{
    struct line *l = r->line;
    bool in_string = l->state == LINE_STRING_NEWLINE_OPEN;
    /* In a value an object may follow on these. */
    bool follows = !in_string && (l->last == '[' || l->last == ',' || l->last == ':');
    if (r->at[r->i] == '"' && !follows) {
        message_break(r);
        return;
    }
    l->last = '{';
    if (!in_string)
        l->depth++;
    l->state = in_string ? LINE_STRING : LINE_VALUE;
}

static void read_message(struct reading *r)
{
    size_t end = r->stop < r->len ? r->stop : r->len;
    if (r->i >= end) {
        message_too_long(r);
        return;
    }
    switch ((enum state)r->line->state) {
    case LINE_SEEK_OPEN:
        read_seek_open(r);
        break;
    case LINE_OPEN:
        read_open(r);
        break;
    case LINE_STRING:
        read_string(r, end);
        break;
    case LINE_STRING_ESCAPE:
        read_escape(r);
        break;
    case LINE_VALUE_NEWLINE:
        read_newline(r, LINE_VALUE_NEWLINE_OPEN, LINE_VALUE);
        break;
    case LINE_STRING_NEWLINE:
        read_newline(r, LINE_STRING_NEWLINE_OPEN, LINE_STRING);
        break;
    case LINE_VALUE_NEWLINE_OPEN:
    case LINE_STRING_NEWLINE_OPEN:
        read_newline_open(r);
        break;
    default:
        read_value(r, end);
    }
}

/* ---- the front ----------------------------------------------------------------- */

void line_feed(struct lane *lane, struct view bytes)
{
    struct line *l = &lane->line;
    struct reading r = { .lane = lane, .line = l, .at = bytes.at, .len = bytes.len };
    r.stop = l->text.most - l->text.len;
    while (r.i < r.len) {
        switch ((enum state)l->state) {
        case LINE_START:
            read_start(&r);
            break;
        case LINE_BEHIND:
            read_behind(&r);
            break;
        case LINE_SKIP:
            read_skip(&r);
            break;
        case LINE_SEEK:
            read_seek(&r);
            break;
        case LINE_OVER:
        case LINE_OVER_NEWLINE:
            read_over(&r);
            break;
        default:
            read_message(&r);
        }
    }
    if (in_message(l) && !buf_add(&l->text, (struct view){ r.at + r.from, r.len - r.from }))
        message_too_long(&r);
}

void line_end(struct lane *lane)
{
    struct line *l = &lane->line;
    if (in_message(l) && last_closes(l))
        text_say(lane, buf_view(&l->text));
    line_lose(lane);
}

void line_start(struct lane *lane, bool is_first, bool amid_text)
{
    const struct limits *limits = lane->conduit->limits;
    struct buf text = lane->line.text;
    text.most = limits->message_most;
    buf_clear(&text);
    lane->line = (struct line){
        .text = text,
        .state = LINE_START,
        .is_first = is_first,
        .is_amid_text = amid_text,
        .seek_left = (uint32_t)limits->inspect_bytes,
    };
}

void line_lose(struct lane *lane)
{
    text_clear(&lane->line);
    lane->line.state = LINE_SKIP;
    lane->line.is_behind = false;
}

bool line_begins(struct view bytes)
{
    struct view rest = view_from(bytes, 1);
    while (rest.len && is_nothing(rest.at[0]))
        rest = view_from(rest, 1);
    if (bytes.len == 0 || rest.len == 0)
        return false;
    return (bytes.at[0] == '{' && rest.at[0] == '"') ||
           (bytes.at[0] == '[' && rest.at[0] == '{');
}

enum step line_open(struct lane *l, struct view head, size_t *len)
{
    (void)head;
    if (l->is_placed)
        line_start(l, true, l->amid_text);
    l->reader = l->is_placed ? READER_LINE : READER_LOST;
    l->is_fresh = false;
    *len = 0;
    return STEP_YES;
}
