//! One function over many elements, on all processors.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Below this many bytes of input, threads cost more than they bring.
pub(super) const WORTHWHILE_BYTES: usize = 1 << 20;
/// Elements taken at once by a thread.
const STEP: usize = 32;

/// How many bytes the elements of a list have together.
pub(super) fn n_bytes(list: &[&str]) -> usize {
    list.iter().map(|json| json.len()).sum()
}

/// `f` of every item, in the order of the items. `n_bytes` says how much input they are together.
///
/// Where no thread can be started, the calling one does all the work.
pub(super) fn map_all<T: Sync, R: Send>(
    items: &[T],
    n_bytes: usize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let n_processors = thread::available_parallelism().map_or(1, NonZero::get);
    if n_bytes < WORTHWHILE_BYTES || n_processors == 1 || items.len() == 1 {
        return items.iter().map(f).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done: Vec<(usize, Vec<R>)> = Vec::new();
        loop {
            let from = next.fetch_add(STEP, Ordering::Relaxed);
            let Some(rest) = items.get(from..).filter(|rest| !rest.is_empty()) else {
                return done;
            };
            let some = rest.iter().take(STEP);
            done.push((from, some.map(&f).collect()));
        }
    };
    let mut parts = thread::scope(|scope| {
        let helpers: Vec<_> = (1..n_processors)
            .filter_map(|_| thread::Builder::new().spawn_scoped(scope, work).ok())
            .collect();
        let mut parts = work();
        for helper in helpers {
            match helper.join() {
                Ok(more) => parts.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        parts
    });
    parts.sort_unstable_by_key(|(from, _)| *from);
    parts.into_iter().flat_map(|(_, part)| part).collect()
}
