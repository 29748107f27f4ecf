//! What opening found, in words.

use super::OpenNote;
use crate::storage::{ForeignJournal, RecoveryNote};
use std::path::Path;

/// Who only reads recovers nothing: the window that has the project open may just not have saved yet.
pub(super) fn recovery_note(recovered: &RecoveryNote, is_reading: bool) -> OpenNote {
    let edits = match (recovered.n_replayed, is_reading) {
        (0, _) => String::new(),
        (n, _) if recovered.is_older_file => {
            let edits = match (n, is_reading) {
                (1, false) => "1 later edit from the journal was applied".to_owned(),
                (n, false) => format!("{n} later edits from the journal were applied"),
                (1, true) => "1 later edit in the journal is read too".to_owned(),
                (n, true) => format!("{n} later edits in the journal are read too"),
            };
            format!("The file is older than the journal's last save; {edits}.")
        }
        (1, false) => "Recovered 1 edit from the journal.".to_owned(),
        (n, false) => format!("Recovered {n} edits from the journal."),
        (1, true) => "1 edit is in the journal only so far; it is read too.".to_owned(),
        (n, true) => format!("{n} edits are in the journal only so far; they are read too."),
    };
    let torn = recovered.torn.as_ref().map(|torn| {
        let kept = torn.kept_at.as_ref().map_or_else(String::new, |path| {
            format!("; it is kept in {}", path.display())
        });
        let n_bytes = torn.n_bytes;
        match torn.n_whole_lines {
            0 => format!("The journal's last line was cut short ({n_bytes} bytes){kept}."),
            1 => format!(
                "The journal is damaged in the middle: 1 whole line behind the damage was not used ({n_bytes} bytes){kept}."
            ),
            n => format!(
                "The journal is damaged in the middle: {n} whole lines behind the damage were not used ({n_bytes} bytes){kept}."
            ),
        }
    });
    let parts: Vec<String> = [edits, torn.unwrap_or_default()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    OpenNote {
        message: parts.join(" "),
        is_access: false,
    }
}

/// The journal does not continue this file: what became of it.
pub(super) fn foreign_note(foreign: &ForeignJournal, kept_at: Option<&Path>) -> OpenNote {
    let message = match (kept_at, foreign.is_all_saved) {
        (Some(kept), _) => format!(
            "The file was replaced from outside. Its old journal, of which every edit was saved before, is kept in {}; \
             undo begins anew.",
            kept.display()
        ),
        (None, true) => "The journal belongs to another state of the file and was not read.".to_owned(),
        (None, false) => "The journal belongs to another state of the file and was not read. It has edits that no saved \
             file holds: open the project in the window to merge them."
            .to_owned(),
    };
    OpenNote {
        message,
        is_access: false,
    }
}

/// Steps of the history that cannot be read: what that means.
pub(super) fn unread_note(n: usize, why: &str) -> OpenNote {
    let steps = match n {
        1 => "1 earlier step of the history cannot be read, so it cannot be undone".to_owned(),
        n => format!(
            "{n} earlier steps of the history cannot be undone, as the last of them cannot be read"
        ),
    };
    OpenNote {
        message: format!("{steps} ({why}). Nothing is missing from the project itself."),
        is_access: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::store::TornNote;

    #[track_caller]
    fn check(n_whole_lines: usize, words: &str) {
        let recovered = RecoveryNote {
            n_replayed: 0,
            is_older_file: false,
            torn: Some(TornNote {
                kept_at: Some("/p.torn-1".into()),
                n_bytes: 90,
                n_whole_lines,
            }),
        };
        let message = recovery_note(&recovered, false).message;
        assert_eq!(
            message,
            format!("{words} (90 bytes); it is kept in /p.torn-1.")
        );
    }

    #[test]
    fn whole_lines_behind_a_damage_are_counted() {
        check(0, "The journal's last line was cut short");
        let damaged = "The journal is damaged in the middle:";
        check(
            1,
            &format!("{damaged} 1 whole line behind the damage was not used"),
        );
        check(
            3,
            &format!("{damaged} 3 whole lines behind the damage were not used"),
        );
    }
}
