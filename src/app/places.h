/* SPDX-License-Identifier: Apache-2.0 */
/*
 * places - where things are when nobody said so
 *
 * The installed configuration and signatures, or, when the program runs from its
 * build tree (build/minewatch, build/san/minewatch), the signatures of the
 * source tree that this belongs to.
 */
#ifndef APP_PLACES_H
#define APP_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#define PLACE_SIZE 4096

/* False: there is none, and built-in defaults do. */
bool place_of_config(char *path, size_t size);
void place_of_signatures(char *path, size_t size);

#endif
