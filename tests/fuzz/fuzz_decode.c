/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_decode - frames of any link type, a few in a row so that fragments meet
 *
 * Each frame: link type 2 (its first bit asks for checksums), bytes captured 2, bytes
 * cut off 1, all big-endian; then the bytes. Each is decoded in memory of its own size.
 */
#include <stdlib.h>

#include "decode/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode_copy(struct decode *d, struct view bytes, uint16_t link, uint8_t cut,
                        uint64_t number)
{
    uint8_t *copy = malloc(bytes.len ? bytes.len : 1);
    if (!copy)
        abort();
    if (bytes.len)
        memcpy(copy, bytes.at, bytes.len);
    struct mw_frame frame = {
        .data = copy,
        .captured = (uint32_t)bytes.len,
        .length = (uint32_t)bytes.len + cut,
        .linktype = link,
        .number = number,
    };
    struct packet p;
    if (decode_frame(d, &frame, &p)) {
        if (p.payload.len > p.payload_len || p.vlan_count > MW_VLANS_MOST)
            abort();
        volatile uint8_t sum = 0;
        for (size_t i = 0; i < p.payload.len; i++)
            sum = (uint8_t)(sum + p.payload.at[i]);
    }
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct limits limits = limits_default();
    struct counters counters = { 0 };
    limits.defrag_memory = 65536;
    struct decode *d = decode_new(&limits, &counters);
    if (!d)
        return 0;
    struct cursor c = cursor_over((struct view){ data, size });
    for (uint64_t number = 1; c.rest.len; number++) {
        uint16_t link = take_be16(&c), len = take_be16(&c);
        uint8_t cut = take_u8(&c);
        if (c.bad)
            break;
        limits.checksums = link >> 15;
        decode_copy(d, take(&c, len < c.rest.len ? len : c.rest.len), link & 0x7fff, cut,
                    number);
    }
    decode_free(d);
    return 0;
}
