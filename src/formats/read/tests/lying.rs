//! Files that stay where they lie: what is read of them, and how much.

use super::*;
use crate::formats::FileSource;
use proptest::prelude::*;
use std::io::{self, Read};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A file that counts what is read of it, and fails after so many bytes.
struct Lying {
    bytes: Vec<u8>,
    fails_after: usize,
    n_read: AtomicUsize,
}

struct Reading<'a>(&'a Lying, usize);

impl Read for Reading<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.1 >= self.0.fails_after {
            return Err(io::Error::other("the disk is gone"));
        }
        // A disk gives less than was asked for now and then.
        let n = to.len().min(100_003).min(self.0.bytes.len() - self.1);
        to[..n].copy_from_slice(&self.0.bytes[self.1..self.1 + n]);
        self.1 += n;
        self.0.n_read.fetch_add(n, Ordering::Relaxed);
        Ok(n)
    }
}

impl FileSource for Lying {
    fn n_bytes(&self) -> usize {
        self.bytes.len()
    }

    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(Reading(self, 0)))
    }
}

fn lying(path: &str, bytes: Vec<u8>, fails_after: usize) -> (FileSet, Arc<Lying>) {
    let lying = Arc::new(Lying {
        bytes,
        fails_after,
        n_read: AtomicUsize::new(0),
    });
    let mut files = FileSet::default();
    files.insert_source(path, lying.clone());
    (files, lying)
}

fn read_all(format: &str, files: &FileSet) -> Result<String, ImportError> {
    let read = read_files(Some(format), files, &ReadSettings::default(), &|_, _| true);
    read.map(|read| format!("{read:?}"))
}

/// What is read of a file that lies and of the same one in memory.
fn both(format: &str, path: &str, bytes: &[u8]) -> [Result<String, ImportError>; 2] {
    let (there, _) = lying(path, bytes.to_vec(), usize::MAX);
    let mut held = FileSet::default();
    held.insert(path, bytes.to_vec());
    [read_all(format, &there), read_all(format, &held)]
}

/// So many articles of some kilobytes; their characters are of all lengths.
fn articles(n: usize, one: impl Fn(usize, &str) -> String) -> Vec<u8> {
    let text = "Ä word – 🙂 and more. ".repeat(200);
    let all: Vec<String> = (0..n).map(|i| one(i, &text)).collect();
    all.concat().into_bytes()
}

fn prodigy(n: usize) -> Vec<u8> {
    articles(n, |i, text| {
        let tokens = "{\"text\":\"Ä\",\"start\":0}, ".repeat(200);
        format!(
            "{{\"text\": \"{text}\", \"_input_hash\": {i}, \"tokens\": [{tokens}0],\r\n \"answer\": \"accept\",\
             \"spans\": [{{\"start\": 2, \"end\": 6, \"label\": \"X\"}}]}}\r\n"
        )
    })
}

fn conll(n: usize) -> Vec<u8> {
    articles(n, |i, text| {
        let lines: Vec<String> = text
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(|word| format!("{word} {}\r\n", if word == "–" { "B-X" } else { "O" }))
            .collect();
        let name = if i % 3 == 0 { "" } else { "\tname" };
        format!("-DOCSTART-{name}\r\n\r\n{}\r\n", lines.concat())
    })
}

#[test]
fn a_file_that_lies_reads_as_one_in_memory() {
    let doccano = articles(250, |i, text| {
        format!("{{\"text\": \"{i} {text}\", \"label\": [[2, 6, \"X\"]]}}\n")
    });
    let mut list = vec![b'['];
    list.extend(prodigy(130).replace_ends());
    list.push(b']');
    for (format, path, bytes) in [
        ("prodigy", "a.jsonl", prodigy(130)),
        ("prodigy", "a.json", list),
        ("doccano", "ada.jsonl", doccano),
        ("conll", "ada.conll", conll(140)),
    ] {
        assert!(bytes.len() > 1 << 20);
        let marked = [b"\xef\xbb\xbf".as_slice(), &bytes].concat();
        for bytes in [bytes, marked] {
            let (files, _) = lying(path, bytes.clone(), usize::MAX);
            assert_eq!(detect(&files), Ok(format));
            let [there, held] = both(format, path, &bytes);
            assert!(there.is_ok());
            assert!(there == held, "{format}");
        }
    }
}

