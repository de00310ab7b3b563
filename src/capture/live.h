/* SPDX-License-Identifier: Apache-2.0 */
/*
 * live - an interface as a source, through libpcap
 *
 * The kernel's ring is TPACKET_V3: it hands over blocks of packets, each when it is
 * full or its time-out (a few milliseconds) has passed. Immediate mode would make
 * libpcap fall back to TPACKET_V2, whose slots of fixed size waste the ring. Reads
 * never block; where there is nothing, capture_next waits in poll() for the time-out.
 */
#ifndef CAPTURE_LIVE_H
#define CAPTURE_LIVE_H

#include "capture/kind.h"

struct capture *live_open(const char *interface, const struct capture_live_settings *settings,
                          struct error *e);

#endif
