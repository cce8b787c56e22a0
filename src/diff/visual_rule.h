/* visual_rule.h - the constants of the visual metric
 *
 * docs/design/visual.md derives them; distances are CIELAB's dE.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSI_DIFF_VISUAL_RULE_H
#define TKSI_DIFF_VISUAL_RULE_H

/* What a single pixel may change before it counts as changed at all: a level or two. */
#define CHANGED 1.0f
/* A speck: at most 4 pixels (2x2 of a translucent joint) beside an edge of at least 10 that
 * both pictures have, no stronger than 15. */
#define SPECK_PIXELS   4
#define SPECK_CHANGE   15.0f
#define SPECK_CONTRAST 10.0f
/* Share of the local contrast that rendering may take a pixel beyond its surroundings:
 * .03 are the 8 of 256 levels by which rasterisers disagree about coverage. Rendering
 * moves ink about: where some changes point one way and some the other, up to twelve times
 * as much is allowed, more than a third of the contrast, as GPUs with four samples per
 * pixel take; where all point the same way (text made lighter), a third of it. The
 * floor is what rounding of colours to 8 bits makes of a change that has one sign. */
#define BEYOND_ALLOWANCE  0.03f
#define COHERENT_SHARE    0.33f
#define INCOHERENT_SHARE  12.0f
#define INCOHERENCE_FLOOR 0.06f
#define INCOHERENCE_SLOPE 20.0f
/* Share of the contrast on top of half of it: GPUs move edges by up to .15 pixels. Where
 * nothing around changes by more than about half of its contrast, geometry did not change
 * either: a line or edge that is elsewhere, a glyph that is another, a corner that is cut
 * has pixels that change from one side to the other. There rendering has .25 more, of the
 * length of what all channels range over, as changes are lengths too; the gate closes over
 * a tenth of the contrast, so that no level decides alone. */
#define HALF_ALLOWANCE 0.15f
#define WEAK_ALLOWANCE 0.25f
#define WEAK_CHANGE    0.55f
#define WEAK_SLOPE     10.0f
/* Contrasts below this are this, in what is weak: two levels are no geometry. */
#define WEAK_CONTRAST 4.0f
/* Geometry is not the same either where the window around lost or won the ink of a line
 * that crosses it and is .3 pixels wide, whatever its place: rasterisers that draw a curve
 * by other pieces make it so much thinner or thicker, but not along all of a window. */
#define INK_WIDTH 0.3f
#define INK_SLOPE 10.0f
/* Where geometry is the same, and the change does not follow the ink, rendering may take
 * pixels beyond their surroundings by .4 of the contrast. A change follows the ink where
 * nine tenths of its variance are explained by it, and not below eight. */
#define UNEVEN_ALLOWANCE 0.4f
#define EVEN_SHARE       0.8f
#define EVEN_SLOPE       10.0f
/* 25 times a variance within 5x5, in squared eighths, that is only rounding. */
#define EVEN_LEAST 80.0f
/* Stronger changes count as this in the noise, so that one does not drown others. */
#define NOISE_CAP 8.0f
/* How often the noise is taken off: one sided windows of it reach about thrice its mean. */
#define BEYOND_NOISE 3.0f
#define HALF_NOISE   2.0f
/* The smallest change of a small spot that a person names, on either scale. */
#define BEYOND_LIMIT 1.5f
#define HALF_LIMIT   2.1f
/* The smallest tint of an area seen when two pictures are flipped. Rounding through a
 * colour profile stays below .7, the faintest deliberate tints begin at .84. */
#define TINT_LIMIT 0.77f
/* An area is flat when its 3x3 range is below .3: one grey level is .35; and a change is
 * a tint up to 4. */
#define TINT_FLAT  0.3f
#define TINT_FAINT 4.0f

/* How far the windows reach to either side. */
enum { NOISE_REACH = 10, TINT_REACH = 8, LONG_REACH = 4, HALF_LONG_REACH = 2 };

#endif
