/* component_test.c - a component drawn with pixman, compared with its baseline
 *
 *     component_test BASELINE.png
 *
 * The pixels never leave memory: the drawn component is looked at as a view, only the
 * baseline is a file. When they differ the test says where.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <tksnap.h>
#include <tksnap/pixman.h>

/* The component under test: a blue button with a light border, 96x32. */
static pixman_image_t *draw_button(void)
{
    const pixman_color_t border = { 0xCBCB, 0xD5D5, 0xE1E1, 0xFFFF };
    const pixman_color_t body = { 0x2525, 0x6363, 0xEBEB, 0xFFFF };
    const pixman_box32_t outside = { 0, 0, 96, 32 }, inside = { 1, 1, 95, 31 };
    pixman_image_t *image = pixman_image_create_bits(PIXMAN_a8r8g8b8, 96, 32, NULL, 0);

    pixman_image_fill_boxes(PIXMAN_OP_SRC, image, &border, 1, &outside);
    pixman_image_fill_boxes(PIXMAN_OP_SRC, image, &body, 1, &inside);
    return image;
}

int main(int argc, char **argv)
{
    pixman_image_t *button = draw_button();
    tks_image *baseline = NULL;
    tks_diff *diff = NULL;
    tks_error err = { 0 };
    tks_view drawn;
    int failed = 1;

    if (argc != 2) {
        fprintf(stderr, "usage: component_test BASELINE.png\n");
    } else if (!tks_view_pixman(&drawn, button)) {
        fprintf(stderr, "this pixman format cannot be looked at\n");
    } else if (tks_image_load(&baseline, argv[1], NULL, &err) ||
               tks_compare_views(&diff, tks_image_view(baseline), drawn, NULL, NULL, NULL, &err)) {
        fprintf(stderr, "component_test: %s\n", err.message);
    } else if (tks_diff_verdict(diff) == TKS_DIFFERENT) {
        const tks_rect box = tks_diff_bounds(diff);

        printf("button: different within %dx%d at %d,%d\n", box.width, box.height, box.x, box.y);
    } else {
        printf("button: %s\n", tks_verdict_name(tks_diff_verdict(diff)));
        failed = 0;
    }
    tks_diff_free(diff);
    tks_image_free(baseline);
    pixman_image_unref(button);
    return failed;
}
