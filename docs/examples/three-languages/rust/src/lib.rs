//! A week's temperatures, drawn: as text and as a picture.
//!
//! SPDX-License-Identifier: MIT OR Apache-2.0

/// "Mon 14" in each line.
pub fn read(week: &str) -> Vec<(&str, usize)> {
    week.lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(day, degrees)| Some((day, degrees.parse().ok()?)))
        .collect()
}

pub fn bars(week: &str) -> String {
    read(week)
        .iter()
        .map(|(day, degrees)| format!("{day} {} {degrees}\n", "#".repeat(*degrees)))
        .collect()
}

pub fn warmest(week: &str) -> String {
    match read(week).iter().max_by_key(|(_, degrees)| degrees) {
        Some((day, degrees)) => format!("{day}, {degrees}"),
        None => "no day".to_string(),
    }
}

const SCALE: usize = 4;
const BAR: usize = 12;

/// The bars standing, as a BMP of 24 bits: its rows go from the bottom up.
pub fn picture(week: &str) -> Vec<u8> {
    let days = read(week);
    let (width, height) = (days.len() * BAR, 30 * SCALE);
    let mut rows = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let in_bar = x % BAR >= 2 && y < days[x / BAR].1 * SCALE;
            rows.extend(if in_bar { [0x22, 0x77, 0xee] } else { [0xff, 0xff, 0xff] });
        }
        rows.resize(rows.len().next_multiple_of(4), 0);
    }
    let mut file = b"BM".to_vec();
    for number in [54 + rows.len(), 0, 54, 40, width, height] {
        file.extend((number as u32).to_le_bytes());
    }
    file.extend([1, 0, 24, 0]); // one plane, 24 bits
    file.resize(54, 0);
    file.extend(rows);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEK: &str = include_str!("../../week.txt");

    #[test]
    fn bars_of_a_week() {
        insta::assert_snapshot!(bars(WEEK));
    }

    #[test]
    fn warmest_of_a_week() {
        insta::assert_snapshot!(warmest(WEEK), @"Wed, 19");
    }

    #[test]
    fn picture_of_a_week() {
        insta::assert_binary_snapshot!("picture.bmp", picture(WEEK));
    }
}
