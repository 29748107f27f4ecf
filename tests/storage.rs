//! The journal's reader over any bytes, and the real disk: rights, links, pipes, locks, folders.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests fail by panicking, and prepare files as other programs do"
)]

use countermark::storage::atomic::{Backup, observe, replace};
use countermark::storage::file_system::read_regular;
use countermark::storage::journal::{
    HeadError, JournalContents, Record, head, is_entry_body, line, saved_body,
};
use countermark::storage::store::{journal_path, put_journal_aside};
use countermark::storage::{
    Access, LockHolder, Opened, RealFs, Sha256Sum, StorageError, StorageErrorKind, Store,
};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

// ── The journal's reader ────────────────────────────────────────────────────────────────────────────────────────────

/// A journal of these bodies, with a `saved` line after every third.
fn journal_of(bodies: &[String], first_seq: u64) -> Vec<u8> {
    let mut bytes = head(Some(Sha256Sum::of(b"base")), first_seq);
    let mut seq = first_seq;
    for (idx, body) in bodies.iter().enumerate() {
        bytes.extend(line(seq, body));
        seq += 1;
        if idx % 3 == 2 {
            let sum = Sha256Sum::of(&idx.to_le_bytes());
            bytes.extend(line(seq, &saved_body(sum, seq - 1)));
            seq += 1;
        }
    }
    bytes
}

fn entries(contents: &JournalContents) -> Vec<String> {
    let entry = |record: &Record| match record {
        Record::Entry(body) => Some(body.clone()),
        Record::Saved { .. } => None,
    };
    contents
        .lines
        .iter()
        .filter_map(|l| entry(&l.record))
        .collect()
}

fn bodies() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("[^\n]{1,40}", 0..12)
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = JournalContents::read(&bytes);
        let mut behind = head(None, 1);
        let head_len = behind.len();
        behind.extend(&bytes);
        let contents = JournalContents::read(&behind).unwrap();
        prop_assert!(contents.valid_len >= head_len);
        let tail = contents.torn_tail.map_or(0, |t| t.bytes.len());
        prop_assert_eq!(contents.valid_len + tail, behind.len());
    }

    #[test]
    fn what_is_written_is_read(bodies in bodies(), first_seq in 1..u64::MAX / 2) {
        let bytes = journal_of(&bodies, first_seq);
        let contents = JournalContents::read(&bytes).unwrap();
        prop_assert_eq!(entries(&contents), bodies);
        prop_assert_eq!(contents.torn_tail.clone(), None);
        prop_assert_eq!(contents.valid_len, bytes.len());
        prop_assert_eq!(contents.first_seq, first_seq);
        prop_assert_eq!(contents.next_seq(), first_seq + contents.lines.len() as u64);
    }

    /// Cut at every byte: what was whole is read, the rest is the tail.
    #[test]
    fn a_cut_journal_gives_its_whole_lines(bodies in bodies()) {
        let bytes = journal_of(&bodies, 1);
        let whole = JournalContents::read(&bytes).unwrap();
        let head_len = head(whole.base, 1).len();
        for cut in 0..bytes.len() {
            let Ok(contents) = JournalContents::read(&bytes[..cut]) else {
                prop_assert!(cut < head_len);
                continue;
            };
            prop_assert!(whole.lines.starts_with(&contents.lines));
            prop_assert_eq!(contents.valid_len, bytes[..cut].iter().rposition(|b| *b == b'\n').unwrap() + 1);
            prop_assert_eq!(contents.torn_tail.map_or(0, |t| t.n_whole_lines), 0);
        }
    }

    /// One changed bit, anywhere: only lines before it are believed.
    #[test]
    fn a_flipped_bit_is_noticed(bodies in bodies(), place in any::<proptest::sample::Index>(), bit in 0..8u8) {
        let bytes = journal_of(&bodies, 1);
        let whole = JournalContents::read(&bytes).unwrap();
        let mut flipped = bytes.clone();
        let at = place.index(bytes.len());
        flipped[at] ^= 1 << bit;
        if let Ok(contents) = JournalContents::read(&flipped) {
            prop_assert!(contents.valid_len <= at);
            prop_assert!(whole.lines.starts_with(&contents.lines));
        } else {
            prop_assert!(at < head(whole.base, 1).len());
        }
    }

    #[test]
    fn what_is_no_line_is_refused(body in ".*") {
        let mut bytes = head(None, 1);
        bytes.extend(line(1, &body));
        let contents = JournalContents::read(&bytes).unwrap();
        prop_assert_eq!(entries(&contents) == [body.clone()], is_entry_body(&body));
    }
}

