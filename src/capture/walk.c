/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk - which files are read, and in what order
 *
 * Folders wait in a list and are not entered by recursion, so no depth is too great.
 */
#include "capture/capture.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/file.h"

/* Folders below one path; a ceiling against file systems that have no end. */
#define FOLDERS_MOST 65536

struct folder {
    char *path; /* owned; NULL once it was read */
    dev_t device;
    ino_t inode;
};

struct walk {
    struct folder *folder; /* owned; those to come behind those that were */
    size_t count, room;
    struct capture_list *list;
    struct error *e;
    bool ok;
};

/* The first mistake is the one that is told. */
static void complain(struct walk *w, const char *path, const char *words)
{
    if (w->ok)
        error_set(w->e, path, 0, 0, "%s", words);
    w->ok = false;
}

/* ---- files -------------------------------------------------------------------- */

static bool list_put(struct capture_list *l, const char *path, int64_t first_ns)
{
    struct capture_file *file = l->file;
    if ((l->count & (l->count + 1)) == 0) {
        /* A power of two less one: the room is used up. */
        file = realloc(l->file, (2 * l->count + 2) * sizeof *file);
        if (!file)
            return false;
        l->file = file;
    }
    char *copy = strdup(path);
    if (!copy)
        return false;
    file[l->count++] = (struct capture_file){ .path = copy, .first_ns = first_ns };
    return true;
}

/* The time of the first packet, INT64_MAX where there is none. *is_capture: by its
 * magic, or because what hides the magic is damaged. */
static int64_t first_time(const char *path, bool *is_capture)
{
    struct error unused;
    struct mw_frame frame;
    struct capture *c = file_open(path, is_capture, &unused);
    if (!c)
        return INT64_MAX;
    bool has = capture_next(c, &frame, &unused) == CAPTURE_FRAME;
    capture_close(c);
    return has ? frame.time_ns : INT64_MAX;
}

/* A file found in a folder. What may not be opened is added, so that whoever reads
 * it says so. */
static void file_found(struct walk *w, const char *path)
{
    bool is_capture = true;
    int64_t first = INT64_MAX;
    if (access(path, R_OK) == 0)
        first = first_time(path, &is_capture);
    if (!is_capture)
        w->list->passed_over++;
    else if (!list_put(w->list, path, first))
        complain(w, path, "there is no memory for more files");
}

/* ---- folders ------------------------------------------------------------------- */

static void folder_found(struct walk *w, const char *path, const struct stat *st)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->folder[i].device == st->st_dev && w->folder[i].inode == st->st_ino)
            return;
    if (w->count == w->room) {
        size_t room = w->room ? 2 * w->room : 16;
        struct folder *list =
            room <= FOLDERS_MOST ? realloc(w->folder, room * sizeof *list) : NULL;
        if (!list) {
            complain(w, path, "there are too many folders");
            return;
        }
        w->folder = list;
        w->room = room;
    }
    char *copy = strdup(path);
    if (!copy)
        complain(w, path, "there is no memory for more folders");
    w->folder[w->count++] = (struct folder){ copy, st->st_dev, st->st_ino };
}

static void entry_found(struct walk *w, const char *folder, const char *name)
{
    char *path;
    bool has_slash = folder[strlen(folder) - 1] == '/';
    if (asprintf(&path, "%s%s%s", folder, has_slash ? "" : "/", name) == -1) {
        complain(w, folder, "there is no memory for more files");
        return;
    }
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        folder_found(w, path, &st);
    else if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
        file_found(w, path);
    else
        w->list->passed_over++; /* a dangling link, a socket, a device, a pipe */
    free(path);
}

static void folder_read(struct walk *w, const char *path)
{
    DIR *d = opendir(path);
    if (!d) {
        complain(w, path, strerror(errno));
        return;
    }
    for (;;) {
        struct dirent *entry = readdir(d);
        if (!entry)
            break;
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            entry_found(w, path, entry->d_name);
    }
    closedir(d);
}

static bool folder_walk(struct capture_list *l, const char *path, const struct stat *st,
                        struct error *e)
{
    struct walk w = { .list = l, .e = e, .ok = true };
    folder_found(&w, path, st);
    for (size_t i = 0; i < w.count; i++) {
        char *next = w.folder[i].path;
        if (next)
            folder_read(&w, next);
        free(next);
    }
    free(w.folder);
    return w.ok;
}

/* ---- the front door --------------------------------------------------------------- */

static bool is_stdin(const char *path)
{
    return strcmp(path, "-") == 0;
}

bool capture_list_add(struct capture_list *l, const char *path, struct error *e)
{
    struct stat st;
    int64_t first = INT64_MAX;
    if (!is_stdin(path)) {
        if (stat(path, &st) == -1) {
            error_set(e, path, 0, 0, "%s", strerror(errno));
            return false;
        }
        if (S_ISDIR(st.st_mode))
            return folder_walk(l, path, &st, e);
        bool unused;
        if (S_ISREG(st.st_mode)) /* a pipe can be read only once */
            first = first_time(path, &unused);
    }
    if (list_put(l, path, first))
        return true;
    error_set(e, path, 0, 0, "there is no memory for more files");
    return false;
}

static int compare(const void *left, const void *right)
{
    const struct capture_file *a = left;
    const struct capture_file *b = right;
    if (is_stdin(a->path) != is_stdin(b->path))
        return is_stdin(a->path) ? 1 : -1;
    if (a->first_ns != b->first_ns)
        return a->first_ns < b->first_ns ? -1 : 1;
    return strcmp(a->path, b->path);
}

void capture_list_sort(struct capture_list *l)
{
    if (l->count > 1)
        qsort(l->file, l->count, sizeof *l->file, compare);
}

void capture_list_done(struct capture_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->file[i].path);
    free(l->file);
    *l = (struct capture_list){ 0 };
}
