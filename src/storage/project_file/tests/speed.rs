//! The large project of the goals: 10 000 articles, 200 000 annotations, 143 MB. Run it with optimisation and without
//! overflow checks, which keep the compiler from counting many bytes at once:
//! `CARGO_PROFILE_TEST_OPT_LEVEL=3 CARGO_PROFILE_TEST_OVERFLOW_CHECKS=false CARGO_PROFILE_TEST_DEBUG_ASSERTIONS=false
//! cargo test --lib project_file::tests::speed -- --ignored --nocapture`.

use super::super::{read_project, verify_texts, write_project};
use crate::model::sha256_hex;
use std::fmt::Write as _;
use std::time::Instant;

fn large_file() -> String {
    let sentence =
        "The harbour bridge will close for a year, said the port’s office – “no plan yet”.\n";
    let text = sentence.repeat(85);
    let json = serde_json::to_string(&text).unwrap();
    let sha256 = sha256_hex(text.as_bytes());
    let mut out = String::from(
        "{\"format\":\"countermark-project\",\"version\":1,\"offset_unit\":\"unicode-code-point\",\
         \"schema\":{\"labels\":[{\"id\":\"claim\"},{\"id\":\"quote\"}],\
         \"features\":[{\"id\":\"speaker\",\"labels\":[\"claim\"]}]},\"annotators\":[{\"id\":\"ada\"}],\n\"documents\":[",
    );
    for d in 0..10_000 {
        let comma = if d > 0 { ",\n" } else { "" };
        let _ = write!(
            out,
            "{comma}{{\"id\":\"0190a0d0-0000-7000-8000-{d:012}\",\"title\":\"The bridge, day {d}\",\"source\":{{\"path\":\
             \"articles/{d}.txt\",\"newline\":\"lf\",\"bytes\":1}},\"metadata\":{{}},\"sha256\":\"{sha256}\",\"text\":{json}}}"
        );
    }
    out += "],\n\"annotations\":[";
    let n_chars = sentence.chars().count();
    for a in 0..200_000_usize {
        let comma = if a > 0 { ",\n" } else { "" };
        let (d, start) = (a / 20, (a % 20) * 4 * n_chars + 4);
        // Ids do not ascend with the place, as when two annotators take turns.
        let id = a.wrapping_mul(7_919) % 200_000;
        let _ = write!(
            out,
            "{comma}{{\"id\":\"0190a0d0-0000-7000-9000-{id:012}\",\"document\":\"0190a0d0-0000-7000-8000-{d:012}\",\
             \"annotator\":\"ada\",\"label\":\"claim\",\"spans\":[[{start},{}]],\"text\":[\"harbour bridge\"],\"features\":\
             {{\"speaker\":\"The port’s office\"}},\"note\":\"\",\"origin\":\"hand\",\"created\":\"2026-01-02T03:04:05Z\",\
             \"modified\":\"2026-01-02T03:04:05Z\"}}",
            start + 14
        );
    }
    out + "]}"
}

#[test]
#[ignore = "a measurement: takes long without optimisation"]
fn the_large_project() {
    let file = large_file();
    println!("{} MB", file.len() / 1_000_000);
    let path = std::env::var_os("COUNTERMARK_LARGE_FILE");
    for _ in 0..3 {
        let start = Instant::now();
        let project = read_project(file.as_bytes()).unwrap().project;
        let read = start.elapsed();
        verify_texts(&project);
        assert_eq!(project.check(), []);
        let checked = start.elapsed();
        assert_eq!(project.n_annotations(), 200_000);
        let start = Instant::now();
        let bytes = write_project(&project);
        println!(
            "read {read:?}, with verifying {checked:?}, write {:?} ({} bytes)",
            start.elapsed(),
            bytes.len()
        );
        if let Some(path) = &path {
            use std::io::Write as _;
            let mut out = std::fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(path)
                .unwrap();
            out.write_all(&bytes).unwrap();
            return;
        }
    }
}