#[test]
fn a_gap_or_repeat_in_the_numbers_ends_the_good_part() {
    for numbers in [[1, 3], [1, 1], [2, 3], [1, 0]] {
        let mut bytes = head(None, 1);
        for seq in numbers {
            bytes.extend(line(seq, "{}"));
        }
        let contents = JournalContents::read(&bytes).unwrap();
        assert!(contents.lines.len() < 2, "{numbers:?}");
        assert!(contents.torn_tail.unwrap().n_whole_lines > 0, "{numbers:?}");
    }
}

#[test]
fn the_head_says_what_it_is() {
    let read = |bytes: &[u8]| JournalContents::read(bytes).unwrap_err();
    assert_eq!(read(b"{\"a\":1}\n"), HeadError::NotAJournal);
    assert_eq!(read(b""), HeadError::NotAJournal);
    assert_eq!(
        read(b"countermark-journal 2 whatever\n"),
        HeadError::Version(2)
    );
    assert_eq!(
        read(b"countermark-journal 1 none 1 00000000\n"),
        HeadError::Damaged
    );
    let text = String::from_utf8(head(None, 1)).unwrap();
    assert!(text.starts_with("countermark-journal 1 none 1 "));
}

#[test]
fn the_last_mention_of_the_file_decides() {
    let sum = |n: u8| Sha256Sum::of(&[n]);
    let mut bytes = head(Some(sum(0)), 5);
    for (seq, body) in [
        (5, "a".to_owned()),
        (6, saved_body(sum(1), 5)),
        (7, "b".to_owned()),
        (8, "c".to_owned()),
        // Saved while `c` came in.
        (9, saved_body(sum(2), 7)),
        // Back to a state that was saved before.
        (10, saved_body(sum(3), 8)),
        (11, "d".to_owned()),
        (12, saved_body(sum(3), 11)),
    ] {
        bytes.extend(line(seq, &body));
    }
    let contents = JournalContents::read(&bytes).unwrap();
    let covers = |n| contents.position_of(Some(sum(n))).map(|split| split.covers);
    assert_eq!(
        [covers(0), covers(1), covers(2), covers(3), covers(4)],
        [Some(4), Some(5), Some(7), Some(11), None]
    );
    assert_eq!(contents.position_of(None), None);
}

// ── The real disk ───────────────────────────────────────────────────────────────────────────────────────────────────

fn holder() -> LockHolder {
    LockHolder::this_process("2026-01-02T03:04:05Z")
}

fn open(path: &Path) -> Result<Opened, StorageError> {
    Store::open(Arc::new(RealFs), path, &Access::Write(holder()))
}

fn project(contents: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap().join("a.json");
    fs::write(&path, contents).unwrap();
    (folder, path)
}

fn names(folder: &Path) -> Vec<String> {
    let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|e| name(e.unwrap()))
        .collect();
    names.sort();
    names
}

