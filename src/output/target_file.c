/* SPDX-License-Identifier: Apache-2.0 */
/*
 * target_file - a file that grows, or standard output
 *
 * One write(2) a record, so that it is there at once and several writers of one
 * file don't mix. What the system took only a part of, on a full disk, is kept
 * and written before the next record: no line is torn, unless the file is opened
 * again before there is room.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "output/target.h"

#define LINE_MOST   (2 * 1024 * 1024)
#define FILE_MODE   0640 /* records name logins and passwords */
#define FILE_FLAGS  (O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY)
#define STDOUT_NAME "standard output"

struct file {
    char *path; /* owned; NULL: standard output */
    int fd;
    struct buf line; /* what is to be written */
};

static const char *name_of(const struct file *f)
{
    return f->path ? f->path : STDOUT_NAME;
}

static void fail(const char *name, const char *what, struct error *e)
{
    error_set(e, name, 0, 0, "%s: %s", what, strerror(errno));
}

static bool file_close(void *state, struct error *e);

static void *file_open(const char *scheme, const char *place, struct error *e)
{
    (void)scheme;
    struct file *f = calloc(1, sizeof *f);
    if (!f)
        goto no_memory;
    *f = (struct file){ .fd = STDOUT_FILENO, .line = buf_with(LINE_MOST) };
    if (strcmp(place, "-") == 0)
        return f;
    f->path = strdup(place);
    if (!f->path)
        goto no_memory;
    f->fd = open(f->path, FILE_FLAGS, FILE_MODE);
    if (f->fd != -1)
        return f;
    fail(f->path, "can't be opened for writing", e);
    file_close(f, NULL);
    return NULL;
no_memory:
    free(f);
    error_set(e, place, 0, 0, "out of memory");
    return NULL;
}

/* Standard output may be somebody else's non-blocking pipe. */
static bool is_passing(int fd)
{
    if (errno == EINTR)
        return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
        return false;
    struct pollfd wait = { .fd = fd, .events = POLLOUT };
    return poll(&wait, 1, -1) != -1 || errno == EINTR;
}

static bool file_flush(void *state, struct error *e)
{
    struct file *f = state;
    while (f->line.len > 0) {
        ssize_t n = write(f->fd, f->line.at, f->line.len);
        if (n > 0)
            buf_drop(&f->line, (size_t)n);
        else if (n == 0 || !is_passing(f->fd))
            break;
    }
    if (f->line.len > 0)
        fail(name_of(f), "can't be written", e);
    return f->line.len == 0;
}

static bool file_put(void *state, struct view text, const struct record *r, struct error *e)
{
    (void)r;
    struct file *f = state;
    if (!file_flush(f, e))
        return false;
    if (!buf_add(&f->line, text) || !buf_add_byte(&f->line, '\n')) {
        buf_clear(&f->line);
        error_set(e, name_of(f), 0, 0, "out of memory: a record is lost");
        return false;
    }
    size_t whole = f->line.len;
    if (file_flush(f, e))
        return true;
    /* Nothing of it was written: it is lost, as is said. A part is finished later. */
    if (f->line.len == whole)
        buf_clear(&f->line);
    return false;
}

static bool file_reopen(void *state, struct error *e)
{
    struct file *f = state;
    if (!f->path)
        return true;
    int fd = open(f->path, FILE_FLAGS, FILE_MODE);
    if (fd == -1) {
        fail(f->path, "can't be opened again", e);
        return false;
    }
    struct error ignored;
    if (!file_flush(f, &ignored))
        buf_clear(&f->line);
    close(f->fd);
    f->fd = fd;
    return true;
}

static bool file_close(void *state, struct error *e)
{
    struct file *f = state;
    struct error ignored;
    bool written = file_flush(f, e ? e : &ignored);
    if (f->path && f->fd != -1 && close(f->fd) == -1 && written) {
        fail(f->path, "can't be written", e ? e : &ignored);
        written = false;
    }
    buf_done(&f->line);
    free(f->path);
    free(f);
    return written;
}

const struct target target_file = {
    .open = file_open,
    .put = file_put,
    .flush = file_flush,
    .reopen = file_reopen,
    .close = file_close,
};
