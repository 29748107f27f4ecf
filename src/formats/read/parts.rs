//! Files handed on in parts of text, so that none needs to be in memory whole.

use super::imported::ImportError;
use super::{utf8_fault, utf8_without_mark};
use crate::formats::output::File;
use std::io::{self, Read as _};
use std::ops::ControlFlow;

/// So many bytes at a time.
const PART: usize = 1 << 20;
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Takes a part of a text, and whether it is the last one; says how many bytes it is done with, or that it wants no more.
pub(super) type Take<'a> =
    dyn FnMut(&str, bool) -> Result<ControlFlow<(), usize>, ImportError> + 'a;

/// Hands on the text of a file without a byte-order mark: `take` gets a part and whether it is the last one, and says how
/// many bytes it is done with, or that it wants no more. What is left comes again with what follows.
///
/// # Errors
/// The file cannot be read or is not UTF-8, and what `take` says.
pub(super) fn in_parts(path: &str, file: &File, take: &mut Take<'_>) -> Result<(), ImportError> {
    if let Some(bytes) = file.held() {
        return take(utf8_without_mark(path, bytes)?, true).map(|_| ());
    }
    let cannot = |error: io::Error| ImportError::unreadable(path, &error.to_string());
    let mut source = file.open().map_err(cannot)?;
    let mut bytes: Vec<u8> = Vec::new();
    let (mut n_breaks, mut is_begin) = (0, true);
    loop {
        // What does not fit a part is looked at only a few times.
        let n_wanted = PART.max(bytes.len());
        let n_before = bytes.len();
        bytes.reserve(n_wanted);
        let mut more = (&mut *source).take(n_wanted as u64);
        more.read_to_end(&mut bytes).map_err(cannot)?;
        let is_last = bytes.len() - n_before < n_wanted;
        if is_begin && bytes.starts_with(MARK) {
            bytes.drain(..MARK.len());
        }
        is_begin = false;
        let text = match simdutf8::compat::from_utf8(&bytes) {
            Ok(text) => text,
            // A character may be cut in two.
            Err(error) if error.error_len().is_none() && !is_last => {
                std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
            }
            Err(error) => {
                let valid = &bytes[..error.valid_up_to()];
                return Err(utf8_fault(path, n_breaks + breaks(valid)));
            }
        };
        let n_done = match take(text, is_last)? {
            ControlFlow::Continue(n_done) => n_done,
            ControlFlow::Break(()) => return Ok(()),
        };
        if is_last {
            return Ok(());
        }
        n_breaks += breaks(&bytes[..n_done]);
        bytes.drain(..n_done);
    }
}

/// How many line breaks there are.
pub(super) fn breaks(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}
