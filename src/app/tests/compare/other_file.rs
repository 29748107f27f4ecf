//! Differences with another file: its layer is taken in before they are settled.

use super::*;

#[test]
fn the_first_decision_about_another_file_takes_its_layer_in() {
    let (home, mut h) = sample();
    let path = other_file(&home);
    compared_with(&mut h, &path);
    // Ada here with Ben there, not Ada with herself; whose file it is stands in the head.
    assert!(state(&mut h).has_disagreements());
    assert!(h.query_all_by_label("B  Ben").next().is_some());
    h.get_by_label_contains(" spans, in other.json");
    assert!(!state(&mut h).settling().can_decide());
    go_to(&mut h, 0);
    press(&mut h, NONE, Key::A);
    h.get_by_label("Take the other layer into this project?");
    h.get_by_label("Take it in").click();
    wait_for(&mut h, "the comparison within", |h| {
        state(h).settling().can_decide()
    });
    let annotators = app(&mut h)
        .open
        .as_ref()
        .unwrap()
        .workspace
        .project()
        .annotators()
        .len();
    assert_eq!(annotators, 3);
    go_to(&mut h, 0);
    press(&mut h, NONE, Key::A);
    let found = state(&mut h).settling().adjudication().unwrap();
    assert_eq!(found.counts(|_| true).n_decided, 1);
}

#[test]
fn nothing_is_taken_out_of_a_file_of_a_newer_version() {
    let (home, mut h) = sample();
    let sample = include_str!("../../../../sample_projects/harbour.json");
    let newer = sample.replacen("\"version\":1", "\"version\":2", 1);
    assert_ne!(newer, sample);
    let path = article(home.path(), "newer.json", newer);
    compared_with(&mut h, &path);
    steps(&mut h, 2);
    go_to(&mut h, 0);
    for key in [Key::A, Key::E] {
        press(&mut h, NONE, key);
        h.get_by_label("The other layer cannot be taken in");
        h.get_by_label_contains(
            "newer.json is of a newer version, of which this program may not know all",
        );
        assert_eq!(h.query_all_by_label("Take it in").count(), 0);
        press(&mut h, NONE, Key::Escape);
    }
    let open = app(&mut h).open.as_ref().unwrap();
    assert_eq!(open.workspace.project().annotators().len(), 2);
}

/// A copy of the sample beside `home` in which the first article reads otherwise, so that nothing of it is compared.
fn file_with_another_text(home: &TempDir) -> PathBuf {
    let bytes = include_bytes!("../../../../sample_projects/harbour.json");
    let mut project = crate::storage::project_file::read_project(bytes)
        .unwrap()
        .project;
    let old = project.documents()[0].clone();
    let text = format!("An update. {}", old.text());
    let new = crate::model::Document::new(
        old.id.clone(),
        old.title.clone(),
        old.source.clone(),
        text.as_str().into(),
    );
    let ops = crate::edit::replace::replace_document(&project, &Arc::new(new), "").unwrap();
    crate::edit::apply_all(&mut project, &ops.0).unwrap();
    let bytes = crate::storage::project_file::write_project(&project);
    article(home.path(), "other.json", String::from_utf8(bytes).unwrap())
}

#[test]
fn what_is_compared_on_another_text_is_taken_in_and_what_is_not_is_said_before() {
    let (home, mut h) = sample();
    let path = file_with_another_text(&home);
    compared_with(&mut h, &path);
    steps(&mut h, 2);
    let n_of_b = |h: &mut Window| state(h).compared().unwrap().comparison.n_spans[1];
    let n_without = n_of_b(&mut h);
    go_to(&mut h, 0);
    press(&mut h, NONE, Key::A);
    h.get_by_label_contains("on articles whose texts differ would stay out");
    press(&mut h, NONE, Key::Escape);
    h.get_by_label_contains("whose text differs too").click();
    wait_for(&mut h, "both articles", |h| {
        state(h)
            .compared()
            .is_some_and(|c| !c.reanchored.is_empty())
    });
    steps(&mut h, 2);
    let n = n_of_b(&mut h);
    assert!(n > n_without, "{n} > {n_without}");
    go_to(&mut h, 0);
    press(&mut h, NONE, Key::A);
    assert_eq!(h.query_all_by_label_contains("would stay out").count(), 0);
    h.get_by_label("Take it in").click();
    wait_for(&mut h, "the comparison within", |h| {
        state(h).settling().can_decide()
    });
    assert_eq!(n_of_b(&mut h), n);
}