#[test]
fn an_edit_outlives_the_process_and_a_save_keeps_the_old_file() {
    let (folder, path) = project("old");
    let mut store = open(&path).unwrap().store;
    store.append(&["{\"one\":1}"]).unwrap();
    store.append(&["{\"two\":2}", "{\"three\":3}"]).unwrap();
    drop(store);

    let mut opened = open(&path).unwrap();
    assert_eq!(opened.file_bytes.as_deref(), Some(b"old".as_slice()));
    assert_eq!(
        opened.replay,
        ["{\"one\":1}", "{\"two\":2}", "{\"three\":3}"]
    );
    assert_eq!(opened.recovered.unwrap().n_replayed, 3);
    let report = opened.store.save(b"new").unwrap();
    assert!(report.was_written);
    assert!(!opened.store.save(b"new").unwrap().was_written);
    assert_eq!(opened.store.n_unsaved(), 0);
    assert!(opened.store.close().is_ok());

    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(
        names(folder.path()),
        ["a.json", "a.json.bak", "a.json.journal", "a.json.lock"]
    );
    assert_eq!(fs::read(folder.path().join("a.json.bak")).unwrap(), b"old");
    let opened = open(&path).unwrap();
    assert_eq!((opened.history.len(), opened.replay.len()), (3, 0));
    assert_eq!(opened.recovered, None);
}

#[test]
fn a_new_project_needs_no_file_until_it_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.json");
    let mut store = Store::create(Arc::new(RealFs), &path, &holder()).unwrap();
    store.append(&["{}"]).unwrap();
    drop(store);
    let again = Store::create(Arc::new(RealFs), &path, &holder()).map(drop);
    assert_eq!(again.unwrap_err().kind(), StorageErrorKind::Exists);
    let mut opened = open(&path).unwrap();
    assert_eq!((opened.file_bytes, opened.replay.len()), (None, 1));
    opened.store.save(b"saved").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"saved");
    assert!(!folder.path().join("new.json.bak").exists());
}

#[test]
fn what_is_not_there_is_not_found_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    for path in ["none.json", "no/folder.json"] {
        let Err(error) = open(&folder.path().join(path)) else {
            panic!("opened {path}");
        };
        assert_eq!(error.kind(), StorageErrorKind::NotFound);
        assert_eq!(error.kind().exit_code(), 3);
    }
    assert!(names(folder.path()).is_empty());
}

#[test]
fn save_as_goes_on_there_with_its_history() {
    let (folder, path) = project("old");
    let other = folder.path().join("b.json");
    fs::write(&other, "taken").unwrap();
    let mut store = open(&path).unwrap().store;
    store.append(&["{\"one\":1}"]).unwrap();
    let refused = store.save_as(&other, b"new", &holder(), false);
    assert_eq!(refused.unwrap_err().kind(), StorageErrorKind::Exists);
    assert_eq!(fs::read(&other).unwrap(), b"taken");
    store.save_as(&other, b"new", &holder(), true).unwrap();
    store.append(&["{\"two\":2}"]).unwrap();
    // The old place is free, and as it was.
    assert_eq!(open(&path).unwrap().replay, ["{\"one\":1}"]);
    drop(store);
    let opened = open(&other).unwrap();
    assert_eq!(opened.history, ["{\"one\":1}"]);
    assert_eq!(opened.replay, ["{\"two\":2}"]);
    assert_eq!(opened.store.backup_bytes().unwrap().unwrap(), b"taken");
}

#[test]
fn a_journal_of_another_file_is_left_alone_until_it_is_put_aside() {
    let (_folder, path) = project("old");
    open(&path).unwrap().store.append(&["{}"]).unwrap();
    fs::write(&path, "replaced").unwrap();
    let journal = fs::read(journal_path(&path)).unwrap();
    let refused = open(&path).map(drop).unwrap_err();
    assert_eq!(refused.kind(), StorageErrorKind::ForeignJournal);
    // Whoever only reads gets the file as it is.
    let read = Store::open(Arc::new(RealFs), &path, &Access::ReadOnly).unwrap();
    assert_eq!(read.file_bytes.as_deref(), Some(&b"replaced"[..]));
    assert!(read.history.is_empty() && read.replay.is_empty());
    assert!(!read.foreign.unwrap().is_all_saved);
    assert_eq!(fs::read(journal_path(&path)).unwrap(), journal);
    let aside = put_journal_aside(&RealFs, &path, &holder()).unwrap();
    assert_eq!(fs::read(aside).unwrap(), journal);
    assert!(open(&path).unwrap().replay.is_empty());
}

