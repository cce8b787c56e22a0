/* test_rules.c - what the caller asked for, checked and completed
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "diff/metric.h"

#include <math.h>
#include <string.h>

static tks_rules resolved(const tks_rules *rules)
{
    tks_rules out;

    memset(&out, 0x5A, sizeof out);
    assert_int_equal(tksi_rules_resolve(&out, rules, NULL), TKS_OK);
    return out;
}

static void check_refused(const tks_rules *rules, const char *why)
{
    tks_rules out;
    tks_error err = { TKS_OK, 0, "" };

    memset(&out, 0x5A, sizeof out);
    assert_int_equal(tksi_rules_resolve(&out, rules, &err), TKS_INVALID_ARGUMENT);
    assert_int_equal(err.status, TKS_INVALID_ARGUMENT);
    assert_non_null(strstr(err.message, why));
    assert_int_equal(((const uint8_t *)&out)[0], 0x5A); /* untouched */
}

static void no_rules_are_the_default_rules(void **state)
{
    const tks_rules defaults = TKS_RULES;
    const tks_rules out[2] = { resolved(NULL), resolved(&defaults) };

    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(out[i].metric, TKS_METRIC_VISUAL);
        assert_true(out[i].threshold == 1 && out[i].sensitivity == 1);
        assert_false(out[i].count_antialiased);
        assert_true(out[i].max_pixels < 0 && out[i].max_ratio < 0);
        assert_true(out[i].n_ignore == 0 && out[i].mask == NULL);
    }
}

static void each_metric_has_its_threshold(void **state)
{
    tks_rules rules = TKS_RULES;

    (void)state;
    rules.metric = TKS_METRIC_CIEDE2000;
    assert_true(resolved(&rules).threshold == 2.3);
    rules.metric = TKS_METRIC_EXACT;
    assert_true(resolved(&rules).threshold == 0);
    rules.metric = TKS_METRIC_PIXEL;
    assert_true(resolved(&rules).threshold == 0.1);
}

static void a_threshold_that_is_given_stays(void **state)
{
    tks_rules rules = TKS_RULES;

    (void)state;
    for (int i = 0; i <= 10; i++) {
        rules.threshold = i / 10.0;
        rules.metric = TKS_METRIC_PIXEL;
        assert_true(resolved(&rules).threshold == i / 10.0);
        rules.threshold = i * 20;
        rules.metric = TKS_METRIC_CIEDE2000;
        assert_true(resolved(&rules).threshold == i * 20);
    }
    rules.metric = TKS_METRIC_EXACT;
    rules.threshold = 0;
    assert_true(resolved(&rules).threshold == 0);
}

static void thresholds_without_meaning_are_refused(void **state)
{
    tks_rules rules = TKS_RULES;

    (void)state;
    rules.threshold = 0.1;
    check_refused(&rules, "no threshold but a sensitivity");
    rules.metric = TKS_METRIC_PIXEL;
    rules.threshold = 1.0001;
    check_refused(&rules, "from 0 to 1");
    rules.threshold = (double)INFINITY;
    check_refused(&rules, "from 0 to 1");
    rules.threshold = 0.1;
    rules.metric = TKS_METRIC_EXACT;
    check_refused(&rules, "no threshold");
    rules.threshold = (double)NAN;
    for (int metric = TKS_METRIC_DEFAULT; metric <= TKS_METRIC_VISUAL; metric++) {
        rules.metric = (tks_metric)metric;
        check_refused(&rules, "not a number");
    }
}

static void only_the_visual_metric_has_a_sensitivity(void **state)
{
    static const double wrong[] = { -1, 100.5, (double)INFINITY, (double)NAN };
    tks_rules rules = TKS_RULES;

    (void)state;
    rules.sensitivity = 2.5;
    assert_true(resolved(&rules).sensitivity == 2.5);
    rules.metric = TKS_METRIC_PIXEL;
    check_refused(&rules, "only the visual metric");
    rules.metric = TKS_METRIC_VISUAL;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        rules.sensitivity = wrong[i];
        check_refused(&rules, "above 0 and at most 100");
    }
}

static void unknown_metrics_are_refused(void **state)
{
    tks_rules rules = TKS_RULES;

    (void)state;
    rules.metric = (tks_metric)5;
    check_refused(&rules, "no metric number 5");
    rules.metric = (tks_metric)-1;
    check_refused(&rules, "no metric");
    assert_null(tksi_metric_for((tks_metric)5));
    assert_ptr_equal(tksi_metric_for(TKS_METRIC_DEFAULT), &tksi_metric_visual);
    assert_ptr_equal(tksi_metric_for(TKS_METRIC_PIXEL), &tksi_metric_pixel);
    assert_ptr_equal(tksi_metric_for(TKS_METRIC_EXACT), &tksi_metric_exact);
    assert_ptr_equal(tksi_metric_for(TKS_METRIC_CIEDE2000), &tksi_metric_ciede2000);
    assert_ptr_equal(tksi_metric_for(TKS_METRIC_VISUAL), &tksi_metric_visual);
}

static void ratios_go_up_to_one(void **state)
{
    tks_rules rules = TKS_RULES;

    (void)state;
    rules.max_ratio = 1;
    assert_true(resolved(&rules).max_ratio == 1);
    rules.max_ratio = 1.5;
    check_refused(&rules, "from 0 to 1");
    rules.max_ratio = (double)NAN;
    check_refused(&rules, "from 0 to 1");
}

static void rules_without_their_size_are_refused(void **state)
{
    tks_rules rules = TKS_RULES;

    (void)state;
    rules.size = 0;
    check_refused(&rules, "size");
    rules.size = sizeof rules + 64; /* a later version's */
    assert_true(resolved(&rules).sensitivity == 1);
}

static void what_is_ignored_must_be_there(void **state)
{
    const tks_rect rect = { 0, 0, 1, 1 };
    const uint8_t gray = 0;
    tks_view mask = { &gray, 1, 1, 1, TKS_GRAY8 };
    tks_rules rules = TKS_RULES;

    (void)state;
    rules.n_ignore = 1;
    check_refused(&rules, "ignore");
    rules.ignore = &rect;
    assert_ptr_equal(resolved(&rules).ignore, &rect);
    rules.mask = &mask;
    assert_ptr_equal(resolved(&rules).mask, &mask);
    mask.data = NULL;
    check_refused(&rules, "");
    mask.data = &gray;
    mask.width = 0;
    check_refused(&rules, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_rules_are_the_default_rules),
        cmocka_unit_test(each_metric_has_its_threshold),
        cmocka_unit_test(a_threshold_that_is_given_stays),
        cmocka_unit_test(thresholds_without_meaning_are_refused),
        cmocka_unit_test(only_the_visual_metric_has_a_sensitivity),
        cmocka_unit_test(unknown_metrics_are_refused),
        cmocka_unit_test(ratios_go_up_to_one),
        cmocka_unit_test(rules_without_their_size_are_refused),
        cmocka_unit_test(what_is_ignored_must_be_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
