//! No acknowledged edit is lost: every call of every operation fails, lies or is the last one before the power goes, and
//! every subset of what was not synced by then may have reached the disk.
//!
//! The project here is a list of words: its file holds them all, a journal entry is one of them. Plain runs try some
//! thousand states; with `COUNTERMARK_FULL_TESTS=1` at least 100 000.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "helpers of tests fail by panicking"
)]

use countermark::storage::crash_fs::{CrashFs, Fault, errno};
use countermark::storage::journal::JournalContents;
use countermark::storage::store::journal_path;
use countermark::storage::{
    Access, FileSystem, LockHolder, Opened, StorageError, StorageErrorKind, Store,
};
use std::path::Path;
use std::sync::Arc;

const PROJECT: &str = "/p/a.json";
const OTHER: &str = "/p/b.json";

#[derive(Clone, Copy, Debug)]
enum Step {
    /// Appends this many words in one batch.
    Append(usize),
    Save,
    /// Takes the bytes, appends one more word, then saves the bytes taken.
    SaveWhileEditing,
    /// Saves bytes that are in the file already.
    SaveAgain,
    /// The process is killed and the project opened again.
    Reopen,
    SaveAs,
}

/// The life that all tests lead.
const LIFE: &[Step] = &[
    Step::Append(1),
    Step::Append(3),
    Step::Save,
    Step::Append(1),
    Step::SaveWhileEditing,
    Step::Append(2),
    Step::Reopen,
    Step::Append(1),
    Step::SaveAgain,
    Step::Save,
    Step::Reopen,
    Step::Save,
    Step::Append(1),
];

fn is_full() -> bool {
    std::env::var_os("COUNTERMARK_FULL_TESTS").is_some_and(|v| v == "1")
}

fn holder() -> LockHolder {
    LockHolder {
        user: "ada".into(),
        host: "desk".into(),
        pid: 7,
        since: String::new(),
    }
}

fn file_of(words: &[String]) -> Vec<u8> {
    format!("words {}\n{}", words.len(), words.join("\n")).into_bytes()
}

/// Panics on a file that is not whole.
fn words_of(file: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(file).expect("a whole file");
    let (head, words) = text.split_once('\n').expect("a whole file");
    let words: Vec<String> = words.split_terminator('\n').map(str::to_owned).collect();
    assert_eq!(head, format!("words {}", words.len()), "a whole file");
    words
}

fn open(fs: &CrashFs, path: &str) -> Result<(Opened, Vec<String>), StorageError> {
    let fs: Arc<dyn FileSystem> = Arc::new(fs.clone());
    let opened = Store::open(fs, Path::new(path), &Access::Write(holder()))?;
    let mut words = opened.file_bytes.as_deref().map_or_else(Vec::new, words_of);
    let without_cut = words.len().saturating_sub(opened.history.len());
    assert_eq!(
        words[without_cut..],
        opened.history,
        "history is what the file holds"
    );
    words.extend(opened.replay.iter().cloned());
    Ok((opened, words))
}

/// What a process did, as it would know it.
#[derive(Default)]
struct Life {
    /// All words handed in, in order.
    words: Vec<String>,
    /// So many of them were acknowledged.
    n_acked: usize,
    errors: Vec<StorageError>,
    /// Where the project lies.
    path: Option<&'static str>,
    /// Above how many bytes the journal is shortened; 300 if not set.
    journal_limit: Option<usize>,
}

/// Makes a project with one word in its file, on the disk.
fn begun() -> (CrashFs, Life) {
    let fs = CrashFs::with_folder("/p");
    let words = vec!["first".to_owned()];
    fs.write_outside(Path::new(PROJECT), &file_of(&words));
    let life = Life {
        words,
        n_acked: 1,
        ..Life::default()
    };
    (fs, life)
}

