//! The app's own folders: settings, and projects that have no name yet.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Names the folder that holds all of the app's own folders instead of the system's places.
pub const HOME_VARIABLE: &str = "COUNTERMARK_HOME";

/// Where the app keeps what is its own. The folders need not exist yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppDirs {
    /// Settings, window state, recent projects.
    pub config: PathBuf,
    /// Projects without a name yet, and their journals.
    pub data: PathBuf,
}

impl AppDirs {
    /// The folders of this user: below `COUNTERMARK_HOME` if that is set, else where the system wants them. `None`
    /// where the system knows no home folder.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        Self::choose(std::env::var_os(HOME_VARIABLE))
    }

    fn choose(home: Option<OsString>) -> Option<Self> {
        match home {
            Some(home) if !home.is_empty() => Some(Self::below(Path::new(&home))),
            _ => directories::ProjectDirs::from("", "", "countermark").map(|dirs| Self {
                config: dirs.config_dir().to_owned(),
                data: dirs.data_dir().to_owned(),
            }),
        }
    }

    /// Both folders below `home`.
    #[must_use]
    pub fn below(home: &Path) -> Self {
        Self {
            config: home.join("config"),
            data: home.join("data"),
        }
    }

    /// Where projects without a name lie.
    #[must_use]
    pub fn unnamed(&self) -> PathBuf {
        self.data.join("unnamed")
    }

    /// Where it stands from which files the articles of projects were read.
    #[must_use]
    pub fn origins(&self) -> PathBuf {
        self.data.join("origins")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_moves_everything_and_nothing_lies_outside() {
        let dirs = AppDirs::choose(Some("/h".into())).unwrap();
        assert_eq!(dirs, AppDirs::below(Path::new("/h")));
        for path in [&dirs.config, &dirs.data, &dirs.unnamed()] {
            assert!(path.starts_with("/h"));
        }
        assert_ne!(dirs.config, dirs.data);
        assert_eq!(
            AppDirs::choose(Some(OsString::new())),
            AppDirs::choose(None)
        );
    }
}
