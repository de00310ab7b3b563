/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter - a BPF expression that sees frames without their outer VLAN tags
 *
 * A plain expression such as `tcp port 3333` compares bytes at the places where an
 * untagged frame has them, so on a tagged frame it says no, and under `not` yes.
 * Live, the kernel takes the outermost tag away before its filter runs, so the same
 * words mean something else there. Widening the words, to `(F) or (vlan and F)`, is
 * wrong under `not`, for `vlan` moves the places in all that follows it.
 *
 * So here the frame is changed and not the words: up to two tags (802.1Q, 802.1ad,
 * and 0x9100 and 0x9200 of the time before it) are taken from a copy of the frame,
 * and the expression runs over that. Frames without tags, nearly all, are not copied. Live
 * frames go the same way when they are in user space, where libpcap has put the
 * kernel's tag back, so that both mean the same. What a filter in the kernel is good
 * for, frames that are never copied to us, is had by filter_prefilter: a program that
 * refuses what is surely refused later too.
 *
 * It follows that `vlan` in an expression speaks of a third tag.
 */
#ifndef CAPTURE_FILTER_H
#define CAPTURE_FILTER_H

#include <pcap/pcap.h>

#include "base/error.h"
#include "minewatch.h"

struct filter;

/*
 * Compile for these link types (none: for Ethernet, to check the words); further ones
 * are compiled when they come. Frames of a link type for which the expression makes no
 * sense, such as `ether host` on raw IP, are refused. NULL: it makes sense for none of
 * those given; *e holds libpcap's words. *never: it can match nothing in any of them.
 */
struct filter *filter_new(const char *text, const int *linktypes, size_t count, bool *never,
                          struct error *e);
void filter_free(struct filter *f); /* NULL is fine */
bool filter_passes(struct filter *f, const struct mw_frame *frame);

/*
 * For the kernel, on Ethernet: pass what has a tag in its bytes (the kernel has taken
 * the outermost one away) and what the expression passes. False: there is none. The
 * caller frees out->bf_insns.
 */
bool filter_prefilter(const struct filter *f, struct bpf_program *out);

#endif
