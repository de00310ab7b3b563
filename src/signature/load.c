/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "signature/parts.h"

#define FILES_MOST 4096

static const struct {
    const char *key;
    int pass;
    void (*read)(struct loading *l, struct node *root, struct node *value);
} parts[] = {
#define PART(key, pass, function) { key, pass, function },
#include "signature/parts.def"
#undef PART
};

#define PART_COUNT (sizeof parts / sizeof *parts)
#define PASS_FIRST 1
#define PASS_BASES 3 /* dialects find their bases */
#define PASS_LAST  4

/* ---- which files ----------------------------------------------------------- */

struct files {
    char **path; /* owned, each */
    size_t count;
};

static void files_done(struct files *f)
{
    for (size_t i = 0; i < f->count; i++)
        free(f->path[i]);
    free(f->path);
}

static void files_add(struct files *f, const char *path, struct errors *errors)
{
    char **list =
        f->count < FILES_MOST ? realloc(f->path, (f->count + 1) * sizeof *list) : NULL;
    char *copy = list ? strdup(path) : NULL;
    if (list)
        f->path = list;
    if (!copy) {
        errors_add(errors, path, 0, 0, "no memory, or more than %d files", FILES_MOST);
        return;
    }
    f->path[f->count++] = copy;
}

static bool is_yaml(const char *name)
{
    const char *dot = strrchr(name, '.');
    return name[0] != '.' && dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

static void files_walk(struct files *f, const char *path, int depth, struct errors *errors);

static void files_walk_entry(struct files *f, const char *folder, const char *name, int depth,
                             struct errors *errors)
{
    char *path;
    struct stat st;
    if (asprintf(&path, "%s/%s", folder, name) < 0) {
        errors_add(errors, folder, 0, 0, "no memory");
        return;
    }
    bool is_folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    if (is_folder || is_yaml(name))
        files_walk(f, path, depth + 1, errors);
    free(path);
}

static void files_walk_folder(struct files *f, const char *path, int depth,
                              struct errors *errors)
{
    struct dirent **entry;
    int count = scandir(path, &entry, NULL, alphasort);
    if (count < 0) {
        errors_add(errors, path, 0, 0, "can't be read: %s", strerror(errno));
        return;
    }
    for (int i = 0; i < count; i++) {
        if (entry[i]->d_name[0] != '.')
            files_walk_entry(f, path, entry[i]->d_name, depth, errors);
        free(entry[i]);
    }
    free(entry);
}

#define FOLDERS_DEEP 8

static void files_walk(struct files *f, const char *path, int depth, struct errors *errors)
{
    struct stat st;
    if (stat(path, &st) != 0)
        errors_add(errors, path, 0, 0, "can't be read: %s", strerror(errno));
    else if (!S_ISDIR(st.st_mode))
        files_add(f, path, errors);
    else if (depth < FOLDERS_DEEP)
        files_walk_folder(f, path, depth, errors);
}

/* ---- passes ------------------------------------------------------------------ */

static void run_pass(struct loading *l, int pass)
{
    struct node *root = doc_root(l->doc);
    for (size_t i = 0; i < PART_COUNT; i++) {
        struct node *value = parts[i].pass == pass ? node_find(root, parts[i].key) : NULL;
        if (value)
            parts[i].read(l, root, value);
    }
}

static void load_docs(struct mw_rules *rules, const struct files *files, struct doc **docs,
                      struct errors *errors)
{
    for (size_t i = 0; i < files->count; i++)
        docs[i] = doc_read(files->path[i], errors);
    for (int pass = PASS_FIRST; pass <= PASS_LAST; pass++) {
        if (pass == PASS_BASES)
            part_bases(rules, docs, files->count, errors);
        for (size_t i = 0; i < files->count; i++) {
            struct loading l = { rules, docs[i], errors };
            if (docs[i])
                run_pass(&l, pass);
        }
    }
    for (size_t i = 0; i < files->count; i++)
        if (docs[i])
            node_refuse_unknown(docs[i], doc_root(docs[i]), errors);
}

static void summarise(struct mw_rules *rules)
{
    snprintf(rules->summary, sizeof rules->summary,
             "%zu dialects, %zu alerts, %zu address forms, %zu agents", rules->set.count,
             rules->alert_count, rules->set.lexicon.address_count,
             rules->set.lexicon.agent_count);
}

struct mw_rules *rules_load(const char *const *paths, size_t count, struct errors *errors)
{
    size_t before = errors->count + errors->left_out;
    struct files files = { 0 };
    for (size_t i = 0; i < count; i++)
        files_walk(&files, paths[i], 0, errors);
    if (files.count == 0 && errors->count + errors->left_out == before)
        errors_add(errors, count ? paths[0] : NULL, 0, 0, "no signature files, *.yaml, there");

    struct mw_rules *rules = calloc(1, sizeof *rules);
    struct doc **docs = calloc(files.count + 1, sizeof *docs);
    if (rules && docs)
        load_docs(rules, &files, docs, errors);
    else
        errors_add(errors, NULL, 0, 0, "no memory for signatures");
    for (size_t i = 0; docs && i < files.count; i++)
        doc_free(docs[i]);
    free(docs);
    files_done(&files);

    if (rules && errors->count + errors->left_out == before && !dialect_set_index(&rules->set))
        errors_add(errors, NULL, 0, 0, "no memory for signatures");
    if (errors->count + errors->left_out != before) {
        mw_rules_free(rules);
        return NULL;
    }
    summarise(rules);
    return rules;
}

/* ---- the public face ------------------------------------------------------------ */

struct mw_rules *mw_rules_load(const char *const *paths, size_t count, mw_error_fn *fn,
                               void *ctx)
{
    struct errors errors = { 0 };
    struct mw_rules *rules = rules_load(paths, count, &errors);
    for (size_t i = 0; i < errors.count && fn; i++) {
        const struct error *e = &errors.list[i];
        fn(&(struct mw_error){ e->file[0] ? e->file : NULL, e->line, e->column, e->what }, ctx);
    }
    if (errors.left_out && fn) {
        char more[64];
        snprintf(more, sizeof more, "and %zu more", errors.left_out);
        fn(&(struct mw_error){ .what = more }, ctx);
    }
    errors_done(&errors);
    return rules;
}

void mw_rules_free(struct mw_rules *rules)
{
    if (!rules)
        return;
    for (size_t i = 0; i < rules->alert_count; i++) {
        struct alert_rule *a = &rules->alerts[i];
        free(a->signature);
        free(a->category);
        for (size_t k = 0; k < a->mitre_count; k++)
            free(a->mitre[k]);
        free(a->mitre);
        free(a->dialects);
    }
    free(rules->alerts);
    dialect_set_done(&rules->set);
    free(rules);
}

const char *mw_rules_summary(const struct mw_rules *rules)
{
    return rules->summary;
}
