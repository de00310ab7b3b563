/* SPDX-License-Identifier: Apache-2.0 */
#include "app/options.h"

#include <stdlib.h>

#include "base/text.h"
#include "output/output.h"

#define JOBS_MOST    1024
#define KEY_SIZE     64
#define HELP_COLUMNS 30

struct option {
    char letter; /* 0: only the long name */
    const char *name;
    const char *argument; /* NULL: takes none */
    const char *key;      /* the setting that it gives, or … */
    bool (*take)(struct options *o, const char *value, struct error *e);
    const char *help;
};

/* ---- what they do --------------------------------------------------------- */

static bool wrong(struct error *e, const char *what, const char *value)
{
    error_set(e, NULL, 0, 0, what, value);
    return false;
}

static bool take_path(struct options *o, const char *value, struct error *e)
{
    if (!value[0])
        return wrong(e, "the name of a capture is empty%s", "");
    o->paths[o->path_count++] = value;
    return true;
}

static bool take_config(struct options *o, const char *value, struct error *e)
{
    if (o->config)
        return wrong(e, "-c is given twice, with %s the second time", value);
    o->config = value;
    return true;
}

static bool take_set(struct options *o, const char *value, struct error *e)
{
    const char *equals = strchr(value, '=');
    if (!equals || equals == value || equals - value >= KEY_SIZE)
        return wrong(e, "--set: expected KEY=VALUE, not \"%.60s\"", value);
    o->assignments[o->assignment_count++] = (struct assignment){ "set", NULL, value };
    return true;
}

/* More than one thread gives the same records; one is what runs so far. */
static bool take_jobs(struct options *o, const char *value, struct error *e)
{
    uint64_t jobs;
    (void)o;
    if (!text_to_u64(view_of(value), 1, JOBS_MOST, &jobs))
        return wrong(e, "-j: expected a number from 1 to 1024, not \"%.60s\"", value);
    return true;
}

static bool take_alert_status(struct options *o, const char *value, struct error *e)
{
    uint64_t status;
    if (!text_to_u64(view_of(value), 0, 255, &status))
        return wrong(e, "--exit-code-on-alert: expected a number from 0 to 255, not \"%.60s\"",
                     value);
    o->alert_status = (int)status;
    return true;
}

static bool take_test(struct options *o, const char *value, struct error *e)
{
    (void)value, (void)e;
    return o->test = true;
}

static bool take_quiet(struct options *o, const char *value, struct error *e)
{
    (void)value, (void)e;
    return o->quiet = true;
}

static bool take_verbose(struct options *o, const char *value, struct error *e)
{
    (void)value, (void)e;
    o->verbose++;
    return true;
}

static bool take_version(struct options *o, const char *value, struct error *e)
{
    (void)value, (void)e;
    return o->version = true;
}

static bool take_help(struct options *o, const char *value, struct error *e)
{
    (void)value, (void)e;
    return o->help = true;
}

/* clang-format off */
static const struct option table[] = {
    { 'r', "read",       "FILE",   NULL, take_path,
      "replay a capture: pcap or pcapng, also .gz or .zst; - is\nstandard input, a folder every capture below it" },
    { 'i', "interface",  "IFACE",  "interfaces", NULL, "capture live from an interface, until a signal" },
    { 'c', "config",     "FILE",   NULL, take_config,  "configuration, see minewatch.yaml(5)" },
    { 'S', "signatures", "PATH",   "signatures", NULL, "signatures: a file or a folder" },
    { 'f', "filter",     "BPF",    "filter", NULL,     "look only at frames that this libpcap filter takes" },
    { 'k', "checksums",  "WHICH",  "checksums", NULL,  "all: drop packets with wrong checksums; none: take them" },
    { 's', "snaplen",    "BYTES",  "snaplen", NULL,    "look only at so much of each frame" },
    { 'o', "output",     "FORMAT", "outputs", NULL,    "an output, FORMAT[:TARGET]; a target is a file or -" },
    { 'j', "jobs",       "N",      NULL, take_jobs,    "worker threads" },
    { 0,   "set",        "KEY=VALUE", NULL, take_set,  "give one key of the configuration a value" },
    { 'T', "test",       NULL,     NULL, take_test,    "check configuration and signatures, and stop" },
    { 'q', "quiet",      NULL,     NULL, take_quiet,   "say only what went wrong" },
    { 'v', "verbose",    NULL,     NULL, take_verbose, "say more; twice: still more" },
    { 0,   "exit-code-on-alert", "N", NULL, take_alert_status, "exit status when there were alerts" },
    { 0,   "color",      "WHEN",   "color", NULL,      "auto, always or never" },
    { 'V', "version",    NULL,     NULL, take_version, "versions of program, libraries and signatures" },
    { 'h', "help",       NULL,     NULL, take_help,    "this help" },
};
/* clang-format on */

#define TABLE_COUNT (sizeof table / sizeof *table)

/* ---- reading -------------------------------------------------------------- */

static const struct option *by_letter(char letter)
{
    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (table[i].letter && table[i].letter == letter)
            return &table[i];
    return NULL;
}

static const struct option *by_name(const char *name, size_t len)
{
    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (strlen(table[i].name) == len && memcmp(table[i].name, name, len) == 0)
            return &table[i];
    return NULL;
}

static bool use(struct options *o, const struct option *row, const char *value, struct error *e)
{
    if (row->take)
        return row->take(o, value, e);
    o->assignments[o->assignment_count++] = (struct assignment){ row->name, row->key, value };
    o->interfaces |= strcmp(row->key, "interfaces") == 0;
    return true;
}

