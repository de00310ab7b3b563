/* SPDX-License-Identifier: Apache-2.0 */
#include "base/slab.h"

#include "../../lib/suite.h"

#define MANY 1000

START_TEST(objects_are_zeroed_apart_and_aligned)
{
    struct slab s;
    uint8_t *object[MANY];
    slab_init(&s, 24, MANY);
    ck_assert_uint_eq(s.size, 32);
    for (size_t i = 0; i < MANY; i++) {
        object[i] = slab_take(&s);
        ck_assert_ptr_nonnull(object[i]);
        ck_assert_uint_eq((uintptr_t)object[i] % 16, 0);
        for (size_t k = 0; k < s.size; k++)
            ck_assert_uint_eq(object[i][k], 0);
        memset(object[i], (int)(i % 255) + 1, s.size);
    }
    for (size_t i = 0; i < MANY; i++)
        for (size_t k = 0; k < s.size; k++)
            ck_assert_uint_eq(object[i][k], i % 255 + 1);
    slab_done(&s);
}
END_TEST

START_TEST(at_its_ceiling_a_slab_gives_nothing)
{
    struct slab s;
    slab_init(&s, 8, 3);
    void *a = slab_take(&s), *b = slab_take(&s), *c = slab_take(&s);
    ck_assert(a && b && c && a != b && b != c && a != c);
    ck_assert_ptr_null(slab_take(&s));
    slab_give(&s, b);
    ck_assert_uint_eq(s.used, 2);
    ck_assert_ptr_eq(slab_take(&s), b);
    ck_assert_ptr_null(slab_take(&s));
    slab_done(&s);
    ck_assert_uint_eq(s.used, 0);
    ck_assert_ptr_nonnull(slab_take(&s));
    slab_done(&s);
}
END_TEST

START_TEST(what_comes_back_is_zeroed_again)
{
    struct slab s;
    slab_init(&s, 16, 1);
    uint8_t *object = slab_take(&s);
    memset(object, 0xff, 16);
    slab_give(&s, object);
    object = slab_take(&s);
    for (size_t k = 0; k < 16; k++)
        ck_assert_uint_eq(object[k], 0);
    slab_done(&s);
}
END_TEST

SUITE("slab", objects_are_zeroed_apart_and_aligned, at_its_ceiling_a_slab_gives_nothing,
      what_comes_back_is_zeroed_again)
