//! Work in many pieces, done by whoever has threads.

use std::sync::OnceLock;

/// Does numbered pieces of work, in any order, on any number of threads. This floor starts none.
pub trait Runner: Sync {
    /// Does all of 0…`n`. False where it was cancelled: then some may be undone.
    fn each(&self, n: usize, work: &(dyn Fn(usize) + Sync)) -> bool;

    /// Whether the work is not wanted any more: a long piece looks now and then, and ends early. Once true it stays so.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// One after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Serial;

impl Runner for Serial {
    fn each(&self, n: usize, work: &(dyn Fn(usize) + Sync)) -> bool {
        (0..n).for_each(work);
        true
    }
}

/// The results of `n` pieces in their order; `None` where it was cancelled.
pub fn map<T: Send + Sync>(
    runner: &dyn Runner,
    n: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Option<Vec<T>> {
    let slots: Vec<OnceLock<T>> = (0..n).map(|_| OnceLock::new()).collect();
    let is_done = runner.each(n, &|i| {
        // Done twice, the first result stays; it is the same.
        let _ = slots[i].set(work(i));
    });
    if !is_done {
        return None;
    }
    slots.into_iter().map(OnceLock::into_inner).collect()
}
