/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_carrier - both sides of a flow in slices: the first byte of each says whose it is
 * and how long
 */
#include "carrier/carrier.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_message(const struct message *m, void *ctx)
{
    size_t *bytes = ctx;
    for (size_t i = 0; i < m->text.len; i++)
        *bytes += m->text.at[i];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct limits limits = limits_default();
    struct counters counters = { 0 };
    size_t bytes = 0;
    struct outlet out = { on_message, &bytes };
    struct mw_origin origin = { .number = 1 };
    struct conduit *c = conduit_new(&limits, &counters);
    struct cursor cur = cursor_over((struct view){ data, size });
    conduit_begin(c, SIDE_CLIENT, true);
    conduit_begin(c, SIDE_SERVER, size % 2);
    while (cur.rest.len) {
        uint8_t what = take_u8(&cur);
        enum side side = what & 1 ? SIDE_SERVER : SIDE_CLIENT;
        size_t len = (size_t)(what >> 2) * 8;
        if (what & 2 && len == 0)
            conduit_gap(c, side, 7, &origin, &out);
        else
            conduit_feed(c, side, take(&cur, len < cur.rest.len ? len : cur.rest.len), &origin,
                         &out);
        origin.number++;
    }
    conduit_end(c, SIDE_CLIENT, &origin, &out);
    conduit_end(c, SIDE_SERVER, &origin, &out);
    conduit_free(c);
    return 0;
}
