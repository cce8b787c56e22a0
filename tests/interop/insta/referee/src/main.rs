//! insta's own reader and writer, asked about files from standard input.
//!
//!     referee fields     a line for each frame: "good" or "bad", as insta reads the file or
//!                        fails on it; then NAME:VALUE of its contents, in the form that is
//!                        compared, and of its fields
//!     referee accept     a line for each pending file: the baseline it becomes, or "!"
//!
//! Names, values and files are in hexadecimal.
//!
//! SPDX-License-Identifier: MIT OR Apache-2.0
use insta::Snapshot;
use std::io::{self, Read, Write};
use std::path::Path;
use std::{env, fs, process};

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Past the two numbers of a frame's first line: (name's length, data's length).
fn lengths(input: &[u8], at: &mut usize) -> Option<(usize, usize)> {
    let end = *at + input[*at..].iter().position(|&byte| byte == b'\n')?;
    let line = std::str::from_utf8(&input[*at..end]).ok()?;
    *at = end + 1;
    let (name, data) = line.split_once(' ')?;
    Some((name.parse().ok()?, data.parse().ok()?))
}

fn fields(path: &Path) -> String {
    let Ok(snapshot) = Snapshot::from_file(path) else {
        return "bad".to_string();
    };
    let about = snapshot.metadata();
    let line = about.assertion_line().map(|line| line.to_string());
    let found = [
        ("contents", snapshot.as_text().map(|text| text.to_string())),
        ("source", about.source().map(str::to_string)),
        ("expression", about.expression().map(str::to_string)),
        ("description", about.description().map(str::to_string)),
        ("input_file", about.input_file().map(str::to_string)),
        ("assertion_line", line),
    ];
    let mut told = "good".to_string();
    for (name, value) in found {
        if let Some(value) = value {
            let (name, value) = (name.as_bytes(), value.as_bytes());
            told += &format!(" {}:{}", hexadecimal(name), hexadecimal(value));
        }
    }
    told
}

fn accept(path: &Path) -> String {
    let accepted = path.with_extension("accepted");
    match Snapshot::from_file(path).and_then(|snapshot| snapshot.save(&accepted)) {
        Ok(()) => hexadecimal(&fs::read(accepted).expect("was written")),
        Err(_) => "!".to_string(),
    }
}

fn main() {
    let how = env::args().nth(1).expect("fields or accept");
    let folder = env::temp_dir().join(format!("referee-{}", process::id()));
    let path = folder.join("crate__file.snap");
    let (mut input, mut at) = (Vec::new(), 0);
    fs::create_dir(&folder).expect("a folder of its own");
    io::stdin().read_to_end(&mut input).expect("frames");
    let mut out = io::BufWriter::new(io::stdout().lock());
    while let Some((name, data)) = lengths(&input, &mut at) {
        fs::write(&path, &input[at + name..at + name + data]).expect("a file");
        at += name + data;
        let told = if how == "fields" { fields(&path) } else { accept(&path) };
        writeln!(out, "{told}").expect("a line");
    }
    fs::remove_dir_all(&folder).expect("removed");
}
