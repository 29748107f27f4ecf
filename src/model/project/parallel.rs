//! Two things to do with all annotations, on two processors.

use std::thread;

/// Below this many annotations a thread costs more than it brings.
const WORTHWHILE_ANNOTATIONS: usize = 4096;

/// What both give. Where no thread can be started, or few annotations are to be gone through, one after the other.
pub(super) fn beside<A: Send, B>(
    n_annotations: usize,
    one: impl Fn() -> A + Sync,
    other: impl FnOnce() -> B,
) -> (A, B) {
    if n_annotations < WORTHWHILE_ANNOTATIONS {
        return (one(), other());
    }
    thread::scope(|scope| {
        let helper = thread::Builder::new().spawn_scoped(scope, &one);
        let other = other();
        let one = match helper.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => one(),
        };
        (one, other)
    })
}
