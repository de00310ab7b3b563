/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table_cells - what stands in the columns of a row of `table`
 *
 * All cells are plain text, see plain.h; an empty one has nothing to say.
 */
#ifndef OUTPUT_TABLE_CELLS_H
#define OUTPUT_TABLE_CELLS_H

#include "base/buf.h"
#include "record/record.h"

#define CELLS_MOST (64 * 1024) /* bytes of one row's cells */
#define DATE_LEN   10          /* "2026-11-22", before a blank and */
#define TIME_SHORT 8           /* "08:38:09" */

/* From left to right; the last is not padded. */
enum {
    COLUMN_TIME,
    COLUMN_MINER,
    COLUMN_PORT,
    COLUMN_POOL,
    COLUMN_ADDRESS,
    COLUMN_CARRIER,
    COLUMN_DIALECT,
    COLUMN_STATE,
    COLUMN_CONFIDENCE,
    COLUMN_COIN,
    COLUMN_WORKER,
    COLUMN_AGENT,
    COLUMN_WHAT,
    COLUMN_LOGIN,
    COLUMNS
};

struct column {
    const char *title, *label; /* label: on the lines below; empty: speaks for itself */
    unsigned least, best;      /* width */
    bool (*add)(struct buf *out, const struct record *r); /* false: no memory */
};

extern const struct column table_columns[COLUMNS];

struct cells {
    struct buf text; /* owned */
    struct view at[COLUMNS];
};

/* False: no memory, or too long; cells_done is due all the same. */
bool cells_init(struct cells *cells, const struct record *r) MUST_USE;
void cells_done(struct cells *cells);

#endif
