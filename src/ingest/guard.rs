//! Calls into libraries that read other people's formats.

use super::IngestError;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `read`, which calls a library on bytes that nobody has checked.
///
/// These libraries are young and the files hostile: a panic in one of them must cost one article, not the window with
/// everything else that is open in it. Nothing of ours is changed inside, so that nothing is left half done. What this
/// cannot stop is an overflow of the stack or running out of memory; the caps in front of the calls are for that.
pub fn guarded<T>(
    format: &'static str,
    read: impl FnOnce() -> Result<T, IngestError>,
) -> Result<T, IngestError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(IngestError::Fault { format }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_is_an_error_outside() {
        let empty: Vec<u8> = Vec::new();
        let outcome = guarded("PDF", || Ok(empty[std::hint::black_box(1)]));
        let error = outcome.unwrap_err();
        assert_eq!(error, IngestError::Fault { format: "PDF" });
        assert_eq!(guarded("PDF", || Ok(1)), Ok(1));
    }
}
