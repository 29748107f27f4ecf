//! Import by accessible names: files, preview, where things go, one step and back.

use super::*;
use crate::formats::{ExportOptions, FORMATS};
use crate::model::AnnotatorKind;
use crate::suggest::SuggestionKind;
use crate::workspace::settings::SuggestionChoice;
use crate::workspace::{ExportTarget, JobContext, export};
use egui_kittest::kittest::NodeT as _;

const TEXT: &str = "Quay\n\nThe quay closes in May. Nobody was asked.";

/// A project with one article, and files beside it.
fn with_article(files: &[(&str, &str)]) -> (TempDir, Window) {
    let home = tempfile::tempdir().unwrap();
    let path = article(home.path(), "a.txt", TEXT);
    let fs = RealFs;
    for (name, text) in files {
        let folder = home.path().join(name);
        let folder = folder.parent().unwrap();
        crate::storage::FileSystem::create_dir_all(&fs, folder).unwrap();
        article(home.path(), name, text);
    }
    let mut h = window_of(home.path(), (1280.0, 800.0), &[path]);
    wait_for(&mut h, "the article", |h| {
        let open = app(h).open.as_ref();
        open.is_some_and(|open| open.document.is_some())
    });
    (home, h)
}

fn is_ready(h: &mut Window) {
    wait_for(h, "the preview", |h| {
        let button = h.query_by_role_and_label(Role::Button, "Import");
        let is_enabled = button.is_some_and(|b| !b.accesskit_node().is_disabled());
        is_enabled && h.query_by_label("What will come in").is_some()
    });
}

fn import(h: &mut Window) {
    h.get_by_role_and_label(Role::Button, "Import").click();
    steps(h, 3);
    wait_for(h, "the import", |h| app(h).opening.is_idle());
    steps(h, 2);
}

/// Opens the dialog by its key and types a path.
fn type_path(h: &mut Window, path: &Path) {
    press(h, CTRL | Modifiers::SHIFT, Key::O);
    h.get_by_role_and_label(Role::TextInput, "Path to import")
        .focus();
    steps(h, 2);
    h.get_by_role_and_label(Role::TextInput, "Path to import")
        .type_text(&path.display().to_string());
    steps(h, 2);
    press(h, NONE, Key::Enter);
}

fn places(h: &mut Window) -> Vec<String> {
    let project = app(h).open.as_ref().unwrap().workspace.project();
    let words = |a: &std::sync::Arc<crate::model::Annotation>| {
        let text = project.document(&a.document).unwrap().text();
        format!("{} {}: {}", a.annotator, a.label, a.covered_text(text))
    };
    project.annotations().map(words).collect()
}

/// Chooses an entry of a list that opens.
fn choose(h: &mut Window, list: &str, entry: &str) {
    h.get_by_label(list).click();
    steps(h, 3);
    h.get_by_label(entry).click();
    steps(h, 3);
}

const BRAT: [(&str, &str); 3] = [
    ("brat/bea/a.txt", TEXT),
    (
        "brat/bea/a.ann",
        "T1\tRumour 6 28\tThe quay closes in May\nT2\tclaim 30 36\tNobody\n",
    ),
    (
        "brat/bea/annotation.conf",
        "[entities]\nRumour\nclaim\n[relations]\n[events]\n[attributes]\n",
    ),
];

#[test]
fn a_brat_folder_is_previewed_imported_as_one_step_and_taken_back() {
    let (home, mut h) = with_article(&BRAT);
    app(&mut h).open_paths(vec![home.path().join("brat")]);
    steps(&mut h, 2);
    is_ready(&mut h);
    h.get_by_label_contains("1 article, here already. 2 annotations and 0 links.");
    h.get_by_label("bea → bea (new, person): 2 annotations");
    assert_eq!(places(&mut h), Vec::<String>::new());
    import(&mut h);
    assert_eq!(
        places(&mut h),
        ["bea Rumour: The quay closes in May", "bea claim: Nobody"]
    );
    h.get_by_label_contains("Others’ layers are hidden, Ctrl+Shift+L shows them");
    press(&mut h, CTRL, Key::Z);
    assert_eq!(places(&mut h), Vec::<String>::new());
    let project = app(&mut h).open.as_ref().unwrap().workspace.project();
    assert!(project.annotators().iter().all(|a| a.id.as_str() != "bea"));
    assert!(project.schema().label(&"Rumour".into()).is_none());
}