trait ReplaceEnds {
    fn replace_ends(self) -> Vec<u8>;
}

impl ReplaceEnds for Vec<u8> {
    /// Lines as the items of an array.
    fn replace_ends(self) -> Vec<u8> {
        let text = String::from_utf8(self).unwrap();
        let items = text.trim_end().replace("}\r\n{\"text", "},\r\n{\"text");
        items.into_bytes()
    }
}

#[test]
fn what_is_wrong_with_a_file_that_lies_is_told_as_of_one_in_memory() {
    for (format, path, bytes) in [
        ("prodigy", "a.jsonl", prodigy(130)),
        ("conll", "a.conll", conll(140)),
    ] {
        let more: [&[u8]; 3] = [
            b"\n{\"a\": x y}\n",
            b"\nthree columns here\n",
            b"bad \xff byte",
        ];
        for more in more {
            let bytes = [bytes.as_slice(), more].concat();
            let [there, held] = both(format, path, &bytes);
            assert!(there.is_err(), "{format}");
            assert_eq!(there, held);
        }
    }
}

#[test]
fn a_disk_that_fails_half_way_is_told_with_its_file() {
    let table = articles(400, |i, text| format!("d{i},0,3,X,{text}\n"));
    let table = [b"document,start,end,label,text\n".as_slice(), &table].concat();
    for (format, path, bytes) in [
        ("prodigy", "a.jsonl", prodigy(130)),
        ("conll", "a.conll", conll(140)),
        ("csv", "a.csv", table),
    ] {
        let (files, _) = lying(path, bytes, 1 << 20);
        assert_eq!(detect(&files), Ok(format));
        let fault = read_all(format, &files).unwrap_err();
        let want = format!("the file cannot be read (the disk is gone): {path}");
        assert_eq!(fault.to_string(), want);
    }
}

#[test]
fn what_a_file_is_its_beginning_tells() {
    for (path, bytes) in [
        ("a.jsonl", prodigy(600)),
        ("a.conll", conll(600)),
        ("a.xyz", conll(600)),
    ] {
        let n_bytes = bytes.len();
        let (files, lying) = lying(path, bytes, usize::MAX);
        assert!(detect(&files).is_ok());
        let _ = table_heads(&files, None);
        let n_read = lying.n_read.load(Ordering::Relaxed);
        assert!(n_read < n_bytes / 3, "{n_read} of {n_bytes} bytes");
    }
}

#[test]
fn reading_a_file_that_lies_ends_when_nobody_wants_it() {
    for (format, path, bytes) in [
        ("prodigy", "a.jsonl", prodigy(600)),
        ("conll", "a.conll", conll(600)),
    ] {
        let n_bytes = bytes.len();
        let (files, lying) = lying(path, bytes, usize::MAX);
        let goes_on = |done: usize, total: usize| done < total / 4;
        let read = read_files(Some(format), &files, &ReadSettings::default(), &goes_on);
        assert!(read.is_err());
        let n_read = lying.n_read.load(Ordering::Relaxed);
        assert!(n_read < n_bytes * 3 / 4, "{n_read} of {n_bytes} bytes");
    }
}

proptest! {
    #[test]
    fn characters_are_found_in_any_order(text in "[aä🙂\n]{0,300}", places in prop::collection::vec(0_usize..310, 0..20)) {
        let mut bytes = conll::Bytes::of(&text);
        let all: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        for at in places {
            prop_assert_eq!(bytes.of_char(at), all.get(at).copied());
        }
    }
}
