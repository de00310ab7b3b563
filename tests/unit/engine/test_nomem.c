/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole engine, with each allocation failing in turn: a flow may be lost, no more.
 */
#include <check.h>
#include <stdlib.h>

#include "../../lib/nomem.h"
#include "../../lib/packets.h"
#include "../../lib/rules.h"
#include "base/stamp.h"

#define FRAMES 9

/* Each side's text, in turn: SYN, SYN and ACK, then a conversation. The pool's last
 * words come in two segments of which the second is first. */
static const struct {
    bool from_pool;
    uint32_t seq;
    unsigned flags;
    const char *text;
} talk[FRAMES] = {
    {false,  999,  0x02, ""                                                             },
    { true,  4999, 0x12, ""                                                             },
    { false, 1000, 0x18,
     "POST / HTTP/1.1\r\nHost: pool.example\r\nContent-Length: 6\r\n\r\nsecret"         },
    { false, 5000, 0x18,
     "{\"id\":2,\"method\":\"login\",\"params\":{\"user\":\"A12345678.\xff\",\"algo\":[\"a\"]}"
      "}\n"                                                                             },
    { true,  5000, 0x18, "{\"id\":2,\"result\":true}\n"                                 },
    { true,  5043, 0x18, "\"params\":{\"id\":\"j1\",\"big\":99999999999999999999}}\n"   },
    { true,  5023, 0x18, "{\"method\":\"job\", \t  "                                    },
    { false, 9000, 0x18, "{\"id\":3,\"method\":\"submit\",\"params\":{\"id\":\"j1\"}}\n"},
    { true,  5100, 0x11, ""                                                             },
};

static struct frame *frames[FRAMES];
static struct mw_rules *rules;
static size_t alerts;

static void setup(void)
{
    rules = rules_small();
    for (size_t i = 0; i < FRAMES; i++) {
        bool from_pool = talk[i].from_pool;
        unsigned port = i == 2 ? 40001 : 40000; /* the HTTP is another flow's */
        frames[i] = frame_with(talk[i].text);
        wrap_tcp(frames[i], from_pool ? 3333 : port, from_pool ? port : 3333, talk[i].seq,
                 talk[i].flags);
        wrap_ipv4(frames[i], from_pool ? "10.0.0.2" : "10.0.0.1",
                  from_pool ? "10.0.0.1" : "10.0.0.2", 6);
        wrap_ethernet(frames[i], 0x0800);
    }
}

static void teardown(void)
{
    for (size_t i = 0; i < FRAMES; i++)
        free(frames[i]);
    mw_rules_free(rules);
}

static void on_alert(const struct mw_alert *a, void *ctx)
{
    (void)ctx;
    alerts += a->mining->dialect != NULL; /* check itself needs memory */
}

static void one_run(void)
{
    struct mw_engine *e = mw_engine_new(rules);
    if (!e)
        return;
    (void)mw_engine_set(e, "flow.max", 1024);
    mw_engine_on_alert(e, on_alert, NULL);
    for (size_t i = 0; i < FRAMES; i++) {
        struct mw_frame frame = { .data = frame_bytes(frames[i]),
                                  .captured = (uint32_t)frame_len(frames[i]),
                                  .length = (uint32_t)frame_len(frames[i]),
                                  .linktype = 1,
                                  .time_ns = (int64_t)(i + 1) * 10 * SECOND_NS,
                                  .number = i + 1 };
        mw_engine_frame(e, &frame);
    }
    mw_engine_finish(e);
    mw_engine_free(e);
}

START_TEST(no_memory_costs_flows_and_no_more)
{
    alerts = 0;
    one_run();
    ck_assert_uint_eq(alerts, 1);
    nomem_failed = true;
    for (long n = 0; nomem_failed; n++) {
        alerts = 0;
        nomem_after(n, _i == 1);
        one_run();
        nomem_never();
        ck_assert_uint_le(alerts, 1);
        ck_assert_msg(!nomem_failed || nomem_live == 0, "allocation %ld: %ld blocks left", n,
                      nomem_live);
        ck_assert_int_lt(n, 100000);
    }
    ck_assert_uint_eq(alerts, 1);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("nomem");
    TCase *t = tcase_create("nomem");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, no_memory_costs_flows_and_no_more, 0, 2);
    tcase_set_timeout(t, 60);
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
