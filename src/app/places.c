/* SPDX-License-Identifier: Apache-2.0 */
#include "app/places.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FLAVOUR_DEPTH 2 /* build/minewatch or build/FLAVOUR/minewatch */

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Take the last name off a path; its text, in place. NULL: none is left. */
static const char *cut_last(char *path)
{
    char *slash = strrchr(path, '/');
    if (!slash)
        return NULL;
    *slash = '\0';
    return slash + 1;
}

/* Up from …/build/san/minewatch to the tree whose sources and signatures stand
 * beside a folder with "build" in front of its name. */
static bool find_source_tree(char *tree, size_t size)
{
    ssize_t len = readlink("/proc/self/exe", tree, size - 1);
    if (len <= 0)
        return false;
    tree[len] = '\0';
    cut_last(tree);
    for (int i = 0; i < FLAVOUR_DEPTH; i++) {
        const char *name = cut_last(tree);
        if (!name)
            return false;
        if (strncmp(name, "build", 5) != 0)
            continue;
        char sources[PLACE_SIZE + 16];
        snprintf(sources, sizeof sources, "%s/src/app", tree);
        return is_folder(sources);
    }
    return false;
}

bool place_of_config(char *path, size_t size)
{
    snprintf(path, size, "%s", MW_SYSCONFDIR "/minewatch/minewatch.yaml");
    return access(path, F_OK) == 0;
}

void place_of_signatures(char *path, size_t size)
{
    char tree[PLACE_SIZE];
    if (find_source_tree(tree, sizeof tree))
        snprintf(path, size, "%s/signatures", tree);
    else
        snprintf(path, size, "%s", MW_DATADIR "/signatures");
}
