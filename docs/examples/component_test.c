/* component_test.c - a component drawn with pixman, compared with its baseline
 *
 * The pixels never leave memory, only the baseline is a file: __screenshots__ beside this
 * one. Where they differ what was drawn is kept, and 'tksnap status', 'show' and 'accept'
 * know it. TKSNAP_UPDATE=all writes the baseline at once.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
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

/* Says what became of it; false if the test fails. */
static bool check_picture(tks_project *project, const char *name, pixman_image_t *image)
{
    const tks_baseline_name baseline = { .size = sizeof baseline,
                                         .test_file = __FILE__,
                                         .name = name };
    tks_checked checked = { .size = sizeof checked };
    tks_check check = { .size = sizeof check,
                        .baseline = &baseline,
                        .update = getenv("TKSNAP_UPDATE") };
    tks_error err = { 0 };
    tks_view drawn;

    if (!tks_view_pixman(&drawn, image)) {
        fprintf(stderr, "%s: this pixman format cannot be looked at\n", name);
        return false;
    }
    check.view = &drawn;
    if (tks_project_check(&checked, project, &check, &err) != TKS_OK) {
        fprintf(stderr, "%s: %s\n", name, err.message);
        return false;
    }
    printf("%s\n", checked.message);
    return checked.passed;
}

int main(void)
{
    tks_project *project = NULL;
    pixman_image_t *button;
    tks_error err = { 0 };
    bool passed;

    if (tks_project_open(&project, ".", NULL, &err) != TKS_OK) {
        fprintf(stderr, "component_test: %s\n", err.message);
        return 1;
    }
    button = draw_button();
    passed = check_picture(project, "button", button);
    pixman_image_unref(button);
    tks_project_free(project);
    return passed ? 0 : 1;
}
