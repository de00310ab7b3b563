/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mapping was measured against read(): over 1 GiB of frames of mixed sizes in the
 * page cache, with some work on each frame's headers, a mapping took 91 ns of
 * processor time a frame in all, reads into 256 KiB (which stay in the second-level
 * cache) 117, reads into 4 MiB more; for most of a frame's bytes are never looked at.
 * Asking for the pages ahead (MADV_POPULATE_READ) gained nothing over faults.
 */
#include "capture/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define MAP_WINDOW  ((uint64_t)64 * 1024 * 1024)
#define INPUT_ROOM  ((size_t)128 * 1024)
#define OUTPUT_ROOM ((size_t)256 * 1024)

/* Put more bytes behind in->out, at least one. False: there are no more. */
typedef bool produce_fn(struct unpack *u);

struct unpack_inside {
    int fd;          /* owned */
    uint64_t total;  /* of the file as stored; 0: not known */
    uint64_t stored; /* bytes read from fd */

    /* mapped */
    uint8_t *map; /* NULL: nothing is mapped, or the file streams */
    size_t map_len;
    uint64_t map_at; /* offset of the window in the file */

    /* streamed: fd → input → produce → out */
    produce_fn *produce; /* NULL: mapped */
    uint8_t *input;      /* owned, INPUT_ROOM */
    size_t input_at, input_len;
    uint8_t *out; /* owned */
    size_t out_len, out_room;
    bool over;
    z_stream z;
    bool z_open, in_member; /* in the middle of a gzip member or zstd frame */
    ZSTD_DStream *zstd;     /* owned */
};

/* ---- a mapped file --------------------------------------------------------- */

static void unmap(struct unpack *u)
{
    if (u->in->map)
        munmap(u->in->map, u->in->map_len);
    u->in->map = NULL;
    u->at = u->end = NULL;
}

/* Map from `place` on, so that n bytes are at hand if the file has them. */
static bool map_window(struct unpack *u, uint64_t place, size_t n)
{
    struct unpack_inside *in = u->in;
    struct stat st;
    if (fstat(in->fd, &st) == -1)
        return false;
    in->total = (uint64_t)st.st_size;

    unmap(u);
    in->map_at = place;
    if (place >= in->total)
        return true;
    uint64_t start = place & ~((uint64_t)sysconf(_SC_PAGESIZE) - 1);
    uint64_t len = n + (place - start) > MAP_WINDOW ? n + (place - start) : MAP_WINDOW;
    if (len > in->total - start)
        len = in->total - start;
    uint8_t *map = mmap(NULL, len, PROT_READ, MAP_PRIVATE, in->fd, (off_t)start);
    if (map == MAP_FAILED)
        return false;

    (void)madvise(map, len, MADV_SEQUENTIAL);
    in->map = map;
    in->map_len = len;
    in->map_at = start;
    u->at = map + (place - start);
    u->end = map + len;
    return true;
}

static uint64_t map_place(const struct unpack *u)
{
    return u->in->map_at + (u->in->map ? (uint64_t)(u->at - u->in->map) : 0);
}

static void map_more(struct unpack *u, size_t n)
{
    if (!map_window(u, map_place(u), n))
        snprintf(u->problem, sizeof u->problem, "can't be mapped: %s", strerror(errno));
}

/* ---- a stream ----------------------------------------------------------------- */

/* Read once. 0: the end, or a problem. */
static size_t read_some(struct unpack *u, uint8_t *to, size_t room)
{
    ssize_t n;
    while ((n = read(u->in->fd, to, room)) == -1 && errno == EINTR)
        if (u->interrupted && u->interrupted(u->interrupted_ctx))
            return 0;
    if (n == -1) {
        snprintf(u->problem, sizeof u->problem, "reading failed: %s", strerror(errno));
        return 0;
    }
    u->in->stored += (uint64_t)n;
    return (size_t)n;
}

/* Have something in the input, if there is anything. */
static bool input_fill(struct unpack *u)
{
    struct unpack_inside *in = u->in;
    if (in->input_at < in->input_len)
        return true;
    in->input_at = 0;
    in->input_len = read_some(u, in->input, INPUT_ROOM);
    return in->input_len > 0;
}