/// Leads a life. Without `goes_on` it ends with the first error, as with the power.
fn live(fs: &CrashFs, life: &mut Life, steps: &[Step], goes_on: bool) -> Option<Store> {
    let mut store = start(fs, life)?;
    for step in steps {
        let n_errors = life.errors.len();
        match step {
            Step::Append(n) => append(&mut store, life, *n),
            Step::Save | Step::SaveAgain => {
                if let Step::SaveAgain = step {
                    note(life, store.save(&file_of(&life.words)).map(drop));
                }
                note(life, store.save(&file_of(&life.words)).map(drop));
            }
            Step::SaveWhileEditing => {
                let bytes = file_of(&life.words);
                // All that was appended is in the bytes, safe or not.
                match store.append::<&str>(&[]) {
                    Ok(ack) => {
                        append(&mut store, life, 1);
                        note(life, store.save_covering(&bytes, ack.seq).map(drop));
                    }
                    Err(e) => life.errors.push(e),
                }
            }
            Step::Reopen => {
                drop(store);
                match start(fs, life) {
                    Some(opened) => store = opened,
                    None if goes_on => store = start(fs, life)?,
                    None => return None,
                }
            }
            Step::SaveAs => {
                let bytes = file_of(&life.words);
                let saved = store.save_as(Path::new(OTHER), &bytes, &holder(), true);
                if saved.is_ok() {
                    life.path = Some(OTHER);
                    life.n_acked = life.words.len();
                }
                note(life, saved.map(drop));
            }
        }
        if !goes_on && life.errors.len() > n_errors {
            return None;
        }
    }
    Some(store)
}

fn start(fs: &CrashFs, life: &mut Life) -> Option<Store> {
    match open(fs, life.path.unwrap_or(PROJECT)) {
        Ok((mut opened, words)) => {
            check_words(life, &words);
            life.words = words;
            let limit = life.journal_limit.unwrap_or(300);
            opened.store.set_journal_limit(limit);
            Some(opened.store)
        }
        Err(e) => {
            life.errors.push(e);
            None
        }
    }
}

fn append(store: &mut Store, life: &mut Life, n: usize) {
    let more: Vec<String> = (0..n)
        .map(|i| format!("word-{}", life.words.len() + i))
        .collect();
    life.words.extend(more.iter().cloned());
    let n_words = life.words.len();
    match store.append(&more) {
        Ok(_) => life.n_acked = n_words,
        Err(e) => life.errors.push(e),
    }
}

fn note(life: &mut Life, result: Result<(), StorageError>) {
    if let Err(e) = result {
        life.errors.push(e);
    }
}

fn check_words(life: &Life, found: &[String]) {
    assert!(
        found.len() >= life.n_acked && life.words.starts_with(found),
        "acknowledged {:?} of {:?}, found {found:?}",
        life.n_acked,
        life.words
    );
}

/// The project opens, holds what was acknowledged and nothing else, and can be worked on.
fn check_state(fs: &CrashFs, life: &Life) {
    let path = Path::new(life.path.unwrap_or(PROJECT));
    if let Some(backup) = fs.contents(Path::new("/p/a.json.bak")) {
        assert!(life.words.starts_with(&words_of(&backup)));
    }
    let (mut opened, mut words) =
        open(fs, life.path.unwrap_or(PROJECT)).expect("opens after a crash");
    check_words(life, &words);
    let litter = |p: &&std::path::PathBuf| p.to_string_lossy().contains("countermark-tmp");
    let own = path.file_name().unwrap().to_string_lossy().into_owned();
    let left = fs.paths();
    let left: Vec<_> = left
        .iter()
        .filter(litter)
        .filter(|p| p.to_string_lossy().contains(&own))
        .collect();
    assert!(left.is_empty(), "litter: {left:?}");
    words.push("after".into());
    opened
        .store
        .append(&["after"])
        .expect("appends after a crash");
    let bytes = file_of(&words);
    opened.store.save(&bytes).expect("saves after a crash");
    assert_eq!(fs.contents(path).as_ref(), Some(&bytes));
    drop(opened);
    let (opened, found) = open(fs, life.path.unwrap_or(PROJECT)).expect("opens after a save");
    assert_eq!(found, words);
    assert_eq!(opened.recovered, None, "a saved project needs no recovery");
}

/// Checks all states after a power cut now. Gives their number.
fn check_crash_states(fs: &CrashFs, life: &Life, seed: u64) -> usize {
    let check = |state: CrashFs| check_state(&state, life);
    fs.after_crash(seed).map(check).count()
}

