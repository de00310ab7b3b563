/* SPDX-License-Identifier: Apache-2.0 */
#include "session/identity.h"

#include <string.h>

#include "../../lib/suite.h"

#define ETH "0x79a1A32790250d51e4675e0569E80064Bdd9655F"
#define ID  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct lexicon lexicon_of_one(void)
{
    char why[64];
    struct lexicon l = { .address = calloc(1, sizeof(struct address_form)),
                         .address_count = 1 };
    l.address[0].coin = strdup("ETC");
    l.address[0].pattern = pattern_new("^0x[0-9a-fA-F]{40}$", false, why, sizeof why);
    return l;
}

static void assert_worker(const char *login, const char *own, const char *password, bool ask,
                          const char *wallet, const char *worker)
{
    struct lexicon l = lexicon_of_one();
    struct identity id = identity_of(&l, view_of(login), view_of(own), view_of(password), ask);
    ck_assert_msg(view_is(id.worker, worker), "%s: worker %.*s, wanted %s", login,
                  (int)id.worker.len, (const char *)id.worker.at, worker);
    ck_assert_msg(view_is(id.wallet, wallet), "%s: wallet", login);
    lexicon_done(&l);
}

START_TEST(a_worker_follows_the_wallet)
{
    assert_worker(ETH ".rig1", "", "x", false, ETH, "rig1");
    assert_worker(ETH "/rig1", "", "x", false, ETH, "rig1");
    assert_worker(ETH "/tester.worker1/name@host", "", "x", false, ETH, "tester.worker1");
    assert_worker(ETH ".rig/name@host.example", "", "x", false, ETH, "rig");
    assert_worker(ETH, "", "x", false, ETH, "");
    assert_worker(ETH ".", "", "x", false, ETH, "");
}
END_TEST

START_TEST(a_difficulty_is_no_worker)
{
    assert_worker(ETH "+10000", "", "x", false, ETH, "");
    assert_worker(ETH ".rig+10000", "", "x", false, ETH, "rig");
    assert_worker("ETC:" ETH ".rig#abcd-efgh", "", "x", false, ETH, "rig");
}
END_TEST

START_TEST(a_nul_parts_nothing)
{
    struct lexicon l = lexicon_of_one();
    struct view login = { (const uint8_t *)"account\0.rig\0one", 16 }, none = { 0 };
    struct identity id = identity_of(&l, login, none, none, false);
    ck_assert_uint_eq(id.wallet.len, 0);
    ck_assert_uint_eq(id.worker.len, 7);
    ck_assert_mem_eq(id.worker.at, "rig\0one", 7);
    lexicon_done(&l);
}
END_TEST

START_TEST(a_payment_id_is_passed_over)
{
    assert_worker(ETH "." ID ".ryzen/name@host", "", "x", false, ETH, "ryzen");
    assert_worker(ETH "." ID, "", "x", false, ETH, "");
}
END_TEST

START_TEST(an_account_has_workers_too)
{
    assert_worker("account.worker1", "", "x", false, "", "worker1");
    assert_worker("account", "", "x", false, "", "");
}
END_TEST

START_TEST(a_mail_address_is_not_split)
{
    assert_worker("name@host.example", "", "x", false, "", "");
    assert_worker(ETH ".name@host", "", "x", false, ETH, "");
}
END_TEST

START_TEST(the_own_field_goes_first)
{
    assert_worker(ETH ".rig1", "RIG-0042", "x", false, ETH, "RIG-0042");
}
END_TEST

START_TEST(a_password_is_asked_only_where_it_may_be)
{
    assert_worker(ETH, "", "rig:mail", false, ETH, "");
    assert_worker(ETH, "", "rig:mail", true, ETH, "rig");
    assert_worker(ETH, "", "d=1024", true, ETH, "");
}
END_TEST

START_TEST(a_name_in_utf_8_stays_whole)
{
    assert_worker(ETH ".矿机一号", "", "x", false, ETH, "矿机一号");
}
END_TEST

SUITE("identity", a_worker_follows_the_wallet, a_difficulty_is_no_worker, a_nul_parts_nothing,
      a_payment_id_is_passed_over, an_account_has_workers_too, a_mail_address_is_not_split,
      the_own_field_goes_first, a_password_is_asked_only_where_it_may_be,
      a_name_in_utf_8_stays_whole)