/// A project saved twice, `one` and `two`, with an edit before each save; `.bak` holds `one`.
fn saved_twice() -> (TempDir, PathBuf) {
    let (folder, path) = project("old");
    let mut store = open(&path).unwrap().store;
    for state in ["one", "two"] {
        store.append(&[format!("{{\"{state}\":1}}")]).unwrap();
        store.save(state.as_bytes()).unwrap();
    }
    (folder, path)
}

#[test]
fn a_journal_of_another_file_is_no_hindrance_where_all_of_it_was_saved() {
    let (folder, path) = saved_twice();
    let journal = fs::read(journal_path(&path)).unwrap();
    fs::write(&path, "replaced").unwrap();
    let mut opened = open(&path).unwrap();
    assert_eq!(opened.file_bytes.as_deref(), Some(&b"replaced"[..]));
    assert!(opened.history.is_empty() && opened.replay.is_empty());
    assert!(opened.foreign.unwrap().is_all_saved);
    // To look is to change nothing; the first edit keeps what stands in its way.
    assert_eq!(fs::read(journal_path(&path)).unwrap(), journal);
    opened.store.append(&["{\"new\":1}"]).unwrap();
    drop(opened.store);
    let aside = folder.path().join("a.json.journal.aside-1");
    assert_eq!(fs::read(aside).unwrap(), journal);
    let opened = open(&path).unwrap();
    assert_eq!((opened.foreign, opened.replay.len()), (None, 1));
}

#[test]
fn a_save_that_failed_is_not_taken_for_one_that_holds_the_edits() {
    let (_folder, path) = saved_twice();
    let add = |body: &str| {
        let mut journal = fs::read(journal_path(&path)).unwrap();
        let seq = JournalContents::read(&journal).unwrap().next_seq();
        journal.extend(line(seq, body));
        fs::write(journal_path(&path), journal).unwrap();
        seq
    };
    let seq = add("{\"three\":1}");
    add(&saved_body(Sha256Sum::of(b"three"), seq));
    // The save came no further: `.bak` holds `one` still.
    fs::write(&path, "replaced").unwrap();
    let refused = open(&path).map(drop).unwrap_err();
    assert_eq!(refused.kind(), StorageErrorKind::ForeignJournal);
    // Nor is an edit without any save.
    fs::write(&path, "two").unwrap();
    open(&path).unwrap().store.save(b"three").unwrap();
    add("{\"four\":1}");
    fs::write(&path, "replaced").unwrap();
    let refused = open(&path).map(drop).unwrap_err();
    assert_eq!(refused.kind(), StorageErrorKind::ForeignJournal);
}

#[test]
fn an_older_file_put_back_is_told_from_a_crash() {
    let (_folder, path) = saved_twice();
    fs::write(&path, "one").unwrap();
    let opened = open(&path).unwrap();
    let note = opened.recovered.unwrap();
    assert_eq!((note.n_replayed, note.is_older_file), (1, true));
    drop(opened.store);
    fs::write(&path, "two").unwrap();
    open(&path).unwrap().store.append(&["{}"]).unwrap();
    let note = open(&path).unwrap().recovered.unwrap();
    assert_eq!((note.n_replayed, note.is_older_file), (1, false));
}

#[test]
fn a_change_from_outside_is_not_overwritten() {
    let (_folder, path) = project("old");
    let mut store = open(&path).unwrap().store;
    assert!(!store.has_changed_outside().unwrap());
    // Equal bytes are no change.
    fs::write(&path, "old").unwrap();
    assert!(!store.has_changed_outside().unwrap());
    fs::write(&path, "theirs").unwrap();
    assert!(store.has_changed_outside().unwrap());
    let error = store.save(b"new").unwrap_err();
    assert_eq!(error.kind(), StorageErrorKind::ChangedOutside);
    assert_eq!(fs::read(&path).unwrap(), b"theirs");
    fs::remove_file(&path).unwrap();
    assert!(store.has_changed_outside().unwrap());
    assert_eq!(
        store.save(b"new").unwrap_err().kind(),
        StorageErrorKind::ChangedOutside
    );
    assert_eq!(store.take_outside().unwrap(), None);
    store.save(b"new").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
}