#[test]
fn work_goes_on_while_an_import_is_worked_out_and_neither_is_lost() {
    let (home, mut h) = with_article(&BRAT);
    app(&mut h).open_paths(vec![home.path().join("brat")]);
    steps(&mut h, 2);
    is_ready(&mut h);
    h.get_by_role_and_label(Role::Button, "Import").click();
    wait_for(&mut h, "the job", |h| app(h).opening.importing.is_some());
    // Nothing has come in yet: what the window does now comes first, and the import is worked out on that.
    assert_eq!(places(&mut h), Vec::<String>::new());
    let workspace = &mut app(&mut h).open.as_mut().unwrap().workspace;
    let title = crate::workspace::Command::SetProjectTitle("Meanwhile".to_owned());
    workspace.run(title).unwrap();
    wait_for(&mut h, "the import", |h| app(h).opening.is_idle());
    let workspace = &app(&mut h).open.as_ref().unwrap().workspace;
    assert_eq!(workspace.project().head().title, "Meanwhile");
    let steps: Vec<&str> = (workspace.history().steps().iter())
        .map(|step| step.description.as_str())
        .collect();
    let last = &steps[steps.len() - 2..];
    assert_eq!(last[0], "Name the project Meanwhile");
    assert_eq!(last[1], "Import 2 annotations and 0 links");
    assert_eq!(places(&mut h).len(), 2);
}

/// Has an import of brat begun, of which nothing has come in yet.
fn importing() -> (TempDir, Window) {
    let (home, mut h) = with_article(&BRAT);
    app(&mut h).open_paths(vec![home.path().join("brat")]);
    steps(&mut h, 2);
    is_ready(&mut h);
    h.get_by_role_and_label(Role::Button, "Import").click();
    wait_for(&mut h, "the job", |h| app(h).opening.importing.is_some());
    (home, h)
}

#[test]
fn an_import_comes_in_though_somebody_never_stops_working() {
    let (_home, mut h) = importing();
    let mut n_edits = 0;
    while app(&mut h).opening.importing.is_some() {
        n_edits += 1;
        assert!(n_edits < 10_000, "never");
        let title = crate::workspace::Command::SetProjectTitle(format!("Edit {n_edits}"));
        let workspace = &mut app(&mut h).open.as_mut().unwrap().workspace;
        workspace.run(title).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(10));
        app(&mut h).poll_import();
    }
    assert_eq!(places(&mut h).len(), 2);
}

#[test]
fn a_project_that_gets_another_name_meanwhile_still_takes_the_import() {
    let (home, mut h) = importing();
    let path = home.path().join("named.json");
    let importing = app(&mut h).opening.importing.take();
    app(&mut h).save_as(path.clone(), false);
    wait_for(&mut h, "the name", |h| {
        let open = app(h).open.as_ref().unwrap();
        open.workspace.path() == Some(&path)
    });
    app(&mut h).opening.importing = importing;
    wait_for(&mut h, "the import", |h| app(h).opening.is_idle());
    steps(&mut h, 2);
    assert_eq!(places(&mut h).len(), 2);
}

#[test]
fn an_import_that_is_cancelled_changes_nothing() {
    let (_home, mut h) = importing();
    assert!(app(&mut h).opening.cancel_import());
    assert!(app(&mut h).opening.is_idle());
    steps(&mut h, 5);
    assert_eq!(places(&mut h), Vec::<String>::new());
}

#[test]
fn a_tag_goes_where_somebody_sends_it() {
    let (home, mut h) = with_article(&BRAT);
    app(&mut h).open_paths(vec![home.path().join("brat")]);
    steps(&mut h, 2);
    is_ready(&mut h);
    choose(&mut h, "Tag Rumour goes to", "Quote");
    is_ready(&mut h);
    import(&mut h);
    assert_eq!(
        places(&mut h),
        ["bea quote: The quay closes in May", "bea claim: Nobody"]
    );
}

/// The import dialog at the columns of a table of annotations.
fn with_columns_of(table: &str) -> (TempDir, Window) {
    let (home, mut h) = with_article(&[("codes.csv", table)]);
    type_path(&mut h, &home.path().join("codes.csv"));
    wait_for(&mut h, "the columns", |h| {
        h.query_by_label("Columns of codes.csv").is_some()
    });
    (home, h)
}

