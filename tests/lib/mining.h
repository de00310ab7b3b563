/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mining - made-up facts of one flow, for tests of what comes behind the engine
 *
 *     struct mw_mining m = mining_of(1);
 *     m.worker = text_of("rig7");
 */
#ifndef TESTS_MINING_H
#define TESTS_MINING_H

#include <stdio.h>
#include <string.h>

#include "base/stamp.h"
#include "minewatch.h"

/* 2026-11-22T08:38:09Z */
#define MINING_START_NS (INT64_C(1795336689) * SECOND_NS)

static inline struct mw_text text_of(const char *text)
{
    return (struct mw_text){ text, strlen(text) };
}

static inline struct mw_address address_v4(uint8_t a, uint8_t b, uint8_t c, uint8_t d)
{
    return (struct mw_address){
        .byte = {a, b, c, d},
          .len = 4
    };
}

/* A Monero miner whose login was accepted; flow_id and client port differ by n. */
static inline struct mw_mining mining_of(unsigned n)
{
    static const struct mw_evidence evidence[] = {
        {"login request",   { 0, 4, MINING_START_NS }                 },
        { "login accepted", { 0, 6, MINING_START_NS + MILLISECOND_NS }},
    };
    struct mw_mining m = {
        .flow_id = 1000 + n,
        .miner = address_v4(10, 20, 0, 5),
        .pool = address_v4(203, 0, 113, 9),
        .miner_port = (uint16_t)(50000 + n),
        .pool_port = 443,
        .vlan_count = 1,
        .vlan = { 120 },
        .dialect = "cryptonote",
        .carrier = { "tcp" },
        .carrier_count = 1,
        .state = MW_STATE_ACCEPTED,
        .confidence = 0.99,
        .evidence = evidence,
        .evidence_count = 2,
        .pool_host = text_of("xmr.pool.example"),
        .login = text_of("48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1"
                         "j8nLwEVsaSWJ4fhdUyZijBGUicoD.rig7"),
        .wallet = text_of("48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1"
                          "j8nLwEVsaSWJ4fhdUyZijBGUicoD"),
        .worker = text_of("rig7"),
        .password = text_of("x"),
        .agent = text_of("XMRig/6.22.0 (Linux x86_64)"),
        .coin = text_of("XMR"),
        .algorithm = { text_of("rx/0") },
        .algorithm_count = 1,
        .first_seen_ns = MINING_START_NS,
        .last_seen_ns = MINING_START_NS + MILLISECOND_NS,
        .flow_start_ns = MINING_START_NS - MILLISECOND_NS,
        .flow_end_ns = MINING_START_NS + MILLISECOND_NS,
        .packets_to_pool = 4,
        .bytes_to_pool = 400,
        .packets_to_miner = 3,
        .bytes_to_miner = 600,
        .messages = 3,
    };
    snprintf(m.community_id, sizeof m.community_id, "1:RE9k9/qeo6xVdC1aKblZtx3vS/M=");
    return m;
}

static inline struct mw_alert alert_of(const struct mw_mining *m, int64_t time_ns)
{
    static const char *const mitre[] = { "T1496.001" };
    return (struct mw_alert){
        .signature_id = 9100003,
        .revision = 1,
        .signature = "Monero miner logged in to a pool",
        .category = "Crypto Currency Mining Activity Detected",
        .severity = 2,
        .mitre = mitre,
        .mitre_count = 1,
        .origin = {.source = 0, .number = 6, .time_ns = time_ns},
        .mining = m,
    };
}

static inline struct mw_account account_of(const struct mw_mining *m, int64_t time_ns,
                                           bool final)
{
    return (struct mw_account){
        .final = final,
        .origin = {.source = 0, .number = 20, .time_ns = time_ns},
        .mining = m,
    };
}

#endif
