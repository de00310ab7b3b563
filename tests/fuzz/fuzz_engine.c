/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_engine - the whole engine: frames, each behind its length in two bytes, 10 ms apart
 */
#include <stdlib.h>

#include "base/bytes.h"
#include "minewatch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct mw_rules *rules(void)
{
    static struct mw_rules *loaded;
    const char *path = getenv("MW_SIGNATURES");
    if (!path)
        path = "signatures";
    if (!loaded)
        loaded = mw_rules_load(&path, 1, NULL, NULL);
    if (!loaded)
        abort();
    return loaded;
}

static void on_alert(const struct mw_alert *alert, void *ctx)
{
    *(double *)ctx += alert->mining->confidence;
}

/* From memory of the frame's own size, where a sanitizer watches. */
static void feed_copy(struct mw_engine *e, struct view frame, uint64_t n)
{
    uint8_t *copy = malloc(frame.len + !frame.len);
    if (!copy)
        return;
    if (frame.len)
        memcpy(copy, frame.at, frame.len);
    struct mw_frame f = { .data = copy,
                          .captured = (uint32_t)frame.len,
                          .length = (uint32_t)frame.len,
                          .linktype = 1,
                          .time_ns = 1700000000000000000 + (int64_t)n * 10000000,
                          .number = n };
    mw_engine_frame(e, &f);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    double sure = 0;
    struct mw_engine *e = mw_engine_new(rules());
    if (!e)
        return 0;
    (void)mw_engine_set(e, "flow.max", 1024); /* the table costs more than all else */
    mw_engine_on_alert(e, on_alert, &sure);
    struct cursor c = cursor_over((struct view){ data, size });
    for (uint64_t n = 1; c.rest.len; n++) {
        size_t len = take_be16(&c);
        if (c.bad)
            break;
        feed_copy(e, take(&c, len < c.rest.len ? len : c.rest.len), n);
    }
    mw_engine_free(e);
    return 0;
}