#[test]
fn columns_are_chosen_where_their_names_say_nothing_and_what_does_not_fit_is_a_problem() {
    let table = "where,von,bis,kode,wort\na.txt,7,28,claim,The quay closes in May\na.txt,1,4,claim,nowhere\n";
    let (_home, mut h) = with_columns_of(table);
    h.get_by_label_contains("No table here has columns");
    for (role, column) in [
        ("Article", "where"),
        ("Start", "von"),
        ("End", "bis"),
        ("Tag", "kode"),
        ("Words", "wort"),
    ] {
        h.get_by_label(&format!("Column of: {role}")).click();
        steps(&mut h, 3);
        // The column's name stands in the table and among the features too.
        h.get_by_role_and_label(Role::Button, column).click();
        steps(&mut h, 3);
    }
    h.get_by_label("Offsets count from 1").click();
    h.get_by_label("The end is the last character itself")
        .click();
    steps(&mut h, 2);
    is_ready(&mut h);
    h.get_by_label_contains("1 annotation does not fit the text");
    import(&mut h);
    h.get_by_label("OK").click();
    steps(&mut h, 2);
    assert_eq!(places(&mut h).len(), 1);
    assert!(places(&mut h)[0].ends_with("claim: The quay closes in May"));
    let n_aside = |h: &mut Window| {
        let project = app(h).open.as_ref().unwrap().workspace.project();
        project.set_aside().len()
    };
    assert_eq!(n_aside(&mut h), 1);
    h.get_by_label("Problems (1)");
    press(&mut h, CTRL, Key::Z);
    assert_eq!((places(&mut h).len(), n_aside(&mut h)), (0, 0));
}

#[test]
fn arrows_go_from_entry_to_entry_of_a_list_that_the_mouse_has_opened() {
    let table = "where,von,bis,kode,wort\na.txt,6,28,claim,The quay closes in May\n";
    let (_home, mut h) = with_columns_of(table);
    h.get_by_label("Column of: Article").click();
    steps(&mut h, 3);
    // The first entry is none of the columns.
    for _ in 0..2 {
        press(&mut h, NONE, Key::ArrowDown);
    }
    press(&mut h, NONE, Key::Enter);
    steps(&mut h, 2);
    let list = h.get_by_label("Column of: Article");
    assert_eq!(list.value().as_deref(), Some("where"));
    h.get_by_label("Column of: Start").click();
    steps(&mut h, 3);
    // Behind the first entries lie boxes to tick.
    for key in [Key::ArrowUp, Key::ArrowUp, Key::ArrowDown] {
        press(&mut h, NONE, key);
    }
    press(&mut h, NONE, Key::Enter);
    steps(&mut h, 2);
    let list = h.get_by_label("Column of: Start");
    assert_eq!(list.value().as_deref(), Some("wort"));
}

#[test]
fn predictions_come_in_as_a_program_and_are_suggested() {
    let table =
        "document,start,end,label,text,attr_score\na.txt,6,28,claim,The quay closes in May,0.9\n";
    let (home, mut h) = with_article(&[("predicted.csv", table)]);
    type_path(&mut h, &home.path().join("predicted.csv"));
    is_ready(&mut h);
    h.get_by_label("This project, a new annotator").click();
    steps(&mut h, 2);
    // A name is proposed, and the keyboard is there to type another one; Enter throws nothing away.
    let field = h.get_by_label("Name of the new annotator");
    assert!(field.is_focused());
    assert_eq!(field.value().as_deref(), Some("predicted"));
    is_ready(&mut h);
    assert!(h.get_by_label("Name of the new annotator").is_focused());
    press(&mut h, NONE, Key::Enter);
    assert!(app(&mut h).dialogs.has_import());
    h.get_by_label("Name of the new annotator").focus();
    steps(&mut h, 2);
    press(&mut h, CTRL, Key::A);
    press(&mut h, NONE, Key::Backspace);
    h.get_by_label("Name the new annotator");
    h.get_by_label("Name of the new annotator")
        .type_text("Tagger");
    steps(&mut h, 2);
    h.get_by_label_contains("programs: their annotations")
        .click();
    steps(&mut h, 2);
    is_ready(&mut h);
    h.get_by_label_contains("→ Tagger (new, program): 1 annotation");
    import(&mut h);
    let project = app(&mut h).open.as_ref().unwrap().workspace.project();
    let tagger = project.annotators().iter().find(|a| a.name == "Tagger");
    assert_eq!(tagger.unwrap().kind, AnnotatorKind::Machine);
    wait_for(&mut h, "the predictions", |h| {
        let open = app(h).open.as_ref().unwrap();
        !open.suggestions.is_looking(&[SuggestionKind::Machine])
    });
    steps(&mut h, 2);
    let choice = app(&mut h).settings.suggestions.choice;
    assert_eq!(choice, SuggestionChoice::Machine);
    // The first one is there to be judged, not the program's annotation to be read only.
    h.get_by_label("Suggestion: Prediction, likely: “The quay closes in May”");
    press(&mut h, NONE, Key::Enter);
    assert_eq!(places(&mut h).len(), 2, "Enter takes it over");
}

#[test]
fn files_of_another_tool_become_a_project_of_their_own() {
    let (home, mut h) = with_article(&BRAT);
    app(&mut h).open_paths(vec![home.path().join("brat")]);
    steps(&mut h, 2);
    is_ready(&mut h);
    h.get_by_label("A new project").click();
    steps(&mut h, 2);
    is_ready(&mut h);
    let before = app(&mut h)
        .open
        .as_ref()
        .unwrap()
        .workspace
        .file()
        .to_owned();
    import(&mut h);
    let open = app(&mut h).open.as_ref().unwrap();
    assert_ne!(open.workspace.file(), before);
    assert_eq!(open.workspace.project().documents().len(), 1);
    assert_eq!(places(&mut h).len(), 2);
}

