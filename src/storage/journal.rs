//! The journal beside a project: each edit is appended and synced before it is called safe.
//!
//! ```text
//! countermark-journal 1 SHA256-OF-THE-FILE FIRST-SEQ CRC32
//! LEN CRC32 SEQ BODY
//! LEN CRC32 SEQ {"saved":"SHA256","covers":SEQ}
//! ```
//! LEN is the length of BODY in bytes; the sums are CRC-32 (IEEE) in eight hexadecimal digits, over `SEQ BODY`, in the
//! head over all that stands before. SEQ grows by one from line to line. A body is one line of text that this module
//! does not interpret, save one: `saved` says that the state after entry `covers` gives a project file of that sum, about
//! to be put into place. It may never have been: so the file's own sum decides where to begin.
//!
//! Not promised: a fault in the middle (not at the end) hides what stands behind it; it is kept aside, not applied,
//! because entries build on each other.

use super::atomic::{Backup, replace};
use super::error::{StorageError, StorageErrorKind};
use super::file_system::{FileHandle, FileId, FileSystem};
use super::hash::Sha256Sum;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Above this many bytes a journal is shortened from its old end.
pub const TRIM_ABOVE_BYTES: usize = 16 << 20;
/// Largest journal that is read, in bytes.
pub const MAX_JOURNAL_BYTES: u64 = 1 << 30;

const FORMAT: &str = "countermark-journal";
const VERSION: u32 = 1;

/// What one line records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A transaction, one line of text.
    Entry(String),
    /// A project file of this sum, holding everything up to line `covers`, was about to be put into place.
    Saved {
        /// Sum of the file.
        sha256: Sha256Sum,
        /// Sequence number of the last entry in it.
        covers: u64,
    },
}

/// A record and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Sequence number.
    pub seq: u64,
    /// What it records.
    pub record: Record,
    /// Where the line begins, in bytes from the start of the journal.
    pub start: usize,
}

/// What stands behind the last good line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TornTail {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// How many lines in it are whole in themselves: above 0 the fault lies in the middle, not at the end.
    pub n_whole_lines: usize,
}

/// A journal as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalContents {
    /// Sum of the file that it continues; `None` for a project that had no file yet.
    pub base: Option<Sha256Sum>,
    /// Sequence number of its first line, if there is one.
    pub first_seq: u64,
    /// The good lines.
    pub lines: Vec<Line>,
    /// Length of head and good lines in bytes.
    pub valid_len: usize,
    /// What stands behind them.
    pub torn_tail: Option<TornTail>,
}

/// Why bytes are no journal of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeadError {
    /// The head does not begin with the format's name.
    #[error("it does not begin with \"{FORMAT}\"")]
    NotAJournal,
    /// A version that this app does not know.
    #[error("it is of version {0}, this app knows version {VERSION}")]
    Version(u32),
    /// The head was cut short: no entry was ever written behind it.
    #[error("its first line is cut short")]
    Torn,
    /// The head is altered.
    #[error("its first line is damaged")]
    Damaged,
}

/// Where the entries divide, seen from the project file that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Entries up to this number are in the file (history); those above it are to be replayed.
    pub covers: u64,
}

impl JournalContents {
    /// Reads a journal; any bytes do, damage behind the head is a torn tail.
    ///
    /// # Errors
    /// What is wrong with the head.
    pub fn read(bytes: &[u8]) -> Result<Self, HeadError> {
        let (base, first_seq, head_len) = read_head(bytes)?;
        let mut contents = Self {
            base,
            first_seq,
            lines: Vec::new(),
            valid_len: head_len,
            torn_tail: None,
        };
        let mut next_seq = Some(first_seq);
        while contents.valid_len < bytes.len() {
            let rest = &bytes[contents.valid_len..];
            match read_line(rest) {
                Some((seq, record, len)) if Some(seq) == next_seq => {
                    contents.lines.push(Line {
                        seq,
                        record,
                        start: contents.valid_len,
                    });
                    contents.valid_len += len;
                    next_seq = seq.checked_add(1);
                }
                _ => {
                    contents.torn_tail = Some(TornTail {
                        bytes: rest.to_vec(),
                        n_whole_lines: rest
                            .split_inclusive(|b| *b == b'\n')
                            .filter(|line| read_line(line).is_some())
                            .count(),
                    });
                    break;
                }
            }
        }
        Ok(contents)
    }

