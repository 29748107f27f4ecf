//! Export by accessible names: choose, look, write, replace.

use super::*;

/// The export dialog over the sample, with this format chosen and worked out.
fn export_dialog(format: &str) -> (TempDir, Window) {
    let (home, mut h) = sample();
    press(&mut h, CTRL, Key::E);
    h.get_by_label(format).click();
    steps(&mut h, 2);
    worked_out(&mut h);
    (home, h)
}

fn worked_out(h: &mut Window) {
    wait_for(h, "the preview", |h| {
        h.query_by_label_contains("Working it out").is_none()
            && h.query_by_label_contains("5 articles,").is_some()
    });
}

fn read(path: &Path) -> String {
    let bytes = crate::storage::FileSystem::read(&RealFs, path, 1 << 20).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn type_path(h: &mut Window, field: &str, path: &Path) {
    h.get_by_role_and_label(Role::TextInput, field).focus();
    steps(h, 2);
    press(h, CTRL, Key::A);
    h.get_by_role_and_label(Role::TextInput, field)
        .type_text(&path.display().to_string());
    steps(h, 2);
}

fn write(h: &mut Window) {
    h.get_by_role_and_label(Role::Button, "Export").click();
    steps(h, 2);
    wait_for(h, "the export", |h| {
        app(h).opening.exporting.is_none() && app(h).dialogs.is_any_open()
    });
    steps(h, 2);
}

#[test]
fn the_sample_is_written_as_csv_with_what_was_lost() {
    let (home, mut h) = export_dialog("CSV tables");
    h.get_by_label("What CSV tables cannot hold");
    let out = home.path().join("new/out");
    type_path(&mut h, "Folder", &out);
    write(&mut h);
    h.get_by_label("Exported");
    h.get_by_label("spans.csv");
    let spans = read(&out.join("spans.csv"));
    let mut rows = csv::Reader::from_reader(spans.as_bytes());
    assert_eq!(rows.records().count(), n_annotations(&mut h));
    for name in ["documents.csv", "links.csv"] {
        assert!(out.join(name).is_file(), "{name}");
    }
    h.get_by_label("OK").click();
    steps(&mut h, 2);
    assert!(!app(&mut h).dialogs.is_any_open());
}

#[test]
fn only_the_chosen_annotators_and_tags_are_written() {
    let (home, mut h) = export_dialog("CSV tables");
    let (ben, claims) = {
        let project = app(&mut h).open.as_ref().unwrap().workspace.project();
        let of = |who: &str, label: Option<&str>| {
            let all = project
                .annotations()
                .filter(|a| a.annotator.as_str() == who);
            all.filter(|a| label.is_none_or(|l| a.label.as_str() == l))
                .count()
        };
        (of("ben", None), of("ben", Some("claim")))
    };
    assert!(ben > claims && claims > 0);
    h.get_by_label_contains("Ada (person").click();
    steps(&mut h, 2);
    for tag in ["Quote (", "Contradiction ("] {
        h.get_by_label_contains(tag).click();
        steps(&mut h, 2);
    }
    worked_out(&mut h);
    let out = home.path().join("out");
    type_path(&mut h, "Folder", &out);
    write(&mut h);
    let spans = read(&out.join("spans.csv"));
    let mut rows = csv::Reader::from_reader(spans.as_bytes());
    assert_eq!(rows.records().count(), claims);
}

#[test]
fn what_is_missing_is_said_before_anything_is_written() {
    let (_home, mut h) = export_dialog("CSV tables");
    for who in ["Ada (person", "Ben (person"] {
        h.get_by_label_contains(who).click();
        steps(&mut h, 2);
    }
    h.get_by_label("Choose at least one annotator");
    h.get_by_role_and_label(Role::Button, "Export").click();
    steps(&mut h, 3);
    assert!(app(&mut h).opening.exporting.is_none());
    assert!(app(&mut h).dialogs.is_any_open());
}

#[test]
fn a_folder_with_something_in_it_is_asked_about() {
    let (home, mut h) = export_dialog("doccano (JSON lines)");
    let out = home.path().join("out");
    app(&mut h).env.fs.create_dir_all(&out).unwrap();
    article(&out, "mine.txt", "mine");
    type_path(&mut h, "Folder", &out);
    write(&mut h);
    h.get_by_label("Replace what is there?");
    assert!(!out.join("ada.jsonl").exists());
    h.get_by_role_and_label(Role::Button, "Replace").click();
    steps(&mut h, 2);
    wait_for(&mut h, "the export", |h| {
        h.query_by_label("Exported").is_some()
    });
    assert!(out.join("ada.jsonl").is_file());
    assert_eq!(read(&out.join("mine.txt")), "mine");
}

#[test]
fn parts_of_a_dataset_are_shown_before_they_are_written() {
    let (home, mut h) = export_dialog("Dataset folder (JSON lines)");
    h.get_by_label("Split into parts by whole articles").click();
    steps(&mut h, 2);
    wait_for(&mut h, "the parts", |h| {
        h.query_by_label_contains("train: ").is_some()
    });
    h.get_by_label_contains("test: ");
    let out = home.path().join("out");
    type_path(&mut h, "Folder", &out);
    write(&mut h);
    assert!(out.join("data/spans").is_dir());
}

#[test]
fn the_same_choice_is_there_the_next_time() {
    let (home, mut h) = export_dialog("brat standoff");
    let out = home.path().join("out");
    type_path(&mut h, "Folder", &out);
    write(&mut h);
    h.get_by_label("OK").click();
    steps(&mut h, 2);
    press(&mut h, CTRL, Key::E);
    steps(&mut h, 2);
    let dialog = app(&mut h).dialogs.export_mut().unwrap();
    assert_eq!(dialog.draft().format, "brat");
    assert_eq!(dialog.draft().path, out.display().to_string());
}

#[test]
fn every_format_is_written_from_the_window() {
    let (home, mut h) = sample();
    for format in crate::formats::FORMATS.iter().filter(|f| f.is_written()) {
        press(&mut h, CTRL, Key::E);
        // The chosen one's name stands beside the list too.
        let all = h.get_all_by_label(format.name);
        all.into_iter().next().unwrap().click();
        steps(&mut h, 2);
        worked_out(&mut h);
        let out = home.path().join(format.id);
        let field = match format.single_ending {
            Some(_) => "File or folder",
            None => "Folder",
        };
        type_path(&mut h, field, &out);
        write(&mut h);
        h.get_by_label("Exported");
        let names = crate::storage::FileSystem::read_dir(&RealFs, &out).unwrap();
        assert!(!names.is_empty(), "{}", format.id);
        h.get_by_label("OK").click();
        steps(&mut h, 2);
    }
}

#[test]
fn an_empty_project_is_told_to_have_nothing_to_write() {
    let (_home, mut h) = sample();
    press(&mut h, CTRL, Key::N);
    wait_for(&mut h, "the empty project", |h| {
        let open = app(h).open.as_ref();
        open.is_some_and(|open| open.workspace.project().documents().is_empty())
    });
    press(&mut h, CTRL, Key::E);
    steps(&mut h, 4);
    h.get_by_role_and_label(Role::Button, "Export");
    h.get_by_label_contains("The project has no article");
    assert!(h.query_by_label_contains("Nothing is lost").is_none());
}
