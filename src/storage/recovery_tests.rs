//! A journal whose own head was cut short.

use crate::storage::crash_fs::CrashFs;
use crate::storage::journal::{HeadError, JournalContents, head, line};
use crate::storage::{Access, LockHolder, Sha256Sum, StorageErrorKind, Store};
use std::path::Path;
use std::sync::Arc;

const PATH: &str = "/disk/p.json";
const JOURNAL: &str = "/disk/p.json.journal";
const FILE: &[u8] = b"{}";

fn world(journal: &[u8]) -> CrashFs {
    let fs = CrashFs::with_folder("/disk");
    fs.write_outside(Path::new(PATH), FILE);
    fs.write_outside(Path::new(JOURNAL), journal);
    fs
}

#[test]
fn a_head_cut_anywhere_is_kept_aside_and_a_new_journal_begun() {
    let sum = Some(Sha256Sum::of(FILE));
    let whole = head(sum, 1);
    for cut in 1..whole.len() {
        let torn = &whole[..cut];
        assert_eq!(JournalContents::read(torn), Err(HeadError::Torn), "{cut}");
        let fs = world(torn);
        // Who only reads leaves it as it is.
        let read = Store::open(Arc::new(fs.clone()), Path::new(PATH), &Access::ReadOnly).unwrap();
        let note = read.recovered.unwrap().torn.unwrap();
        assert_eq!((note.kept_at, note.n_bytes), (None, cut));
        assert_eq!(fs.contents(Path::new(JOURNAL)).unwrap(), torn);
        let write = Access::Write(LockHolder::this_process(""));
        let mut opened = Store::open(Arc::new(fs.clone()), Path::new(PATH), &write).unwrap();
        let note = opened.recovered.unwrap().torn.unwrap();
        assert_eq!(fs.contents(&note.kept_at.unwrap()).unwrap(), torn);
        opened.store.append(&["{\"n\":1}"]).unwrap();
        drop(opened.store);
        let journal = fs.contents(Path::new(JOURNAL)).unwrap();
        let journal = JournalContents::read(&journal).unwrap();
        assert_eq!((journal.base, journal.lines.len()), (sum, 1));
    }
}

#[test]
fn a_whole_head_that_is_wrong_stays_a_fault() {
    let whole = head(Some(Sha256Sum::of(FILE)), 1);
    let mut altered = whole.clone();
    altered[30] ^= 1;
    let with_lines = [&whole[..whole.len() - 1], &line(1, "{}")].concat();
    for bytes in [altered, with_lines, b"something else".to_vec()] {
        let fs = world(&bytes);
        let opened = Store::open(Arc::new(fs), Path::new(PATH), &Access::ReadOnly);
        let kind = opened.map(|_| ()).unwrap_err().kind();
        assert_eq!(kind, StorageErrorKind::BadJournal);
    }
}
