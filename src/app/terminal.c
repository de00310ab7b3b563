/* SPDX-License-Identifier: Apache-2.0 */
#include "app/terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

#define COLUMNS_LEAST 20
#define COLUMNS_MOST  10000

static bool is_standard_output(const char *spec)
{
    const char *colon = strchr(spec, ':');
    return !colon || strcmp(colon, ":-") == 0 || strcmp(colon, ":") == 0;
}

static unsigned columns(void)
{
    const char *said = getenv("COLUMNS");
    uint64_t n;
    if (said && text_to_u64(view_of(said), COLUMNS_LEAST, COLUMNS_MOST, &n))
        return (unsigned)n;
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        return size.ws_col;
    return 0;
}

/* https://no-color.org: any value but the empty one says no. */
static bool wants_color(void)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && !(no && no[0]) && !(term && strcmp(term, "dumb") == 0);
}

struct output_settings terminal_settings(const char *spec, enum color color)
{
    if (!is_standard_output(spec))
        return (struct output_settings){ .color = color == COLOR_ALWAYS };
    return (struct output_settings){
        .color = color == COLOR_ALWAYS || (color == COLOR_AUTO && wants_color()),
        .columns = columns(),
    };
}
