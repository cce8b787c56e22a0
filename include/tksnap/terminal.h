/* terminal.h - pictures in a terminal
 *
 * Pictures next to each other, at one scale, as the bytes that make a terminal show them.
 * Large ones are made smaller to fit; each pixel shown is then the mean of what it stands
 * for. Very small ones are made larger by whole numbers, so that one sees something.
 * Translucent pixels are laid on white.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TKSNAP_TERMINAL_H
#define TKSNAP_TERMINAL_H

#include <tksnap/image.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a terminal takes pictures. */
typedef enum tks_protocol {
    TKS_PROTOCOL_BLOCKS, /* as text: half blocks in 24-bit colour, two pixels a cell */
    TKS_PROTOCOL_SIXEL,  /* DEC's: 240 colours; xterm, foot, mlterm, Windows Terminal */
    TKS_PROTOCOL_ITERM,  /* OSC 1337: iTerm2, WezTerm, mintty */
    TKS_PROTOCOL_KITTY   /* kitty, Ghostty, Konsole */
} tks_protocol;

/* "blocks", "sixel", "iterm", "kitty" */
TKS_API const char *tks_protocol_name(tks_protocol protocol);

/* Start from TKS_TERMINAL and change what you need. */
typedef struct tks_terminal {
    size_t       size; /* sizeof(tks_terminal) */
    tks_protocol protocol;
    int32_t      columns, rows; /* cells that the pictures may take, 1 to 10000 */
    int32_t      cell_width, cell_height; /* of a cell in pixels, 1 to 1000; 0: not known,
                                           * 10x20 is assumed. Blocks: not looked at */
} tks_terminal;

#define TKS_TERMINAL { .size = sizeof(tks_terminal), .columns = 80, .rows = 40 }

enum { TKS_TERMINAL_MOST_PICTURES = 8 };

/* Writes 1 to TKS_TERMINAL_MOST_PICTURES pictures; `captions` are what stands above each,
 * ASCII, cut to its width; NULL: no such line. Ends at the beginning of the line below. The
 * bytes depend on nothing but the arguments. Since 0.2. */
TKS_API TKS_MUST_USE tks_status
tks_render_terminal(const tks_view *pictures, const char *const *captions, size_t count,
                    const tks_terminal *terminal, const tks_sink *sink, const tks_env *env,
                    tks_error *err);

#ifdef __cplusplus
}
#endif
#endif
