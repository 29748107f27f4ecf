//! What a later copy says about what is there already.

use super::*;

/// The project with other titles, kinds and unknown fields.
fn said(value: &str, kind: AnnotatorKind) -> Project {
    let mut project = project();
    let field = |name: &str| ForeignFields(vec![(name.to_owned(), value.to_owned())]);
    let mut head = project.head().clone();
    value.clone_into(&mut head.title);
    head.foreign = field("head");
    project.set_head(Arc::new(head));
    let mut document = Document::clone(project.document(&"d1".into()).unwrap());
    value.clone_into(&mut document.title);
    let metadata = &mut document.metadata;
    metadata.fields.retain(|(name, _)| name == "url");
    metadata
        .fields
        .push(("outlet".to_owned(), value.to_owned()));
    document.foreign = field("extra");
    value.clone_into(&mut document.source.path);
    let to = Some((0, Arc::new(document)));
    project.put_document(&"d1".into(), to).unwrap();
    let ada = Annotator {
        kind,
        foreign: field("team"),
        ..Annotator::clone(project.annotator(&"ada".into()).unwrap())
    };
    let to = Some((0, Arc::new(ada)));
    project.put_annotator(&"ada".into(), to).unwrap();
    let progress = Progress {
        state: ProgressState::InProgress,
        foreign: field("at"),
    };
    project
        .put_progress(&"d1".into(), &"ada".into(), Some(progress))
        .unwrap();
    let speaker = crate::model::Speaker {
        id: "s1".into(),
        name: "Mayor".to_owned(),
        aliases: Vec::new(),
        foreign: field("born"),
    };
    project
        .put_speaker(&"s1".into(), Some(Arc::new(speaker)))
        .unwrap();
    project
}

#[test]
fn what_a_later_copy_says_fills_what_is_empty() {
    let mut first = project();
    let mut document = Document::clone(first.document(&"d1".into()).unwrap());
    document.title.clear();
    let to = Some((0, Arc::new(document)));
    first.put_document(&"d1".into(), to).unwrap();
    let second = said("2", AnnotatorKind::Human);
    let gathered = gather(&[&first, &second]);
    assert_eq!(gathered.notes, Vec::<String>::new());
    let (one, other) = (&gathered.project, &second);
    assert_eq!(one.head().title, "2");
    assert_eq!(one.head().foreign, other.head().foreign);
    let d1 = one.document(&"d1".into()).unwrap();
    assert_eq!((&*d1.title, d1.metadata.get("outlet")), ("2", "2"));
    assert_eq!(d1.metadata.fields.len(), 4, "our fields are there too");
    assert_eq!((d1.foreign.0.len(), &*d1.source.path), (1, "2"));
    assert_eq!(one.annotators(), other.annotators());
    assert!(one.all_progress().eq(other.all_progress()));
    assert!(one.speakers().eq(other.speakers()));
}

#[test]
fn what_a_later_copy_says_otherwise_is_told() {
    let first = said("1", AnnotatorKind::Human);
    let second = said("2", AnnotatorKind::Machine);
    let gathered = gather(&[&first, &second, &first]);
    assert_eq!(gathered.project, first);
    let expected = [
        "the title of the project",
        "the field “head” of the project",
        "the title of the article d1",
        "the outlet of the article d1",
        "the field “extra” of the article d1",
        "file 2 has 1 of the articles from other files than here; the first file's names of files stay",
        "the kind of the annotator ada",
        "the field “team” of the annotator ada",
        "the field “at” of the progress of ada with d1",
        "the field “born” of the speaker s1",
    ];
    assert_eq!(gathered.notes.len(), expected.len(), "{:?}", gathered.notes);
    for (note, expected) in gathered.notes.iter().zip(expected) {
        assert!(note.starts_with(expected), "{note}");
    }
    assert_eq!(
        gathered.notes[0],
        "the title of the project is “2” in file 2; the first file's stays"
    );
    assert_eq!(gathered.n_clashes, 0);
}

#[test]
fn speakers_of_one_id_are_one_where_one_of_both_names_the_other() {
    let with = |name: &str, aliases: &[&str]| {
        let mut project = project();
        let speaker = crate::model::Speaker {
            id: "s1".into(),
            name: name.to_owned(),
            aliases: aliases.iter().map(|&a| a.to_owned()).collect(),
            foreign: ForeignFields::default(),
        };
        project
            .put_speaker(&"s1".into(), Some(Arc::new(speaker)))
            .unwrap();
        project
    };
    let (mayor, port) = (with("Mayor", &[]), with("Port", &[]));
    let known = with("Giuseppe Sala", &["Mayor"]);
    let gathered = gather(&[&mayor, &port, &known, &port]);
    let all: Vec<_> = gathered
        .project
        .speakers()
        .map(|s| (s.id.as_str(), &*s.name, s.aliases.join(", ")))
        .collect();
    let alias = "Giuseppe Sala".to_owned();
    assert_eq!(
        all,
        [("s1", "Mayor", alias), ("s1-2", "Port", String::new())]
    );
}
