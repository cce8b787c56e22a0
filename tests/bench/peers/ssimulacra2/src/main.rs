//! Times SSIMULACRA2 on two decoded pictures: `ssimulacra2-calls EXPECTED ACTUAL WIDTH HEIGHT`
//!
//! The pictures are files of plain RGBA bytes. Prints {"ms": ..., "cpu_ms": ..., "value": ...}
//! as calls.c does.
//!
//! SPDX-License-Identifier: MIT OR Apache-2.0

use ssimulacra2::{compute_frame_ssimulacra2, ColorPrimaries, Rgb, TransferCharacteristic};
use std::time::Instant;

const LONGEST_S: f64 = 0.5;

type Pixels = Vec<[f32; 3]>;

/// What one call cost, in milliseconds, and what it said.
struct Timed {
    wall: f64,
    cpu: f64,
    value: f64,
}

fn read(path: &str) -> Pixels {
    let bytes = std::fs::read(path).expect(path);
    let level = |byte: u8| f32::from(byte) / 255.0;
    bytes.chunks_exact(4).map(|p| [level(p[0]), level(p[1]), level(p[2])]).collect()
}

/// The call takes its pictures away, so copies are made before the clock starts.
fn timed(pictures: &[Pixels; 2], width: usize, height: usize) -> Timed {
    let picture = |pixels: &Pixels| {
        let (curve, primaries) = (TransferCharacteristic::SRGB, ColorPrimaries::BT709);
        Rgb::new(pixels.clone(), width, height, curve, primaries).expect("a picture of that size")
    };
    let (expected, actual) = (picture(&pictures[0]), picture(&pictures[1]));
    let (began, spent) = (Instant::now(), thread_ms());
    let value = compute_frame_ssimulacra2(expected, actual).expect("a score");
    let cpu = thread_ms() - spent;
    Timed { wall: began.elapsed().as_secs_f64() * 1e3, cpu, value }
}

/// Processor time of this thread.
fn thread_ms() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").expect("schedstat");
    told.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).expect("nanoseconds") / 1e6
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let (width, height) = (words[3].parse().expect("width"), words[4].parse().expect("height"));
    let pictures = [read(&words[1]), read(&words[2])];
    let mut calls = Vec::new();

    timed(&pictures, width, height);
    let start = Instant::now();
    while calls.is_empty() || start.elapsed().as_secs_f64() < LONGEST_S {
        calls.push(timed(&pictures, width, height));
    }
    let wall = median(calls.iter().map(|call| call.wall).collect());
    let cpu = median(calls.iter().map(|call| call.cpu).collect());
    let value = calls[0].value;
    println!("{{\"ms\": {wall}, \"cpu_ms\": {cpu}, \"value\": {value}}}");
}
