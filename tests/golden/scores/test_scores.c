/* test_scores.c - do scores and the heat picture have the values their authors' programs give?
 *
 * Pictures and numbers are the fixtures': the authors' ssim.m under Octave and GMSD's formula,
 * FLIP.h 1.7, cloudinary's ssimulacra2 2.1. Skipped (77) where they are not.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tksnap.h>
#include <unistd.h>

static const char *fixture(char *path, size_t size, const char *name)
{
    const char *root = getenv("TKSNAP_FIXTURES");

    snprintf(path, size, "%s/metrics/%s", root != NULL && *root != '\0' ? root : TEST_FIXTURES,
             name);
    return path;
}

static tks_image *load(const char *name)
{
    char path[4096];
    tks_image *image = NULL;
    tks_error err = { 0 };

    if (tks_image_load(&image, fixture(path, sizeof path, name), NULL, &err))
        fail_msg("%s", err.message);
    return image;
}

/* The score of "<pair>-a.png" and "<pair>-b.png", or of "<first>" and "<second>". */
static double score(tks_score which, const char *first, const char *second, double ppd)
{
    tks_image *expected = load(first), *actual = load(second);
    tks_score_options options = TKS_SCORE_OPTIONS;
    tks_error err = { 0 };
    double value = NAN;

    options.pixels_per_degree = ppd;
    if (tks_score_views(&value, which, tks_image_view(expected), tks_image_view(actual), &options,
                        NULL, &err))
        fail_msg("%s", err.message);
    tks_image_free(expected);
    tks_image_free(actual);
    return value;
}

static void check(const char *what, const char *name, double got, double wanted, double tolerance)
{
    if (!(fabs(got - wanted) <= tolerance))
        fail_msg("%s of %s is %.8f, not %.8f", what, name, got, wanted);
}

static void ssim_and_gmsd_are_the_authors(void **state)
{
    static const struct {
        const char *name;
        double ssim, gmsd;
    } wanted[] = {
        { "text", 0.9980902731, 0.0128443502 },  { "border", 0.9812981502, 0.0438163755 },
        { "gpu", 0.9995002294, 0.0017791294 },   { "photo", 0.9855343449, 0.0804563558 },
        { "jpeg", 0.9919207436, 0.001522954 },   { "grad", 0.9990286311, 0.0039507719 },
        { "noise", 0.9952476039, 0.0095678267 }, { "edge", 0.9073081463, 0.2086320419 },
        { "hero", 0.9981366522, 0.0015140661 }, /* reduced by 2 */
    };

    (void)state;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        char first[64], second[64];

        snprintf(first, sizeof first, "gmsd-ssim/%s-gray-a.png", wanted[i].name);
        snprintf(second, sizeof second, "gmsd-ssim/%s-gray-b.png", wanted[i].name);
        check("ssim", first, score(TKS_SCORE_SSIM, first, second, 0), wanted[i].ssim, 1e-9);
        check("gmsd", first, score(TKS_SCORE_GMSD, first, second, 0), wanted[i].gmsd, 1e-9);
    }
}

