//! Rows of the File menu: projects and articles from and to files.
use egui::Key;

use super::{also, row, section};
use crate::app::ui_command::chord::Chord;
use crate::app::ui_command::spec::{Group::File, Spec};

pub const NEW_PROJECT: Spec = row(
    File,
    "New project",
    "Starts an empty project; the present one stays as it is",
    &[Chord::ctrl(Key::N)],
);

pub const OPEN_PROJECT: Spec = row(
    File,
    "Open…",
    "Opens a project, or adds articles to the present one",
    &[Chord::ctrl(Key::O)],
);

pub const ADD_ARTICLES: Spec = also(
    "open import text document file load",
    section(row(
        File,
        "Add articles…",
        "Adds text and Markdown files to the project",
        &[Chord::alt(Key::O)],
    )),
);

pub const ADD_FOLDER: Spec = also(
    "open import directory documents",
    row(
        File,
        "Add a folder of articles…",
        "Adds every article below a folder, in the order of their paths",
        &[Chord::shift_alt(Key::O)],
    ),
);

pub const NEWER_VERSIONS: Spec = also(
    "reload refresh update changed",
    row(
        File,
        "Newer versions of articles…",
        "Looks whether article files have changed since they were read, and shows what taking them would do",
        &[Chord::anywhere(Key::F5)],
    ),
);

pub const ADD_TABLE: Spec = also(
    "csv excel spreadsheet import",
    row(
        File,
        "Add a table of articles…",
        "Adds every row of a table (CSV, JSON lines, XLSX) as an article; asks which column holds what",
        &[Chord::alt(Key::T)],
    ),
);

pub const SAVE: Spec = section(row(
    File,
    "Save",
    "Writes the project file now; every edit is in the journal already",
    &[Chord::ctrl(Key::S)],
));

pub const SAVE_AS: Spec = also(
    "rename copy name",
    row(
        File,
        "Save as…",
        "Writes the project to another file and goes on there",
        &[Chord::ctrl_shift(Key::S)],
    ),
);

pub const IMPORT: Spec = also(
    "load read merge annotations conll brat",
    section(row(
        File,
        "Import annotations…",
        "Reads what another tool wrote, into this project or a new one; a preview comes first",
        &[Chord::ctrl_shift(Key::O)],
    )),
);

pub const EXPORT: Spec = also(
    "download write dataset save conll json csv",
    row(
        File,
        "Export…",
        "Writes a dataset in a format of another tool",
        &[Chord::ctrl(Key::E)],
    ),
);

pub const QUIT: Spec = also(
    "exit close leave",
    section(row(
        File,
        "Quit",
        "Saves and closes the window",
        &[Chord::ctrl(Key::Q)],
    )),
);
