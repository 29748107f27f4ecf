//! A progress bar on standard error, where a person watches it.

use super::console::Console;
use super::error::{CliError, exit};
use crate::workspace::{Job, JobContext};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Does `work` and shows how far it is; nothing is drawn where standard error is no terminal.
///
/// # Errors
/// When the work ended without a result.
pub fn watch<T: Send + 'static>(
    words: &'static str,
    work: impl FnOnce(&JobContext) -> T + Send + 'static,
) -> Result<T, CliError> {
    let (sender, woken) = channel();
    let sender = Mutex::new(sender);
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || {
        // Nobody waits any more once the result is taken.
        let _ = sender
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .send(());
    });
    let bar = bar(words);
    let job = Job::spawn(&wake, words, work);
    let result = loop {
        if let Some(result) = job.poll() {
            break result;
        }
        let progress = job.progress();
        bar.set_length(progress.total);
        bar.set_position(progress.done);
        // Woken or not, look again.
        let _ = woken.recv_timeout(Duration::from_millis(100));
    };
    bar.finish_and_clear();
    result.map_err(|error| CliError {
        message: error.to_string(),
        path: None,
        help: "run it again with RUST_LOG=debug and look at what is told".to_owned(),
        code: exit::INPUT,
    })
}

fn bar(words: &'static str) -> ProgressBar {
    let target = if Console::is_watched() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(None, target).with_message(words);
    match ProgressStyle::with_template("{msg} {bar:30} {pos} of {len}, {elapsed}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
