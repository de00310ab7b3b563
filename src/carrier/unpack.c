/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unpack - a Content-Encoding undone, RFC 9110, section 8.4.1
 *
 * gzip and zlib say which they are. "deflate" was often sent without zlib's
 * header, so what has none is read as that.
 */
#include <zlib.h>

#include "carrier/lane.h"

#define PIECE 4096

enum { WINDOW_ANY = MAX_WBITS + 32, WINDOW_RAW = -MAX_WBITS };

static bool inflate_as(int window, struct view packed, struct buf *out, bool *too_long)
{
    uint8_t piece[PIECE];
    z_stream z = { .next_in = (Bytef *)packed.at, .avail_in = (uInt)packed.len };
    if (inflateInit2(&z, window) != Z_OK)
        return false;
    int result = Z_OK;
    while (result == Z_OK) {
        z.next_out = piece;
        z.avail_out = PIECE;
        result = inflate(&z, Z_NO_FLUSH);
        if ((result == Z_OK || result == Z_STREAM_END) &&
            !buf_add(out, (struct view){ piece, PIECE - z.avail_out })) {
            *too_long = true;
            result = Z_BUF_ERROR;
        }
    }
    inflateEnd(&z);
    return result == Z_STREAM_END;
}

bool unpack(struct view packed, struct buf *out, bool *too_long)
{
    *too_long = false;
    if (packed.len == 0)
        return false;
    if (inflate_as(WINDOW_ANY, packed, out, too_long))
        return true;
    if (*too_long || out->len)
        return false;
    return inflate_as(WINDOW_RAW, packed, out, too_long);
}