#[test]
fn what_is_no_dataset_is_refused_in_the_dialog() {
    let (home, mut h) = with_article(&[("odd.bin", "nothing that anybody knows")]);
    type_path(&mut h, &home.path().join("odd.bin"));
    wait_for(&mut h, "the refusal", |h| {
        h.query_by_label_contains("No format is recognised here")
            .is_some()
    });
    let button = h.get_by_role_and_label(Role::Button, "Import");
    assert!(button.accesskit_node().is_disabled());
    press(&mut h, NONE, Key::Escape);
    press(&mut h, NONE, Key::Escape);
    assert!(!app(&mut h).dialogs.is_any_open());
}

#[test]
fn what_does_not_come_in_is_listed_once_more_when_the_preview_is_gone() {
    let table = "document,start,end,label,text\na.txt,6,28,claim,The quay closes in May\na.txt,x,4,claim,Quay\na.txt,0,4,claim,nowhere\n";
    let (home, mut h) = with_article(&[("codes.csv", table)]);
    type_path(&mut h, &home.path().join("codes.csv"));
    is_ready(&mut h);
    let lines = [
        "codes.csv:3: start or end is no number",
        "codes.csv:4: its words are not in the article",
    ];
    h.get_by_label("2 rows did not come in");
    for line in lines {
        h.get_by_label(line);
    }
    import(&mut h);
    h.get_by_label("2 rows did not come in");
    h.get_by_label_contains(&lines.join("\n"));
    h.get_by_label_contains("1 annotation does not fit the text");
    h.get_by_label("OK").click();
    steps(&mut h, 2);
    assert!(!app(&mut h).dialogs.is_any_open());
}

#[test]
fn the_same_folder_a_second_time_adds_nothing() {
    let (home, mut h) = with_article(&BRAT);
    for n in [0, 2] {
        assert_eq!(places(&mut h).len(), n);
        app(&mut h).open_paths(vec![home.path().join("brat")]);
        steps(&mut h, 2);
        if n == 0 {
            is_ready(&mut h);
            import(&mut h);
        }
    }
    wait_for(&mut h, "the preview", |h| {
        h.query_by_label_contains("Nothing would be added")
            .is_some()
    });
    h.get_by_label_contains("2 annotations that the project has already: not added again");
    let why = h.get_by_label_contains("Nothing would be added").rect();
    let button = h.get_by_role_and_label(Role::Button, "Import");
    assert!(button.accesskit_node().is_disabled());
    // It is told beside the button, and nothing above can push it out of sight.
    assert!(
        (button.rect().center().y - why.center().y).abs() < 8.0,
        "{why:?}"
    );
}

#[test]
fn one_file_of_brat_brings_its_text() {
    let (home, mut h) = with_article(&BRAT);
    app(&mut h).open_paths(vec![home.path().join("brat/bea/a.ann")]);
    steps(&mut h, 2);
    is_ready(&mut h);
    h.get_by_label_contains("1 article, here already. 2 annotations and 0 links.");
}

const TSV: &str =
    "#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Span|value\n\n\n#Text=One two\n1-1\t0-3\tOne\tX\t\n";

#[test]
fn files_of_every_format_come_in_through_the_window() {
    let (home, mut h) = sample();
    let project = app(&mut h)
        .open
        .as_ref()
        .unwrap()
        .workspace
        .project()
        .clone();
    for format in FORMATS.iter().filter(|f| f.is_read()) {
        let folder = home.path().join(format.id);
        if format.is_written() {
            let target = ExportTarget::Path {
                path: folder.clone(),
                force: false,
            };
            let options = ExportOptions::default();
            let context = JobContext::default();
            export(&RealFs, &project, format, options, target, &context).unwrap();
        } else {
            crate::storage::FileSystem::create_dir_all(&RealFs, &folder).unwrap();
            article(&folder, "a.tsv", TSV);
        }
        app(&mut h).open_import(vec![folder]);
        wait_for(&mut h, "the preview", |h| {
            h.query_by_label("What will come in").is_some()
        });
        h.get_by_label("A new project").click();
        steps(&mut h, 2);
        is_ready(&mut h);
        import(&mut h);
        assert!(!places(&mut h).is_empty(), "{}", format.id);
        let told = h.query_by_label_contains("did not come in");
        assert!(told.is_none(), "{}", format.id);
        if app(&mut h).dialogs.is_any_open() {
            press(&mut h, NONE, Key::Escape);
        }
    }
}
