//! Inline snapshots of every shape, in three files: `right`, for which tksnap has to write
//! what cargo-insta writes, `wrong`, for which cargo-insta writes what does not compile or
//! does not pass, and `crlf`, the first once more with CR LF (made by run.sh, as are the
//! many random ones).
//!
//! SPDX-License-Identifier: MIT OR Apache-2.0

#[cfg(test)]
mod crlf;
#[cfg(test)]
mod random_any;
#[cfg(test)]
mod random_right;
#[cfg(test)]
mod right;
#[cfg(test)]
mod wrong;

/// A text of such parts, the same for the same seed (SplitMix64).
#[cfg(test)]
fn text_of(seed: u64, parts: &[&str]) -> String {
    let mut state = seed;
    let mut next = |below: u64| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below
    };
    let count = next(12);
    (0..count).map(|_| parts[next(parts.len() as u64) as usize]).collect()
}

/// Whatever comes of these, cargo-insta writes it well: no line is of white space only, and
/// none that has a control character has a quote.
#[cfg(test)]
fn right_text(seed: u64) -> String {
    if seed % 4 == 0 {
        text_of(seed, &["a", "b\r", "\u{1}", "e\u{301}", "\u{a0}z", "\n.", "\\", "\t", "'", "😀\u{200d}"])
    } else {
        text_of(seed, &["a", "\n.", "\n\n.", "\n  .", "\"", "\"#", "\"##", "\\", "\t", "'", "é", "\u{1b}[1m", "{}", "//", "*/"])
    }
}

#[cfg(test)]
fn any_text(seed: u64) -> String {
    text_of(
        seed,
        &["a", " ", "\n", "\n\n", "\t", "\"", "\"#", "\\", "\r", "\u{1b}", "  ", "\u{1}", "é", "\u{202e}", "\r\n", "\u{a0}", "\n  x"],
    )
}
