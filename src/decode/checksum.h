/* SPDX-License-Identifier: Apache-2.0 */
/*
 * checksum - the Internet's checksum, RFC 1071
 */
#ifndef DECODE_CHECKSUM_H
#define DECODE_CHECKSUM_H

#include "base/addr.h"

/* The sum over all of it, its own field included, is right. */
bool checksum_is_right(struct view header);
/* The same with the pseudo-header of TCP and UDP (RFC 9293, 3.1; RFC 8200, 8.1). */
bool checksum_is_right_for(const struct addr *src, const struct addr *dst, uint8_t proto,
                           struct view segment);

#endif
