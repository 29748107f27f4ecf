//! Hostile bytes against every reader of files: the corpus of `fuzz/`, and bytes near it: cut, altered, with pieces
//! of other files in them. The same bytes in every run. `COUNTERMARK_FULL_TESTS=1` takes twenty times as many.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that fails should say where"
)]

#[path = "../fuzz/targets.rs"]
mod targets;

use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;
use std::io::{Cursor, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Pieces that have harmed readers elsewhere.
const PIECES: &[&[u8]] = &[
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\r\n",
    b"\"",
    b"\\ud800",
    b"[[[[[[[[",
    b"{\"a\":",
    b"18446744073709551615",
    b"-1",
    b"1e999",
    b"null",
    b"\xe2\x80\xae",
    b"\xf0\x9f\x9b\xb3",
];

/// Every file of a corpus, in the order of their names.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(name);
    let entries = std::fs::read_dir(folder).expect("the corpus is there");
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() > 1, "the corpus of {name} has files");
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

fn check(name: &str, target: impl Fn(&[u8])) {
    check_some(name, target, 200);
}

/// So many alterations of each file, twenty times as many where all is asked for.
fn check_some(name: &str, target: impl Fn(&[u8]), n_each: usize) {
    let files = corpus(name);
    let is_full = std::env::var_os("COUNTERMARK_FULL_TESTS").is_some_and(|v| v == "1");
    let n_each = if is_full { 20 * n_each } else { n_each };
    let mut rng = Pcg64Mcg::seed_from_u64(7);
    for file in &files {
        run(name, &target, file);
        for _ in 0..n_each {
            let other = &files[rng.random_range(0..files.len())];
            run(name, &target, &altered(&mut rng, file, other));
        }
    }
}

/// On a panic the bytes are told, so that they can join the corpus.
fn run(name: &str, target: &impl Fn(&[u8]), bytes: &[u8]) {
    let outcome = catch_unwind(AssertUnwindSafe(|| target(bytes)));
    assert!(
        outcome.is_ok(),
        "{name}: {:?}",
        bytes.escape_ascii().to_string()
    );
}

/// `file` with one to four changes.
fn altered(rng: &mut Pcg64Mcg, file: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for _ in 0..rng.random_range(1..=4) {
        let at = rng.random_range(0..=bytes.len());
        match rng.random_range(0..6) {
            0 => bytes.truncate(at),
            1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = rng.random();
                }
            }
            2 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << rng.random_range(0..8);
                }
            }
            3 => {
                let piece = PIECES[rng.random_range(0..PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            4 => {
                let end = (at + rng.random_range(1..64)).min(bytes.len());
                bytes.drain(at.min(end)..end);
            }
            _ => {
                let from = rng.random_range(0..=other.len());
                let to = (from + rng.random_range(1..200)).min(other.len());
                bytes.splice(at..at, other[from..to].iter().copied());
            }
        }
    }
    bytes
}

#[test]
fn project_files() {
    check("project", targets::project);
}

#[test]
fn journals() {
    check("journal", targets::journal);
}

#[test]
fn article_files() {
    check("article", targets::article);
}

/// Damage to an archive seldom reaches what is packed in it: its checksums see to that. So here its files are damaged.
fn check_inside(name: &str, target: impl Fn(&[u8]), want: usize) {
    let is_full = std::env::var_os("COUNTERMARK_FULL_TESTS").is_some_and(|v| v == "1");
    let mut rng = Pcg64Mcg::seed_from_u64(8);
    let mut n_archives = 0;
    for file in corpus(name) {
        let Some(entries) = unpacked(&file) else {
            continue;
        };
        n_archives += 1;
        for _ in 0..if is_full { 4000 } else { 100 } {
            let mut entries = entries.clone();
            let i = rng.random_range(0..entries.len());
            entries[i].1 = altered(&mut rng, &entries[i].1, &file);
            run(name, &target, &packed(&entries));
        }
    }
    assert_eq!(n_archives, want, "archives of {name}");
}

#[test]
fn article_files_damaged_inside_their_archive() {
    // docx, odt, epub, xlsx
    check_inside("article", targets::article, 4);
}

#[test]
fn datasets_of_every_format_that_is_read() {
    for (format, ending) in targets::IMPORTS {
        let target = |bytes: &[u8]| targets::import(format, ending, bytes);
        check_some(&format!("import_{}", format.replace('-', "_")), target, 60);
    }
}

#[test]
fn datasets_damaged_inside_their_archive() {
    for (format, ending, n) in [("refi-qda", "qdpx", 2), ("xlsx", "xlsx", 2)] {
        let target = |bytes: &[u8]| targets::import(format, ending, bytes);
        check_inside(&format!("import_{}", format.replace('-', "_")), target, n);
    }
}

type Entries = Vec<(String, Vec<u8>)>;

fn unpacked(file: &[u8]) -> Option<Entries> {
    let mut zip = zip::ZipArchive::new(Cursor::new(file)).ok()?;
    let mut entries = Vec::new();
    for i in 0..zip.len() {
        let mut entry = zip.by_index(i).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        entries.push((name, content));
    }
    Some(entries)
}

fn packed(entries: &Entries) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in entries {
        zip.start_file(name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Every article file cut off at every place (of large files: at three hundred).
#[test]
fn article_files_cut_off() {
    for file in corpus("article") {
        let step = file.len() / 300 + 1;
        for end in (0..file.len()).step_by(step) {
            run("article", &targets::article, &file[..end]);
        }
    }
}

#[test]
fn texts_that_changed() {
    check("anchor", targets::anchor);
}