/// The power goes at every call of `steps`; then again at every call of the recovery, from every `stride`-th state. Gives
/// the number of states.
fn crash_everywhere(steps: &[Step], stride: usize) -> usize {
    let n_parts = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let crash = |part| {
            (part..)
                .step_by(n_parts)
                .map(|at| crash_at(at, steps, stride))
        };
        let parts: Vec<_> = (0..n_parts)
            .map(|part| scope.spawn(move || crash(part).map_while(|n| n).sum::<usize>()))
            .collect();
        parts
            .into_iter()
            .map(|p| p.join().expect("a sound state"))
            .sum()
    })
}

/// `None` when the life ends before the call `at`.
fn crash_at(at: usize, steps: &[Step], stride: usize) -> Option<usize> {
    let (fs, mut life) = begun();
    fs.set_fault(Some(Fault::Crash { at }));
    let ended = live(&fs, &mut life, steps, false).is_some();
    if ended && fs.n_calls() < at {
        return None;
    }
    let mut n_states = 0;
    for (idx, state) in fs.after_crash(at as u64).enumerate() {
        n_states += 1;
        if (idx + at).is_multiple_of(stride) {
            n_states += crash_recovery(&state, &life);
        }
        check_state(&state, &life);
    }
    Some(n_states)
}

/// The power goes at every call of the recovery.
fn crash_recovery(state: &CrashFs, life: &Life) -> usize {
    let mut n_states = 0;
    for at in 0.. {
        let fs = state.after_kill();
        fs.set_fault(Some(Fault::Crash { at }));
        let ended = open(&fs, life.path.unwrap_or(PROJECT)).is_ok();
        let is_over = ended && fs.n_calls() <= at;
        n_states += check_crash_states(&fs, life, at as u64);
        if is_over {
            break;
        }
    }
    n_states
}

#[test]
fn power_cut_at_every_call_of_edit_save_and_recovery() {
    let (n_wanted, stride) = if is_full() { (100_000, 1) } else { (3_000, 8) };
    let mut n_states = crash_everywhere(LIFE, stride);
    let mut n_lives = 1;
    while n_states < n_wanted {
        n_states += crash_everywhere(&random_life(n_lives), stride);
        n_lives += 1;
    }
    println!("{n_states} states of {n_lives} lives");
}

/// Twelve steps, the same for the same seed.
fn random_life(seed: u64) -> Vec<Step> {
    let all = [
        Step::Append(1),
        Step::Append(2),
        Step::Save,
        Step::SaveWhileEditing,
        Step::SaveAgain,
        Step::Reopen,
    ];
    let mut random = seed;
    let mut next = || {
        // Knuth's multiplier, MMIX.
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        all[usize::try_from(random >> 33).expect("31 bits") % all.len()]
    };
    (0..12).map(|_| next()).collect()
}

#[test]
fn power_cut_before_the_first_save() {
    for at in 0.. {
        let fs = CrashFs::with_folder("/p");
        fs.set_fault(Some(Fault::Crash { at }));
        let mut life = Life::default();
        let shared: Arc<dyn FileSystem> = Arc::new(fs.clone());
        let store = Store::create(shared, Path::new(PROJECT), &holder());
        let ended = store.and_then(|mut store| {
            append(&mut store, &mut life, 2);
            append(&mut store, &mut life, 1);
            store.save(&file_of(&life.words)).map(drop)
        });
        for state in fs.after_crash(at as u64) {
            if state.contents(Path::new(PROJECT)).is_some()
                || state.contents(&journal_path(Path::new(PROJECT))).is_some()
            {
                check_state(&state, &life);
            } else {
                assert_eq!(life.n_acked, 0);
            }
        }
        if ended.is_ok() {
            break;
        }
    }
}

#[test]
fn power_cut_at_every_call_of_save_as() {
    for may_exist in [false, true] {
        for at in 0.. {
            let (fs, mut life) = begun();
            let theirs = file_of(&["theirs".to_owned()]);
            if may_exist {
                fs.write_outside(Path::new(OTHER), &theirs);
            }
            fs.set_fault(Some(Fault::Crash { at }));
            let steps = [Step::Append(2), Step::SaveAs, Step::Append(1)];
            let ended = live(&fs, &mut life, &steps, false).is_some();
            for state in fs.after_crash(at as u64) {
                if let Some(other) = state.contents(Path::new(OTHER)) {
                    words_of(&other);
                    assert!(life.path.is_some() || !may_exist || !other.is_empty());
                }
                check_state(&state, &life);
            }
            if ended {
                break;
            }
        }
    }
}