/* "--name", "--name=value" or "--name value". */
static bool read_long(struct options *o, char **argv, int *at, struct error *e)
{
    const char *name = argv[*at] + 2;
    size_t len = strcspn(name, "=");
    const struct option *row = by_name(name, len);
    if (!row)
        return wrong(e, "unknown option \"%.60s\"", argv[*at]);
    const char *value = name[len] ? name + len + 1 : NULL;
    if (!row->argument && value)
        return wrong(e, "--%s takes no value", row->name);
    if (row->argument && !value)
        value = argv[++*at];
    if (row->argument && !value) {
        error_set(e, NULL, 0, 0, "--%s needs a value: %s", row->name, row->argument);
        return false;
    }
    return use(o, row, value, e);
}

/* "-q", "-qv", "-rFILE" or "-r FILE". */
static bool read_letters(struct options *o, char **argv, int *at, struct error *e)
{
    for (const char *letter = argv[*at] + 1; *letter; letter++) {
        const struct option *row = by_letter(*letter);
        if (!row) {
            size_t len = utf8_len(view_of(letter));
            error_set(e, NULL, 0, 0, "unknown option \"-%.*s\"", len ? (int)len : 1, letter);
            return false;
        }
        const char *value = NULL;
        if (row->argument) {
            value = letter[1] ? letter + 1 : argv[++*at];
            if (!value) {
                error_set(e, NULL, 0, 0, "-%c needs a value: %s", *letter, row->argument);
                return false;
            }
        }
        if (!use(o, row, value, e))
            return false;
        if (value)
            break;
    }
    return true;
}

static bool check_together(const struct options *o, struct error *e)
{
    if (o->interfaces && o->path_count)
        return wrong(e,
                     "-i captures live, and \"%.60s\" is a capture to replay: give one or the "
                     "other (a filter is given with -f)",
                     o->paths[0]);
    return true;
}

bool options_read(struct options *o, int argc, char **argv, struct error *e)
{
    *o = (struct options){ 0 };
    /* Each word is at most one of either. */
    o->paths = calloc((size_t)argc + 1, sizeof *o->paths);
    o->assignments = calloc((size_t)argc + 1, sizeof *o->assignments);
    if (!o->paths || !o->assignments)
        return wrong(e, "no memory%s", "");

    bool only_words = false;
    for (int at = 1; at < argc && argv[at]; at++) {
        const char *word = argv[at];
        bool good;
        if (only_words || word[0] != '-' || !word[1])
            good = take_path(o, word, e);
        else if (word[1] != '-')
            good = read_letters(o, argv, &at, e);
        else if (word[2])
            good = read_long(o, argv, &at, e);
        else
            good = only_words = true;
        if (!good)
            return false;
    }
    return check_together(o, e);
}

void options_done(struct options *o)
{
    free(o->paths);
    free(o->assignments);
    *o = (struct options){ 0 };
}

/* ---- to the settings ------------------------------------------------------ */

static bool is_first_of_its_key(const struct options *o, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (o->assignments[j].key && strcmp(o->assignments[j].key, o->assignments[i].key) == 0)
            return false;
    return true;
}

bool options_apply(const struct options *o, struct settings *s, struct errors *errors)
{
    bool good = true;
    for (size_t i = 0; i < o->assignment_count; i++) {
        const struct assignment *a = &o->assignments[i];
        if (!a->key) {
            char key[KEY_SIZE];
            size_t len = strcspn(a->value, "=");
            snprintf(key, sizeof key, "%.*s", (int)len, a->value);
            good &= settings_set(s, a->from, key, a->value + len + 1, false, errors);
            continue;
        }
        /* The first -o puts the configuration's list aside; the next ones add. */
        const struct setting *row = setting_find(a->key);
        if (row->kind == SETTING_TEXTS && is_first_of_its_key(o, i))
            good &= settings_set(s, a->from, a->key, "", false, errors);
        good &= settings_set(s, a->from, a->key, a->value, true, errors);
    }
    return good;
}

/* ---- help ----------------------------------------------------------------- */

void options_usage(FILE *out)
{
    fprintf(out, "usage: minewatch [options] -r FILE ...   replay captures\n"
                 "       minewatch [options] -i IFACE      capture live\n");
}

static void help_row(FILE *out, const struct option *row)
{
    char left[HELP_COLUMNS * 2];
    snprintf(left, sizeof left, "  %c%c%s --%s%s%s", row->letter ? '-' : ' ',
             row->letter ? row->letter : ' ', row->letter ? "," : " ", row->name,
             row->argument ? " " : "", row->argument ? row->argument : "");
    fprintf(out, "%-*s", HELP_COLUMNS, left);
    const char *at = row->help;
    for (size_t len; at[len = strcspn(at, "\n")]; at += len + 1)
        fprintf(out, "  %.*s\n%-*s", (int)len, at, HELP_COLUMNS, "");
    fprintf(out, "  %s\n", at);
}

void options_help(FILE *out)
{
    fprintf(out, "minewatch watches network traffic for cryptocurrency mining and names the "
                 "miners.\n\n");
    options_usage(out);
    fprintf(out, "\n");
    for (size_t i = 0; i < TABLE_COUNT; i++)
        help_row(out, &table[i]);
    fprintf(out,
            "\nFormats: %s. Without -o: table, on standard output.\n"
            "Exit status: 0 done, 1 something could not be read or written, 2 wrong usage,\n"
            "configuration or signatures.\n",
            output_formats());
}