#[test]
fn a_file_that_must_not_exist_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    let (absent, _) = observe(&RealFs, &path).unwrap();
    fs::write(&path, "theirs").unwrap();
    let error = replace(&RealFs, &path, b"ours", Some(&absent), Backup::None).unwrap_err();
    assert_eq!(error.kind(), StorageErrorKind::ChangedOutside);
    assert_eq!(fs::read(&path).unwrap(), b"theirs");
    assert_eq!(names(folder.path()), ["x"]);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    #[test]
    fn rights_and_symbolic_links_are_kept() {
        let (folder, path) = project("old");
        let link = folder.path().join("link.json");
        symlink("a.json", &link).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let mut opened = open(&link).unwrap();
        assert_eq!(opened.store.path(), path);
        opened.store.save(b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&link).unwrap(), b"new");
        assert_eq!(
            (mode(&path), mode(&path.with_extension("json.bak"))),
            (0o640, 0o640)
        );
    }

    #[test]
    fn a_new_file_gets_the_rights_of_any_new_file() {
        let folder = tempfile::tempdir().unwrap();
        let (ours, any) = (folder.path().join("ours"), folder.path().join("any"));
        fs::write(&any, "").unwrap();
        replace(&RealFs, &ours, b"x", None, Backup::None).unwrap();
        assert_eq!(mode(&ours), mode(&any));
    }

    #[test]
    fn pipes_devices_and_folders_are_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        for path in [pipe.as_path(), Path::new("/dev/zero"), folder.path()] {
            let error = read_regular(&RealFs, path, 100, "cannot read").unwrap_err();
            assert_eq!(error.kind(), StorageErrorKind::NotAFile, "{error}");
        }
        let Err(error) = open(&pipe) else {
            panic!("opened a pipe");
        };
        assert_eq!(error.kind(), StorageErrorKind::NotAFile);
        let (_folder, large) = project("0123456789");
        let error = read_regular(&RealFs, &large, 9, "cannot read").unwrap_err();
        assert_eq!(error.kind(), StorageErrorKind::TooLarge);
        assert!(error.to_string().contains("10 bytes"));
    }

    #[test]
    fn a_planted_lock_link_does_not_empty_its_target() {
        let (folder, path) = project("old");
        let precious = folder.path().join("precious");
        fs::write(&precious, "keys").unwrap();
        let lock = folder.path().join("a.json.lock");
        symlink(&precious, &lock).unwrap();
        assert!(open(&path).is_err());
        fs::remove_file(&lock).unwrap();
        fs::hard_link(&precious, &lock).unwrap();
        assert!(open(&path).is_ok());
        assert_eq!(fs::read(&precious).unwrap(), b"keys");
    }

    #[test]
    fn a_read_only_folder_says_so() {
        let (folder, path) = project("old");
        let mut store = open(&path).unwrap().store;
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
        // Root may do everything: then there is nothing to see.
        if fs::write(folder.path().join("probe"), "").is_err() {
            let error = store.append(&["{}"]).unwrap_err();
            assert_eq!(error.kind(), StorageErrorKind::CannotWrite);
            assert!(error.help().contains("read-only"));
            assert_eq!(store.n_unsafe(), 1);
        }
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        store.append::<&str>(&[]).unwrap();
        assert_eq!(store.n_unsafe(), 0);
    }

    #[test]
    fn two_names_of_one_project_share_the_lock() {
        let (folder, path) = project("old");
        let link = folder.path().join("link.json");
        symlink(&path, &link).unwrap();
        let first = open(&path).unwrap();
        let Err(error) = open(&link) else {
            panic!("two writers");
        };
        assert_eq!(error.kind(), StorageErrorKind::Locked);
        assert_eq!(error.kind().exit_code(), 4);
        let me = format!("process {}, since 2026-01-02", std::process::id());
        assert!(error.to_string().contains(&me), "{error}");
        drop(first);
        assert!(open(&link).is_ok());
    }
}