    /// A journal of nothing but this head, which continues the file `base`.
    #[must_use]
    pub fn begun(base: Option<Sha256Sum>, head: &[u8]) -> Self {
        Self {
            base,
            first_seq: 1,
            lines: Vec::new(),
            valid_len: head.len(),
            torn_tail: None,
        }
    }

    /// As [`Self::begun`], in the place of one whose own head was cut short.
    #[must_use]
    pub fn torn_at_head(base: Option<Sha256Sum>, head: &[u8], torn: Vec<u8>) -> Self {
        let torn_tail = Some(TornTail {
            bytes: torn,
            n_whole_lines: 0,
        });
        Self {
            torn_tail,
            ..Self::begun(base, head)
        }
    }

    /// Whether it holds no edit, and nothing that may be one.
    #[must_use]
    pub fn holds_no_edit(&self) -> bool {
        let is_save = |line: &Line| matches!(line.record, Record::Saved { .. });
        self.torn_tail.is_none() && self.lines.iter().all(is_save)
    }

    /// The sequence number that the next line gets.
    #[must_use]
    pub fn next_seq(&self) -> u64 {
        self.lines
            .last()
            .map_or(self.first_seq, |line| line.seq.saturating_add(1))
    }

    /// Finds the project file by its sum: its last mention counts. `None` if the journal does not know it.
    #[must_use]
    pub fn position_of(&self, file: Option<Sha256Sum>) -> Option<Split> {
        let saved = self.lines.iter().rev().find_map(|line| match line.record {
            Record::Saved { sha256, covers } if Some(sha256) == file => Some(Split { covers }),
            _ => None,
        });
        saved.or_else(|| {
            (self.base == file).then(|| Split {
                covers: self.first_seq.saturating_sub(1),
            })
        })
    }

    /// Whether a save was begun that holds more than `split`.
    #[must_use]
    pub fn has_save_behind(&self, split: Split) -> bool {
        self.lines.iter().any(
            |line| matches!(line.record, Record::Saved { covers, .. } if covers > split.covers),
        )
    }

    /// Where the line with number `seq` begins, or would begin, in bytes.
    #[must_use]
    pub fn start_of(&self, seq: u64) -> usize {
        let idx = self.lines.partition_point(|line| line.seq < seq);
        self.lines
            .get(idx)
            .map_or(self.valid_len, |line| line.start)
    }

    /// A journal of at most `max_len` bytes, or of as few as can be, that still knows `file`; `None` if there is no place to
    /// cut that makes it worth while. `bytes` is what `self` was read from.
    #[must_use]
    pub fn trimmed(&self, bytes: &[u8], file: Sha256Sum, max_len: usize) -> Option<Vec<u8>> {
        let last_place = self
            .lines
            .iter()
            .rposition(|l| matches!(l.record, Record::Saved { sha256, .. } if sha256 == file))?;
        let cuts = self.lines[..=last_place]
            .iter()
            .filter_map(|line| match line.record {
                Record::Saved { sha256, covers } => Some((sha256, covers)),
                Record::Entry(_) => None,
            });
        let mut best = None;
        for (sha256, covers) in cuts {
            best = Some((sha256, covers));
            if self.valid_len - self.start_of(covers.saturating_add(1)) <= max_len {
                break;
            }
        }
        let (sha256, covers) = best?;
        let first = covers.saturating_add(1);
        let kept = bytes.get(self.start_of(first)..self.valid_len)?;
        (kept.len() <= self.valid_len / 4 * 3).then(|| {
            let mut shorter = head(Some(sha256), first);
            shorter.extend_from_slice(kept);
            shorter
        })
    }
}