static bool produce_plain(struct unpack *u)
{
    struct unpack_inside *in = u->in;
    size_t room = in->out_room - in->out_len;
    size_t n = in->input_len - in->input_at;
    if (n > room)
        n = room;
    if (n > 0) {
        /* What was read ahead to see the magic. */
        memcpy(in->out + in->out_len, in->input + in->input_at, n);
        in->input_at += n;
    } else {
        n = read_some(u, in->out + in->out_len, room);
    }
    in->out_len += n;
    return n > 0;
}

static bool input_ended(struct unpack *u)
{
    if (!u->problem[0] && u->in->in_member)
        snprintf(u->problem, sizeof u->problem, "the compressed data is cut off");
    return false;
}

/* Between two gzip members: zeros are padding, as gzip(1) has it. */
static bool next_member(struct unpack *u)
{
    struct unpack_inside *in = u->in;
    do {
        while (in->input_at < in->input_len && in->input[in->input_at] == 0)
            in->input_at++;
        if (in->input_at < in->input_len) {
            in->in_member = true;
            return inflateReset(&in->z) == Z_OK;
        }
    } while (input_fill(u));
    return false;
}

static bool produce_gzip(struct unpack *u)
{
    struct unpack_inside *in = u->in;
    for (;;) {
        if (!in->in_member && !next_member(u))
            return false;
        if (!input_fill(u))
            return input_ended(u);

        in->z.next_in = in->input + in->input_at;
        in->z.avail_in = (uInt)(in->input_len - in->input_at);
        in->z.next_out = in->out + in->out_len;
        in->z.avail_out = (uInt)(in->out_room - in->out_len);
        int result = inflate(&in->z, Z_NO_FLUSH);
        size_t made = in->out_room - in->out_len - in->z.avail_out;
        in->input_at = in->input_len - in->z.avail_in;
        in->out_len += made;
        if (result == Z_STREAM_END)
            in->in_member = false;
        else if (result != Z_OK && result != Z_BUF_ERROR)
            snprintf(u->problem, sizeof u->problem, "the gzip data is damaged: %s",
                     in->z.msg ? in->z.msg : zError(result));
        if (made > 0 || u->problem[0])
            return made > 0;
    }
}

static bool produce_zstd(struct unpack *u)
{
    struct unpack_inside *in = u->in;
    for (;;) {
        /* Even without input there may be output that had no room. */
        bool more = input_fill(u);
        if (u->problem[0] || (!more && !in->in_member))
            return false;
        ZSTD_inBuffer from = { in->input, in->input_len, in->input_at };
        ZSTD_outBuffer to = { in->out, in->out_room, in->out_len };
        size_t result = ZSTD_decompressStream(in->zstd, &to, &from);
        bool stuck = from.pos == in->input_at && to.pos == in->out_len;
        size_t made = to.pos - in->out_len;
        in->input_at = from.pos;
        in->out_len = to.pos;
        if (ZSTD_isError(result))
            snprintf(u->problem, sizeof u->problem, "the zstd data is damaged: %s",
                     ZSTD_getErrorName(result));
        else
            in->in_member = result != 0;
        if (made > 0 || u->problem[0])
            return made > 0;
        if (stuck && !more)
            return input_ended(u);
    }
}

/* Make room for n bytes from u->at on, those at hand included. */
static bool out_reserve(struct unpack *u, size_t n)
{
    struct unpack_inside *in = u->in;
    size_t left = (size_t)(u->end - u->at);
    if (left > 0 && u->at != in->out)
        memmove(in->out, u->at, left);
    in->out_len = left;
    if (n > in->out_room) {
        uint8_t *out = n <= UNPACK_MOST ? realloc(in->out, n) : NULL;
        if (out) {
            in->out = out;
            in->out_room = n;
        }
    }
    u->at = in->out;
    u->end = in->out + in->out_len;
    return n <= in->out_room;
}

static void stream_more(struct unpack *u, size_t n)
{
    struct unpack_inside *in = u->in;
    if (!out_reserve(u, n)) {
        snprintf(u->problem, sizeof u->problem, "there is no memory for %zu bytes at once", n);
        in->over = true;
    }
    /* No further than asked for: a pipe may have no more for a long time. */
    while (!in->over && in->out_len < n)
        in->over = !in->produce(u) || u->problem[0];
    u->end = in->out + in->out_len;
}

/* ---- opening ---------------------------------------------------------------------- */

