/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <sys/stat.h>

#include "app/clock.h"
#include "app/log.h"
#include "app/run.h"
#include "app/signals.h"

static void failed(struct run *run, const struct error *e)
{
    run->status = 1;
    log_error(e);
}

static void list_files(struct run *run, struct capture_list *list)
{
    for (size_t i = 0; i < run->options->path_count; i++) {
        struct error e = { 0 };
        if (!capture_list_add(list, run->options->paths[i], &e)) {
            run->damaged++;
            failed(run, &e);
        }
    }
    capture_list_sort(list);
    run->files = list->count;
    run->passed_over = list->passed_over;
}

static uint64_t total_size(const struct capture_list *list)
{
    uint64_t total = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct stat st;
        if (stat(list->file[i].path, &st) == 0)
            total += (uint64_t)st.st_size;
    }
    return total;
}

/* All frames of one file; true: stop. */
static bool read_frames(struct run *run, struct capture *c, struct progress *progress,
                        uint64_t before)
{
    struct error e = { 0 };
    struct mw_frame frame;
    enum capture_step step;
    while ((step = capture_next(c, &frame, &e)) == CAPTURE_FRAME) {
        chain_frame(run->chain, c, &frame);
        if (progress_due(progress)) {
            struct capture_stats stats;
            capture_stats(c, &stats);
            progress_draw(progress, before + stats.bytes_read);
        }
        if (signals_waiting() && obey_signals(run))
            return true;
    }
    if (step == CAPTURE_BAD) {
        run->damaged++;
        failed(run, &e);
    }
    return signals_waiting() && obey_signals(run);
}

static bool on_interrupt(void *ctx)
{
    return signals_waiting() && obey_signals(ctx);
}

static bool set_filter(struct run *run, struct capture *c, const char *path)
{
    const char *filter = run->settings->filter;
    struct error e = { 0 };
    bool never = false;
    if (!filter[0])
        return true;
    if (!capture_filter(c, filter, &never, &e)) {
        failed(run, &e);
        return false;
    }
    if (never)
        log_line(LOG_FAILURE, "%s: the filter \"%s\" can match nothing here", path, filter);
    return true;
}

/* True: stop. */
static bool replay_file(struct run *run, const struct capture_file *file, uint32_t source,
                        struct progress *progress, uint64_t *before)
{
    struct error e = { 0 };
    struct capture *c = capture_open_file(file->path, source, &e);
    if (!c) {
        run->damaged++;
        failed(run, &e);
        return false;
    }
    bool stop = false;
    if (set_filter(run, c, file->path)) {
        capture_snaplen(c, (uint32_t)run->settings->snaplen);
        capture_on_interrupt(c, on_interrupt, run);
        stop = read_frames(run, c, progress, *before);
    }
    struct capture_stats stats;
    capture_stats(c, &stats);
    *before += stats.bytes_read;
    run->chain->captured.received += stats.received;
    capture_close(c);
    chain_flush(run->chain);
    return stop;
}

static void replay_list(struct run *run, const struct capture_list *list)
{
    struct source *sources = calloc(list->count + 1, sizeof *sources);
    if (!sources) {
        log_line(LOG_FAILURE, "no memory for %zu files", list->count);
        run->status = 1;
        return;
    }
    for (size_t i = 0; i < list->count; i++)
        sources[i].path = list->file[i].path;
    run->chain->sources = sources;
    run->chain->source_count = list->count;

    struct progress progress;
    progress_init(&progress, !run->options->quiet, total_size(list));
    log_set_wipe(progress_wipe, &progress);
    run->chain->progress = &progress;
    uint64_t before = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (replay_file(run, &list->file[i], (uint32_t)i, &progress, &before))
            break;
        if (run->settings->per_file && !chain_restart(run->chain)) {
            run->status = 1;
            break;
        }
    }
    if (run->chain->engine)
        chain_finish(run->chain);
    progress_wipe(&progress);
    log_set_wipe(NULL, NULL);
    run->chain->progress = NULL;
    run->chain->sources = NULL;
    run->chain->source_count = 0;
    free(sources);
}

void replay(struct run *run)
{
    struct capture_list list = { 0 };
    list_files(run, &list);
    replay_list(run, &list);
    capture_list_done(&list);
}
