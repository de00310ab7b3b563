/* SPDX-License-Identifier: Apache-2.0 */
/*
 * error - a place and one sentence for the operator
 *
 * For what the operator can mend: a configuration, a signature, a command line.
 * What the wire does is never one of these. Loaders report every mistake of a
 * file, so they take a list and go on after adding to it.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/bytes.h"

#define ERROR_WHAT_SIZE 256
#define ERROR_FILE_SIZE 256
#define ERRORS_MOST     100 /* per list; one more says that there were more */

struct error {
    char file[ERROR_FILE_SIZE]; /* empty: not about a file */
    unsigned line, column;      /* from 1; 0: not known */
    char what[ERROR_WHAT_SIZE];
};

struct errors {
    struct error *list; /* owned */
    size_t count;
    size_t left_out; /* how many more there were */
};

void error_set(struct error *e, const char *file, unsigned line, unsigned column,
               const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Add one; without memory it is only counted in left_out. */
void errors_add(struct errors *es, const char *file, unsigned line, unsigned column,
                const char *format, ...) __attribute__((format(printf, 5, 6)));
void errors_done(struct errors *es);
/* "file:line:column: what", or less where less is known. Returns text. */
const char *error_text(const struct error *e, char *text, size_t size);

#endif