/// The first line of a journal that continues the file `base` with entry `first_seq`.
#[must_use]
pub fn head(base: Option<Sha256Sum>, first_seq: u64) -> Vec<u8> {
    let base = base.map_or_else(|| "none".to_owned(), |sum| sum.to_string());
    let text = format!("{FORMAT} {VERSION} {base} {first_seq}");
    let crc = crc32fast::hash(text.as_bytes());
    format!("{text} {crc:08x}\n").into_bytes()
}

/// Whether this is the beginning of a head, without its line end.
fn is_torn_head(bytes: &[u8]) -> bool {
    // The longest sum and number with their blanks.
    const MAX_BEHIND: usize = 64 + 20 + 8 + 2;
    let start = format!("{FORMAT} {VERSION} ");
    match bytes.strip_prefix(start.as_bytes()) {
        None => !bytes.is_empty() && start.as_bytes().starts_with(bytes),
        Some(rest) => {
            let is_of_head = |b: &u8| b.is_ascii_hexdigit() || matches!(b, b' ' | b'n' | b'o');
            rest.len() <= MAX_BEHIND && rest.iter().all(is_of_head)
        }
    }
}

fn read_head(bytes: &[u8]) -> Result<(Option<Sha256Sum>, u64, usize), HeadError> {
    if is_torn_head(bytes) {
        return Err(HeadError::Torn);
    }
    let rest = bytes
        .strip_prefix(FORMAT.as_bytes())
        .ok_or(HeadError::NotAJournal)?;
    let end = rest.iter().position(|b| *b == b'\n');
    let mut fields = rest[..end.unwrap_or(rest.len())].split(|b| *b == b' ');
    if fields.next() != Some(b"") {
        return Err(HeadError::NotAJournal);
    }
    let version: u32 = fields.next().and_then(number).ok_or(HeadError::Damaged)?;
    if version != VERSION {
        return Err(HeadError::Version(version));
    }
    let fields: Vec<&[u8]> = fields.collect();
    let (Some(end), &[base, first_seq, _]) = (end, fields.as_slice()) else {
        return Err(HeadError::Damaged);
    };
    let base = match base {
        b"none" => None,
        hex => Some(Sha256Sum::from_hex(hex).ok_or(HeadError::Damaged)?),
    };
    let first_seq = number(first_seq).ok_or(HeadError::Damaged)?;
    let len = FORMAT.len() + end + 1;
    // Writing it again checks the sum and every blank.
    if first_seq == 0 || head(base, first_seq) != bytes[..len] {
        return Err(HeadError::Damaged);
    }
    Ok((base, first_seq, len))
}

/// One line of the journal.
#[must_use]
pub fn line(seq: u64, body: &str) -> Vec<u8> {
    let summed = format!("{seq} {body}");
    let crc = crc32fast::hash(summed.as_bytes());
    format!("{} {crc:08x} {summed}\n", body.len()).into_bytes()
}

/// The body of a `saved` line.
#[must_use]
pub fn saved_body(sha256: Sha256Sum, covers: u64) -> String {
    format!("{{\"saved\":\"{sha256}\",\"covers\":{covers}}}")
}

/// Whether `body` can be the body of an entry: not empty, one line, and not the form of a `saved` line.
#[must_use]
pub fn is_entry_body(body: &str) -> bool {
    !body.is_empty() && !body.contains('\n') && read_saved(body).is_none()
}

fn read_saved(body: &str) -> Option<Record> {
    let (hex, covers) = body
        .strip_prefix("{\"saved\":\"")?
        .strip_suffix('}')?
        .split_once("\",\"covers\":")?;
    let sha256 = Sha256Sum::from_hex(hex.as_bytes())?;
    let covers = number(covers.as_bytes())?;
    Some(Record::Saved { sha256, covers })
}

