//! Settings written beside the window.

use super::environment::Environment;
use super::jobs;
use super::queue::{Asking, queue};
use super::settings::Settings;
use std::sync::mpsc::{SendError, Sender, channel};
use std::time::Duration;

/// Nothing of the user's is lost with the settings: whoever goes waits no longer than this for them.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// Writes settings on a thread of its own. Of those that were asked for while one was written only the last is written.
/// When it is dropped it waits for what is left; [`super::wait_for_writers`] waits for it too.
pub struct SettingsKeeper {
    env: Environment,
    requests: Sender<Box<Settings>>,
    queue: Asking,
}

impl SettingsKeeper {
    /// Starts the thread.
    #[must_use]
    pub fn new(env: &Environment) -> Self {
        let (requests, todo) = channel::<Box<Settings>>();
        let (queue, working) = queue();
        let own = env.clone();
        jobs::spawn("settings", move || {
            while let Ok(mut settings) = todo.recv() {
                let mut n = 1;
                for newer in todo.try_iter() {
                    settings = newer;
                    n += 1;
                }
                save(&settings, &own);
                working.done(n);
            }
        });
        Self {
            env: env.clone(),
            requests,
            queue,
        }
    }

    /// Has the settings written; what cannot be written is only logged.
    pub fn keep(&self, settings: &Settings) {
        self.queue.add();
        let sent = self.requests.send(Box::new(settings.clone()));
        if let Err(SendError(settings)) = sent {
            // The thread could not be started.
            save(&settings, &self.env);
        }
    }
}

impl Drop for SettingsKeeper {
    fn drop(&mut self) {
        // The thread ends when nobody can ask any more.
        let (nobody, _) = channel();
        self.requests = nobody;
        if !self.queue.wait_for_end(MAX_WAIT) {
            log::warn!("the disk is slow: the settings are still being written");
        }
    }
}

fn save(settings: &Settings, env: &Environment) {
    if let Err(error) = settings.save(env) {
        log::warn!("the settings could not be saved: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::crash_fs::CrashFs;
    use crate::storage::dirs::AppDirs;
    use crate::workspace::{CountingIds, FixedClock};
    use std::path::Path;
    use std::sync::Arc;

    #[test]
    fn the_last_settings_are_written_beside_whoever_asks_and_a_drop_waits_for_them() {
        let fs = CrashFs::with_folder("/home");
        let env = Environment {
            fs: Arc::new(fs.clone()),
            clock: Arc::new(FixedClock::default()),
            ids: Arc::new(CountingIds::default()),
            dirs: Some(AppDirs::below(Path::new("/home/app"))),
            wake: Arc::new(|| {}),
        };
        assert!(!Settings::exist(&env));
        fs.take_callers();
        let keeper = SettingsKeeper::new(&env);
        for text_size in [12.0, 13.0, 14.0] {
            keeper.keep(&Settings {
                text_size,
                ..Settings::default()
            });
        }
        drop(keeper);
        let callers = fs.take_callers();
        assert!(!callers.is_empty() && !callers.contains(&std::thread::current().id()));
        assert_eq!(Settings::load(&env).text_size, 14.0);
    }
}
