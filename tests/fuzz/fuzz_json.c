/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_json - a text from the wire is read, or not, and what jansson alone reads is the
 * same
 */
#include <stdlib.h>

#include "dialect/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool repaired;
    json_t *ours = json_read((struct view){ data, size }, &repaired);
    json_t *plain = size ? json_loadb((const char *)data, size, 0, NULL) : NULL;
    if (plain && (repaired || !json_equal(ours, plain)))
        abort();
    json_decref(plain);
    json_decref(ours);
    return 0;
}
