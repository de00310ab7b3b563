/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decode - front door of the room where a frame becomes a packet
 *
 * One loop, one cursor, a depth limit. A decoder takes its own header off the
 * cursor, notes in the packet what it learned, and names what follows; it never
 * calls another. The loop looks the name up in decoders.def and goes on, until
 * a decoder says NEXT_DONE (a TCP or UDP payload is found) or none is known.
 *
 * To add an encapsulation: write decode/NAME.c with one function, drawn at the
 * top from its RFC, and put a row in decode/decoders.def.
 */
#ifndef DECODE_DECODE_H
#define DECODE_DECODE_H

#include "base/tally.h"
#include "decode/packet.h"

struct decode; /* owns the defragmenter */

/* Both are borrowed for the life of the decoder. NULL: no memory. */
struct decode *decode_new(const struct limits *limits, struct counters *counters);
void decode_free(struct decode *d); /* NULL is fine */

/*
 * True: *p holds a TCP or UDP packet. False: nothing for us in this frame (the
 * reason is counted), or a fragment that was kept.
 */
bool decode_frame(struct decode *d, const struct mw_frame *frame, struct packet *p);

#endif
