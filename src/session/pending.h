/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pending - requests that wait for their answer, by JSON-RPC id
 *
 * Ids are numbers or texts, and clients use one id again and again: the oldest
 * request with the id is the one answered. When the list is full, the oldest goes.
 */
#ifndef SESSION_PENDING_H
#define SESSION_PENDING_H

#include <jansson.h>

#include "base/side.h"
#include "dialect/dialect.h"

#define PENDING_MOST 24

struct pending_request {
    uint64_t id; /* hash */
    enum side side;
    enum event_kind event;
};

struct pending {
    struct pending_request list[PENDING_MOST]; /* oldest first */
    size_t count;
};

void pending_add(struct pending *p, enum side side, json_t *id, enum event_kind event);
/* What request of the other side an answer with this id belongs to; EVENT_NONE if
 * none is known. With in_order an answer whose id fits nothing belongs to the oldest
 * request (HTTP answers in order). */
enum event_kind pending_take(struct pending *p, enum side answering, json_t *id, bool in_order);

#endif
