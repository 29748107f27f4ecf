//! What the workspace takes from the world: files, clock, ids, folders, a way to wake the window. Tests fix
//! them.

use crate::storage::FileSystem;
use crate::storage::dirs::AppDirs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, RFC 3339, UTC, to the second. A clock that stands before 1970 is told as it stands.
    fn now_rfc3339(&self) -> String;
}

/// Makes ids that no other element has.
pub trait IdSource: Send + Sync {
    /// The next id.
    fn next_id(&self) -> String;
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_rfc3339(&self) -> String {
        let now = OffsetDateTime::now_utc();
        let now = now.replace_nanosecond(0).unwrap_or(now);
        now.format(&Rfc3339)
            .unwrap_or_else(|_| "1970-01-01T00:00:00Z".to_owned())
    }
}

/// UUID version 7 (RFC 9562): unique, and sorted by the time they were made.
#[derive(Clone, Copy, Debug, Default)]
pub struct UuidV7;

impl IdSource for UuidV7 {
    fn next_id(&self) -> String {
        uuid::Uuid::now_v7().to_string()
    }
}

/// A clock that always says the same, for tests.
#[derive(Clone, Debug)]
pub struct FixedClock(pub String);

impl Default for FixedClock {
    fn default() -> Self {
        Self("2026-01-02T03:04:05Z".to_owned())
    }
}

impl Clock for FixedClock {
    fn now_rfc3339(&self) -> String {
        self.0.clone()
    }
}

/// Ids `id-0001`, `id-0002`, …, for tests.
#[derive(Debug, Default)]
pub struct CountingIds(AtomicU64);

impl IdSource for CountingIds {
    fn next_id(&self) -> String {
        format!("id-{:04}", self.0.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// Everything the workspace takes from outside. Cheap to clone.
#[derive(Clone)]
pub struct Environment {
    /// The only way to files.
    pub fs: Arc<dyn FileSystem>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn IdSource>,
    /// The application's own folders; `None` where the system has no home folder.
    pub dirs: Option<AppDirs>,
    /// Called from any thread when something has been reported and the window should look.
    pub wake: Arc<dyn Fn() + Send + Sync>,
}

impl Environment {
    /// The real world, with nobody to wake.
    #[must_use]
    pub fn real() -> Self {
        Self {
            fs: Arc::new(crate::storage::RealFs),
            clock: Arc::new(SystemClock),
            ids: Arc::new(UuidV7),
            dirs: AppDirs::of_user(),
            wake: Arc::new(|| {}),
        }
    }
}

impl Environment {
    /// Whether a project file lies in the application's own folder: the user has not named it.
    #[must_use]
    pub fn is_unnamed(&self, file: &Path) -> bool {
        let dirs = self.dirs.as_ref();
        dirs.is_some_and(|dirs| file.starts_with(dirs.unnamed()))
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment")
            .field("dirs", &self.dirs)
            .finish_non_exhaustive()
    }
}
