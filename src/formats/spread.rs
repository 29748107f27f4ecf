//! Work on many articles, spread over the processors.

use super::registry::ExportError;
use std::num::NonZero;
use std::sync::mpsc::sync_channel;
use std::thread;

/// Below this many pieces of work threads cost more than they bring.
const WORTHWHILE: usize = 32;
/// More threads than this only wait for the one that writes.
const MAX_THREADS: usize = 8;
/// So many pieces are handed over at once: to wake somebody for each costs more than a piece.
const CHUNK: usize = 16;
/// So many chunks a thread may be ahead: what is made and not taken yet is in memory.
const AHEAD: usize = 2;

/// Makes `n` pieces of work on all processors and hands them on in their order; where no thread can be started, one after the
/// other.
///
/// # Errors
/// The first one of `take`; nothing more is made then.
pub(super) fn in_order<T: Send>(
    n: usize,
    make: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(usize, T) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let n_threads = thread::available_parallelism().map_or(1, NonZero::get);
    let n_threads = n_threads.min(MAX_THREADS);
    let is_worthwhile = n >= WORTHWHILE && n_threads > 1;
    let make = &make;
    thread::scope(|scope| {
        let start = |first: usize| {
            let (send, receive) = sync_channel(AHEAD);
            let work = move || {
                for start in (first * CHUNK..n).step_by(n_threads * CHUNK) {
                    let chunk: Vec<T> = (start..n.min(start + CHUNK)).map(make).collect();
                    // Nobody takes it any more.
                    if send.send(chunk).is_err() {
                        return;
                    }
                }
            };
            thread::Builder::new().spawn_scoped(scope, work).ok()?;
            Some(receive)
        };
        let made = is_worthwhile.then(|| (0..n_threads).map(start).collect::<Option<Vec<_>>>());
        // One after the other; threads that could be started end, for nobody takes what they make.
        let Some(made) = made.flatten() else {
            return (0..n).try_for_each(|i| take(i, make(i)));
        };
        for (start, receive) in (0..n).step_by(CHUNK).zip((0..n_threads).cycle()) {
            // A thread that ended too early panicked, which the scope passes on.
            let Some(chunk) = made.get(receive).and_then(|made| made.recv().ok()) else {
                break;
            };
            for (i, piece) in (start..).zip(chunk) {
                take(i, piece)?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn pieces_come_in_their_order_and_all_of_them() {
        for n in [0, 1, WORTHWHILE - 1, WORTHWHILE, 5 * CHUNK, 1001] {
            let mut all = Vec::new();
            let take = |i, piece| {
                all.push((i, piece));
                Ok(())
            };
            in_order(n, |i| i * 2, take).unwrap();
            assert_eq!(all, (0..n).map(|i| (i, i * 2)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_is_given_up_is_made_no_further() {
        let n_made = AtomicUsize::new(0);
        let make = |_| n_made.fetch_add(1, Ordering::Relaxed);
        let take = |i, _| {
            if i < 10 {
                Ok(())
            } else {
                Err(ExportError::Cancelled)
            }
        };
        let done = in_order(10_000, make, take);
        assert!(matches!(done, Err(ExportError::Cancelled)));
        assert!(n_made.load(Ordering::Relaxed) < 1000);
    }
}