static bool is_gzip(struct view head)
{
    return head.len >= 2 && head.at[0] == 0x1f && head.at[1] == 0x8b;
}

/* RFC 8878, 3.1.1 and 3.1.2: a frame, or a frame to be skipped. */
static bool is_zstd(struct view head)
{
    struct cursor c = cursor_over(head);
    uint32_t magic = take_le32(&c);
    return !c.bad && (magic == 0xfd2fb528 || (magic & 0xfffffff0) == 0x184d2a50);
}

static bool stream_open(struct unpack *u)
{
    struct unpack_inside *in = u->in;
    in->input = malloc(INPUT_ROOM);
    in->out = malloc(OUTPUT_ROOM);
    in->out_room = OUTPUT_ROOM;
    if (!in->input || !in->out)
        return false;
    u->at = u->end = in->out;
    while (in->input_len < 4) {
        size_t n = read_some(u, in->input + in->input_len, INPUT_ROOM - in->input_len);
        if (n == 0)
            break;
        in->input_len += n;
    }

    struct view head = { in->input, in->input_len };
    if (is_gzip(head)) {
        in->produce = produce_gzip;
        in->in_member = true;
        in->z_open = inflateInit2(&in->z, 16 + MAX_WBITS) == Z_OK;
        return in->z_open;
    }
    if (is_zstd(head)) {
        in->produce = produce_zstd;
        in->zstd = ZSTD_createDStream();
        return in->zstd != NULL;
    }
    in->produce = produce_plain;
    return true;
}

/* True: u holds the file from where fd stands. */
static bool map_open(struct unpack *u)
{
    off_t place = lseek(u->in->fd, 0, SEEK_CUR);
    if (place == -1 || !map_window(u, (uint64_t)place, 0))
        return false;
    struct view head = { u->at, (size_t)(u->end - u->at) };
    if (is_gzip(head) || is_zstd(head)) {
        unmap(u);
        return false;
    }
    return true;
}

static bool start(struct unpack *u, const char *path, struct error *e)
{
    struct unpack_inside *in = u->in;
    bool is_stdin = strcmp(path, "-") == 0;
    const char *name = is_stdin ? "standard input" : path;
    in->fd = is_stdin ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                      : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat st;
    if (in->fd == -1 || fstat(in->fd, &st) == -1) {
        error_set(e, name, 0, 0, "can't be opened: %s", strerror(errno));
        return false;
    }
    if (S_ISDIR(st.st_mode)) {
        error_set(e, name, 0, 0, "is a folder");
        return false;
    }
    if (S_ISREG(st.st_mode)) {
        in->total = (uint64_t)st.st_size;
        if (map_open(u))
            return true;
    }
    if (!stream_open(u)) {
        error_set(e, name, 0, 0, "there is no memory to read it");
        return false;
    }
    return true;
}

bool unpack_open(struct unpack *u, const char *path, struct error *e)
{
    *u = (struct unpack){ 0 };
    u->in = calloc(1, sizeof *u->in);
    if (!u->in) {
        error_set(e, path, 0, 0, "there is no memory to read it");
        return false;
    }
    u->in->fd = -1;
    if (start(u, path, e))
        return true;
    unpack_close(u);
    return false;
}

void unpack_close(struct unpack *u)
{
    struct unpack_inside *in = u->in;
    if (!in)
        return;
    unmap(u);
    if (in->z_open)
        inflateEnd(&in->z);
    ZSTD_freeDStream(in->zstd);
    free(in->input);
    free(in->out);
    if (in->fd != -1)
        close(in->fd);
    free(in);
    *u = (struct unpack){ 0 };
}

/* ---- reading ------------------------------------------------------------------------ */

void unpack_more(struct unpack *u, size_t n)
{
    if (u->in->produce)
        stream_more(u, n);
    else
        map_more(u, n);
}

uint64_t unpack_skip(struct unpack *u, uint64_t n)
{
    uint64_t gone = 0;
    while (gone < n) {
        struct view v = unpack_look(u, 1);
        if (v.len == 0)
            break;
        size_t step = n - gone < v.len ? (size_t)(n - gone) : v.len;
        unpack_take(u, step);
        gone += step;
    }
    return gone;
}

void unpack_progress(const struct unpack *u, uint64_t *read, uint64_t *total)
{
    *read = u->in->produce ? u->in->stored : map_place(u);
    *total = u->in->total;
}
