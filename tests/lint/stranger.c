/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stranger - what somebody else might write: a capture's alerts, by the library alone
 *
 *     stranger SIGNATURES CAPTURE      (pcap, of this machine's byte order)
 */
#include <inttypes.h>
#include <minewatch.h>
#include <stdio.h>

static void print_alert(const struct mw_alert *a, void *ctx)
{
    printf("%s %.*s\n", a->mining->dialect, (int)a->mining->login.len, a->mining->login.at);
    ++*(int *)ctx;
}

int main(int argc, char **argv)
{
    static uint8_t bytes[65536];
    uint32_t file[6], head[4];
    int alerts = 0;
    FILE *f = argc == 3 ? fopen(argv[2], "rb") : NULL;
    const char *path = argv[1];
    struct mw_rules *rules = f ? mw_rules_load(&path, 1, NULL, NULL) : NULL;
    struct mw_engine *engine = rules ? mw_engine_new(rules) : NULL;
    if (!engine || fread(file, sizeof file, 1, f) != 1)
        return 1;
    mw_engine_on_alert(engine, print_alert, &alerts);
    for (uint64_t n = 1; fread(head, sizeof head, 1, f) == 1; n++) {
        if (head[2] > sizeof bytes || fread(bytes, 1, head[2], f) != head[2])
            return 1;
        struct mw_frame frame = { bytes,
                                  head[2],
                                  head[3],
                                  (int)file[5],
                                  head[0] * INT64_C(1000000000) + head[1] * 1000,
                                  n,
                                  0 };
        mw_engine_frame(engine, &frame);
    }
    fclose(f);
    mw_engine_free(engine);
    mw_rules_free(rules);
    return alerts ? 0 : 1;
}