/// Leads the life with one fault at each call. The process may live on: then all is saved in the end. Or it is killed at
/// the end, or the power goes.
fn fault_everywhere(fault: impl Fn(usize) -> Fault, are_errors_typed: bool) {
    for at in 0.. {
        let (fs, mut life) = begun();
        fs.set_fault(Some(fault(at)));
        let store = live(&fs, &mut life, LIFE, true);
        let is_over = fs.n_calls() <= at;
        fs.set_fault(None);
        if are_errors_typed {
            for error in &life.errors {
                let expected = matches!(
                    error.kind(),
                    StorageErrorKind::CannotWrite | StorageErrorKind::CannotRead
                );
                assert!(expected, "{:?}: {error}", error.kind());
                assert!(
                    error
                        .to_string()
                        .ends_with(&error.path().display().to_string())
                );
            }
        }
        check_crash_states(&fs, &life, at as u64);
        check_state(&fs.after_kill(), &life);
        if let Some(mut store) = store {
            store
                .append::<&str>(&[])
                .expect("writes what failed before");
            assert_eq!(store.n_unsafe(), 0);
            life.n_acked = life.words.len();
            check_crash_states(&fs, &life, at as u64);
            store.save(&file_of(&life.words)).expect("saves in the end");
            assert_eq!(store.n_unsaved(), 0);
            check_crash_states(&fs, &life, at as u64);
        }
        if is_over {
            break;
        }
    }
}

#[test]
fn one_call_fails() {
    let all = [
        errno::ENOSPC,
        errno::EIO,
        errno::EROFS,
        errno::EACCES,
        errno::EDQUOT,
        errno::EXDEV,
        errno::EMFILE,
    ];
    // The number changes the words only, so one does in a plain run.
    let n = if is_full() { all.len() } else { 1 };
    for errno in &all[..n] {
        let (errno, lasting) = (*errno, false);
        fault_everywhere(|at| Fault::Fail { at, errno, lasting }, true);
    }
}

#[test]
fn all_calls_fail_from_one_on() {
    let (errno, lasting) = (errno::EROFS, true);
    fault_everywhere(|at| Fault::Fail { at, errno, lasting }, true);
}

#[test]
fn one_call_lies() {
    fault_everywhere(|at| Fault::Lie { at }, false);
}

#[test]
fn a_save_never_overwrites_what_somebody_else_wrote() {
    let theirs = file_of(&["theirs".to_owned()]);
    for at in 0.. {
        let (fs, mut life) = begun();
        let mut store = live(&fs, &mut life, &[Step::Append(2)], false).expect("no fault yet");
        fs.write_outside(Path::new(PROJECT), &theirs);
        assert!(store.has_changed_outside().expect("no fault yet"));
        let journal = fs.contents(&journal_path(Path::new(PROJECT)));
        fs.set_fault(Some(Fault::Crash { at }));
        let error = store
            .save(&file_of(&life.words))
            .expect_err("must not be saved");
        let is_over = fs.n_calls() <= at;
        if is_over {
            assert_eq!(error.kind(), StorageErrorKind::ChangedOutside);
        }
        for state in fs.after_crash(at as u64) {
            assert_eq!(state.contents(Path::new(PROJECT)).as_ref(), Some(&theirs));
            let Err(error) = open(&state, PROJECT) else {
                panic!("the journal belongs to another file");
            };
            assert_eq!(error.kind(), StorageErrorKind::ForeignJournal);
            assert_eq!(state.contents(Path::new(PROJECT)).as_ref(), Some(&theirs));
            assert_eq!(state.contents(&journal_path(Path::new(PROJECT))), journal);
        }
        if is_over {
            // Taken in, it may be replaced, and stays as the backup.
            fs.set_fault(None);
            assert_eq!(
                store.take_outside().expect("readable"),
                Some(theirs.clone())
            );
            store.save(&file_of(&life.words)).expect("merged");
            assert_eq!(
                store.backup_bytes().expect("readable"),
                Some(theirs.clone())
            );
            drop(store);
            assert_eq!(open(&fs, PROJECT).expect("sound").1, life.words);
            break;
        }
    }
}

