/* SPDX-License-Identifier: Apache-2.0 */
#include "session/family.h"

#define DOUBT_LEAST 0.01

void family_begin(struct family *f, const struct dialect *root)
{
    *f = (struct family){
        .root = root, .doubt = {{ 1, 1 }, { 1, 1 }}
    };
}

static void count_relative(struct family *f, const struct rule *r)
{
    size_t i = 0;
    while (i < f->relative_count && f->relative[i].dialect != r->dialect)
        i++;
    if (i == FAMILY_RELATIVES_MOST)
        return;
    f->relative[i].dialect = r->dialect;
    f->relative[i].marks += r->mark;
    if (i == f->relative_count)
        f->relative_count++;
}

/* A rule that was met before proves more only by a stronger message. */
static bool count_again(struct family *f, size_t i, double proof)
{
    if (proof > f->counted_proof[i] && proof < 1) {
        double *doubt = &f->doubt[f->counted_side[i]][f->counted_amid[i]];
        *doubt *= (1 - proof) / (1 - f->counted_proof[i]);
        f->counted_proof[i] = proof;
    }
    return false;
}

bool family_count(struct family *f, const struct rule *r, double proof, enum side side,
                  bool amid_text)
{
    f->messages++;
    if (r->mark)
        count_relative(f, r);
    for (size_t i = 0; i < f->counted_len; i++)
        if (f->counted[i] == r && f->counted_side[i] == side && f->counted_amid[i] == amid_text)
            return count_again(f, i, proof);
    if (f->counted_len == FAMILY_RULES_MOST)
        return false;
    size_t i = f->counted_len++;
    f->counted[i] = r;
    f->counted_proof[i] = proof;
    f->counted_side[i] = side;
    f->counted_amid[i] = amid_text;
    f->doubt[side][amid_text] *= 1 - proof;
    return true;
}

double family_confidence(const struct family *f)
{
    double doubt = 1;
    for (int side = 0; side < 2; side++) {
        const double *other = f->doubt[!side];
        bool agreed = other[false] < 1 || other[true] < 1;
        doubt *= f->doubt[side][false];
        if (agreed)
            doubt *= f->doubt[side][true];
    }
    /* Traffic can be imitated: nothing seen from outside is certain. */
    return doubt < DOUBT_LEAST ? 1 - DOUBT_LEAST : 1 - doubt;
}

const struct dialect *family_dialect(const struct family *f)
{
    const struct dialect *best = f->root;
    unsigned marks = 0;
    for (size_t i = 0; i < f->relative_count; i++)
        if (f->relative[i].marks > marks) {
            best = f->relative[i].dialect;
            marks = f->relative[i].marks;
        }
    return best;
}