/// The line at the start of `bytes`: number, record, length with line end. `None` if it is not whole.
fn read_line(bytes: &[u8]) -> Option<(u64, Record, usize)> {
    let (len, rest) = field(bytes)?;
    let len: usize = number(len)?;
    let (crc, rest) = field(rest)?;
    let (seq, rest) = field(rest)?;
    let body_end = len.checked_add(1)?;
    let body = rest.get(..body_end)?.strip_suffix(b"\n")?;
    let body = std::str::from_utf8(body).ok()?;
    if body.is_empty() || body.contains('\n') {
        return None;
    }
    let seq: u64 = number(seq)?;
    let whole_len = bytes.len() - rest.len() + body_end;
    let mut summed = crc32fast::Hasher::new();
    summed.update(format!("{seq} ").as_bytes());
    summed.update(body.as_bytes());
    if format!("{:08x}", summed.finalize()).as_bytes() != crc {
        return None;
    }
    let record = match read_saved(body) {
        // A state cannot hold what comes after it.
        Some(Record::Saved { covers, .. }) if covers >= seq => return None,
        Some(saved) => saved,
        None => Record::Entry(body.to_owned()),
    };
    Some((seq, record, whole_len))
}

/// What stands before the first of at most 21 bytes that is a blank, and what stands behind it.
fn field(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().take(21).position(|b| *b == b' ')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

/// A decimal number as we write it: digits only, no leading zero.
fn number<T: std::str::FromStr>(digits: &[u8]) -> Option<T> {
    let plain = digits.iter().all(u8::is_ascii_digit)
        && (digits.len() == 1 || digits.first() != Some(&b'0'));
    if plain {
        std::str::from_utf8(digits).ok()?.parse().ok()
    } else {
        None
    }
}

/// A journal open for writing. It is always a file that this object made: what another process left may never have
/// reached the disk, even where it reads well.
pub struct Journal {
    fs: Arc<dyn FileSystem>,
    path: PathBuf,
    handle: Box<dyn FileHandle>,
    id: FileId,
    /// Length that is on the disk, in bytes.
    len: u64,
    /// After one failed call nothing more is written to this file.
    is_poisoned: bool,
}

impl Journal {
    /// Puts a journal with these contents at `path` in one step, synced, and opens it for appending.
    ///
    /// # Errors
    /// As [`replace`]; `path` then holds the journal of before or the new one.
    pub fn create(
        fs: Arc<dyn FileSystem>,
        path: &Path,
        contents: &[u8],
    ) -> Result<Self, StorageError> {
        let writing = |e| StorageError::writing("cannot write the journal", path, e);
        let placed = replace(fs.as_ref(), path, contents, None, Backup::None)?;
        let handle = fs.open_append(path).map_err(writing)?;
        let opened = handle.metadata().map_err(writing)?;
        if placed
            .file
            .is_none_or(|f| f.id != opened.id || f.len != opened.len)
        {
            return Err(journal_gone(path));
        }
        Ok(Self {
            path: path.to_owned(),
            handle,
            id: opened.id,
            len: opened.len,
            is_poisoned: false,
            fs,
        })
    }

    /// Appends whole lines and syncs them: one write, one sync.
    ///
    /// # Errors
    /// `CannotWrite` or `NotWhatWasWritten`. What reached the disk is then unknown, so this object takes nothing more: the
    /// way on is a new journal, from memory.
    pub fn append(&mut self, lines: &[u8]) -> Result<(), StorageError> {
        if self.is_poisoned {
            let what = "the journal failed before";
            return Err(StorageError::new(
                StorageErrorKind::CannotWrite,
                what,
                &self.path,
            ));
        }
        self.is_poisoned = true;
        let writing = |e| StorageError::writing("cannot write the journal", &self.path, e);
        self.handle.write_all(lines).map_err(writing)?;
        let len = self.len.saturating_add(lines.len() as u64);
        let meta = self.fs.metadata(&self.path).map_err(writing)?;
        if meta.id != self.id || meta.len != len {
            return Err(journal_gone(&self.path));
        }
        self.handle.sync_data().map_err(writing)?;
        self.len = len;
        self.is_poisoned = false;
        Ok(())
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len_bytes(&self) -> u64 {
        self.len
    }
}

fn journal_gone(path: &Path) -> StorageError {
    let what = "the journal is not what was written to it";
    StorageError::new(StorageErrorKind::NotWhatWasWritten, what, path)
}