static void flip_is_the_authors(void **state)
{
    static const struct {
        const char *name;
        double mean, largest, mean30, largest30; /* at 67.02 and at 30 pixels per degree */
    } wanted[] = {
        { "text", 0.001067, 0.585888, 0.001326, 0.945141 },
        { "border", 0.004643, 0.146511, 0.004167, 0.269836 },
        { "gpu", 0.003388, 0.279146, 0.002734, 0.395765 },
        { "photo", 0.081344, 0.975245, 0.079935, 0.982821 },
        { "jpeg", 0.021777, 0.069057, 0.029289, 0.136562 },
        { "grad", 0.118264, 0.164909, 0.114973, 0.161911 },
        { "noise", 0.077924, 0.195822, 0.140797, 0.322343 },
        { "edge", 0.034651, 0.368235, 0.031424, 0.651178 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        char a[64], b[64];

        snprintf(a, sizeof a, "common/%s-a.png", wanted[i].name);
        snprintf(b, sizeof b, "common/%s-b.png", wanted[i].name);
        check("flip", a, score(TKS_SCORE_FLIP, a, b, 0), wanted[i].mean, 1e-5);
        check("flip_max", a, score(TKS_SCORE_FLIP_MAX, a, b, 0), wanted[i].largest, 1e-5);
        check("flip", a, score(TKS_SCORE_FLIP, a, b, 30), wanted[i].mean30, 1e-5);
        check("flip_max", a, score(TKS_SCORE_FLIP_MAX, a, b, 30), wanted[i].largest30, 1e-5);
    }
}

/* The map as the authors' program wrote it, times 65535. */
static void flips_map_is_the_authors(void **state)
{
    tks_image *images[3] = { load("flip/images/tree-ref.png"), load("flip/images/tree-test.png"),
                             load("flip/images/tree-flip-error-u16.png") };
    const tks_view wanted = tks_image_view(images[2]);
    const size_t width = (size_t)wanted.width, height = (size_t)wanted.height;
    float *map = malloc(width * height * sizeof *map);
    double largest = 0;

    (void)state;
    assert_non_null(map);
    assert_int_equal(wanted.pixels, TKS_RGBA16);
    assert_int_equal(tks_flip_map(map, tks_image_view(images[0]), tks_image_view(images[1]), NULL,
                                  NULL, NULL),
                     TKS_OK);
    for (size_t i = 0; i < width * height; i++) {
        const uint16_t *pixel = (const uint16_t *)wanted.data + 4 * i;
        const double apart = fabs((double)map[i] - pixel[0] / 65535.0);

        largest = apart > largest ? apart : largest;
    }
    if (largest > 5e-4)
        fail_msg("the map is off by %.6f", largest);
    free(map);
    for (int i = 0; i < 3; i++)
        tks_image_free(images[i]);
}

static void the_heat_picture_is_the_authors(void **state)
{
    char path[] = "/tmp/test_scores_XXXXXX";
    tks_image *images[4] = { load("flip/images/tree-ref.png"), load("flip/images/tree-test.png"),
                             load("flip/images/tree-comparison-cli.png"), NULL };
    tks_drawing drawing = TKS_DRAWING;
    const uint8_t *got, *wanted;
    tks_diff *diff = NULL;
    tks_view view;
    int file = mkstemp(path);

    (void)state;
    assert_true(file >= 0);
    close(file);
    drawing.style = TKS_STYLE_HEAT;
    drawing.path = path;
    assert_int_equal(tks_compare_views(&diff, tks_image_view(images[0]), tks_image_view(images[1]),
                                       NULL, &drawing, NULL, NULL),
                     TKS_OK);
    assert_int_equal(tks_image_load(&images[3], path, NULL, NULL), TKS_OK);
    view = tks_image_view(images[3]);
    assert_int_equal(view.width, 640);
    assert_int_equal(view.height, 960);
    got = view.data;
    wanted = tks_image_view(images[2]).data;
    for (size_t i = 0; i < (size_t)640 * 960 * 4; i++)
        if (abs(got[i] - wanted[i]) > 3)
            fail_msg("byte %zu is %d, not %d", i, got[i], wanted[i]);
    unlink(path);
    tks_diff_free(diff);
    for (int i = 0; i < 4; i++)
        tks_image_free(images[i]);
}

/* The reference's recursive filter adds the noise of its rounding to what it measures, so
 * the tolerance is not one of ours: 0.02 where there is texture to outweigh it. The four
 * JPEGs carry colour profiles, which the reference applies and tksnap does not. */
static void ssimulacra2_is_near_the_authors(void **state)
{
    static const struct {
        const char *expected, *actual;
        double score, tolerance;
    } wanted[] = {
        { "common/photo-a.png", "common/photo-b.png", 8.89670471, 0.02 },
        { "common/noise-a.png", "common/noise-b.png", 73.53875131, 0.02 },
        { "common/text-a.png", "common/text-b.png", 74.45312596, 0.02 },
        { "common/edge-a.png", "common/edge-b.png", 69.2449794, 0.02 },
        { "common/jpeg-a.png", "common/jpeg-b.png", 89.00512042, 0.05 },
        { "common/gpu-a.png", "common/gpu-b.png", 86.78938115, 0.6 },
        { "common/border-a.png", "common/border-b.png", 74.05818544, 0.6 },
        { "common/grad-a.png", "common/grad-b.png", 92.64905521, 0.6 },
        { "ssimulacra2/images/source.png", "ssimulacra2/images/q20.decoded.png", 57.14559032, 0.1 },
        { "ssimulacra2/images/source.png", "ssimulacra2/images/q45.decoded.png", 68.62747595, 0.1 },
        { "ssimulacra2/images/source.png", "ssimulacra2/images/q70.decoded.png", 79.38805044, 0.1 },
        { "ssimulacra2/images/source.png", "ssimulacra2/images/q90.decoded.png", 90.85152474,
          0.25 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        check("ssimulacra2", wanted[i].actual,
              score(TKS_SCORE_SSIMULACRA2, wanted[i].expected, wanted[i].actual, 0),
              wanted[i].score, wanted[i].tolerance);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ssim_and_gmsd_are_the_authors),
        cmocka_unit_test(flip_is_the_authors),
        cmocka_unit_test(flips_map_is_the_authors),
        cmocka_unit_test(the_heat_picture_is_the_authors),
        cmocka_unit_test(ssimulacra2_is_near_the_authors),
    };
    char path[4096];

    if (access(fixture(path, sizeof path, "flip/images/tree-ref.png"), R_OK) != 0) {
        printf("skipped: the fixtures of the scores are not here; set TKSNAP_FIXTURES\n");
        return 77;
    }
    return cmocka_run_group_tests_name("scores", tests, NULL, NULL);
}