#[test]
fn nothing_is_written_into_the_bare_mount_point() {
    let (fs, mut life) = begun();
    let mut store = live(&fs, &mut life, &[Step::Append(1)], false).expect("no fault");
    fs.unmount(Path::new("/p"));
    assert!(store.append(&["lost-disk"]).is_err());
    let kind = |result: Result<_, StorageError>| result.expect_err("no disk").kind();
    let appended = store.append(&["lost-disk"]).map(drop);
    assert_eq!(kind(appended), StorageErrorKind::FolderReplaced);
    let saved = store.save(b"bytes").map(drop);
    assert_eq!(kind(saved), StorageErrorKind::FolderReplaced);
    assert!(fs.paths().is_empty());
    assert_eq!(store.n_unsafe(), 2);
    // The way out.
    fs.create_dir_all(Path::new("/q")).expect("no fault");
    let bytes = file_of(&["saved".to_owned()]);
    store
        .save_as(Path::new("/q/c.json"), &bytes, &holder(), false)
        .expect("another disk");
    assert_eq!(fs.contents(Path::new("/q/c.json")), Some(bytes));
}

#[test]
fn a_long_journal_is_shortened_and_still_leads_to_the_file() {
    let (fs, mut life) = begun();
    life.journal_limit = Some(1000);
    let steps = [Step::Append(3), Step::Save].repeat(20);
    live(&fs, &mut life, &steps, false).expect("no fault");
    let journal = fs
        .contents(&journal_path(Path::new(PROJECT)))
        .expect("there");
    assert!(journal.len() < 1000, "{} bytes", journal.len());
    let contents = JournalContents::read(&journal).expect("sound");
    assert!(contents.first_seq > 1);
    let (opened, words) = open(&fs, PROJECT).expect("sound");
    assert_eq!(words, life.words);
    assert!(!opened.history.is_empty() && opened.history.len() < words.len());
}

#[test]
fn a_torn_end_is_kept_aside_once_and_the_rest_recovered() {
    let (fs, mut life) = begun();
    drop(live(&fs, &mut life, &[Step::Append(2)], false));
    let journal_at = journal_path(Path::new(PROJECT));
    let mut torn = fs.contents(&journal_at).expect("there");
    let tail = b"17 00c0ffee 3 half a li";
    torn.extend_from_slice(tail);
    fs.write_outside(&journal_at, &torn);
    crash_recovery(&fs, &life);
    let (opened, words) = open(&fs, PROJECT).expect("recovers");
    assert_eq!(words, life.words);
    let note = opened.recovered.expect("is told");
    let torn = note.torn.expect("is told");
    assert_eq!(
        (note.n_replayed, torn.n_bytes, torn.n_whole_lines),
        (2, tail.len(), 0)
    );
    let kept_at = torn.kept_at.expect("is kept");
    assert_eq!(kept_at, Path::new("/p/a.json.journal.torn-1"));
    assert_eq!(fs.contents(&kept_at).as_deref(), Some(tail.as_slice()));
    drop(opened.store);
    let (opened, _) = open(&fs, PROJECT).expect("recovers");
    assert_eq!(opened.recovered.expect("not saved yet").torn, None);
}

#[test]
fn reading_takes_no_lock_and_writes_nothing() {
    let (fs, mut life) = begun();
    let store = live(&fs, &mut life, &[Step::Append(2)], false).expect("no fault");
    let before: Vec<_> = fs.paths().iter().map(|p| fs.contents(p)).collect();
    let shared: Arc<dyn FileSystem> = Arc::new(fs.clone());
    let opened = Store::open(shared, Path::new(PROJECT), &Access::ReadOnly);
    let mut opened = opened.expect("reads beside a writer");
    assert_eq!(opened.replay, life.words[1..]);
    let refused = opened.store.append(&["x"]).expect_err("reading only");
    assert_eq!(refused.kind(), StorageErrorKind::OpenedReadOnly);
    let after: Vec<_> = fs.paths().iter().map(|p| fs.contents(p)).collect();
    assert_eq!(before, after);
    let Err(locked) = open(&fs, PROJECT) else {
        panic!("a second writer");
    };
    assert_eq!(locked.kind(), StorageErrorKind::Locked);
    assert!(locked.to_string().contains("ada@desk, process 7"));
    drop(store);
    assert!(open(&fs, PROJECT).is_ok());
}
