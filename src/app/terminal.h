/* SPDX-License-Identifier: Apache-2.0 */
/*
 * terminal - how a table is to look where it is shown
 */
#ifndef APP_TERMINAL_H
#define APP_TERMINAL_H

#include "app/settings.h"
#include "output/output.h"

/* For one "FORMAT[:TARGET]": width and colour are for standard output alone,
 * unless colour is asked for always. */
struct output_settings terminal_settings(const char *spec, enum color color);

#endif
