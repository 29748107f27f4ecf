//! One annotator's layer of another project.

use super::*;

/// What `take_layer` gives, applied.
fn taken(project: &Project, other: &Project, name: Option<&str>) -> (Project, TakenLayer) {
    let taken = take_layer(project, other, &"ben".into(), name).unwrap();
    let mut after = project.clone();
    apply_all(&mut after, &taken.ops).unwrap();
    (after, taken)
}

#[test]
fn one_layer_of_another_project_comes_in() {
    let (mut here, mut there) = (project(), project());
    put(&mut here, "a1", "ada", 4..9);
    put(&mut there, "a1", "ben", 10..14);
    put(&mut there, "x1", "ada", 4..9);
    let mut schema = (**there.schema()).clone();
    for id in ["used", "unused"] {
        let mut label = schema.labels[0].clone();
        label.id = id.into();
        schema.labels.push(label);
    }
    there.set_schema(Arc::new(schema)).unwrap();
    let mut tagged = claim("b2", "d2", "ben", TEXT, 4..9);
    tagged.label = "used".into();
    tagged.features.set("speaker".into(), "Mayor");
    there
        .put_annotation(&"b2".into(), Some(Arc::new(tagged)))
        .unwrap();
    for (id, name) in [("s1", "Mayor"), ("s2", "Nobody")] {
        let speaker = crate::model::Speaker {
            id: id.into(),
            name: name.to_owned(),
            aliases: Vec::new(),
            foreign: ForeignFields::default(),
        };
        there
            .put_speaker(&id.into(), Some(Arc::new(speaker)))
            .unwrap();
    }
    let other = Document::new("d3".into(), "d3".to_owned(), Source::default(), TEXT.into());
    there
        .put_document(&"d3".into(), Some((2, Arc::new(other))))
        .unwrap();
    let elsewhere = claim("b3", "d3", "ben", TEXT, 4..9);
    there
        .put_annotation(&"b3".into(), Some(Arc::new(elsewhere)))
        .unwrap();
    for (id, to) in [("r1", "b2"), ("r2", "b3")] {
        let link = contradiction(id, "ben", "a1", to);
        there
            .put_relation(&id.into(), Some(Arc::new(link)))
            .unwrap();
    }
    for id in ["d1", "d3"] {
        let done = Progress {
            state: ProgressState::Done,
            foreign: ForeignFields::default(),
        };
        there
            .put_progress(&id.into(), &"ben".into(), Some(done))
            .unwrap();
    }

    put_decision(&mut there, decision("k1", "a1", "b2", "f1", "1"));
    there.push_set_aside(faulty_annotation());
    let mut schema = (**there.schema()).clone();
    "Assertion".clone_into(&mut schema.labels[0].name);
    "Not used.".clone_into(&mut schema.labels[1].description);
    there.set_schema(Arc::new(schema)).unwrap();

    let (after, layer) = taken(&here, &there, None);
    assert_eq!(ids(&after), ["a1", "a1-2", "b2"]);
    assert_eq!(layer.annotator.as_str(), "ben");
    assert_eq!(after.relation(&"r1".into()).unwrap().from.as_str(), "a1-2");
    assert_eq!((layer.annotations.len(), layer.relations.len()), (2, 1));
    assert!(after.schema().label(&"used".into()).is_some());
    assert!(after.schema().label(&"unused".into()).is_none());
    let speakers: Vec<_> = after.speakers().map(|s| s.name.as_str()).collect();
    assert_eq!(speakers, ["Mayor"]);
    assert_eq!(
        layer.notes,
        [
            "left out: 1 annotation on the article “d3”, which is not in this project",
            "left out: 1 link with an end on an article that was left out",
            "left out: the progress with 1 article",
            "left out: 1 decisions that this annotator took in the other project",
            "the other project has the tag claim with other words or settings; this project's stays",
            "left out: 1 annotation or link among the problems of the other project"
        ]
    );
    let state = after.progress_state(&"d1".into(), &"ben".into());
    assert_eq!(state, ProgressState::Done);
    assert_eq!(after.documents().len(), 2);
    // Once more changes nothing but the copy that lost its id, which is as before.
    let (again, _) = taken(&after, &there, Some("Ben of the other file"));
    assert_eq!(
        again.annotators().last().unwrap().id.as_str(),
        "ben-of-the-other-file"
    );
    assert_eq!(again.n_annotations(), 5);
    assert!(take_layer(&here, &there, &"nobody".into(), None).is_err());
    assert!(take_layer(&here, &there, &"ben".into(), Some(" ")).is_err());
}

#[test]
fn what_is_faulty_in_the_layer_comes_along_where_its_names_mean_the_same_here() {
    let (here, mut there) = (project(), project());
    put(&mut there, "a1", "ben", 4..9);
    there.push_set_aside(faulty_link("ben", "a1", "gone"));
    let mut of_ada = faulty_link("ada", "a1", "gone");
    of_ada.id = Some("r8".to_owned());
    there.push_set_aside(of_ada);
    let (after, layer) = taken(&here, &there, None);
    assert_eq!(after.set_aside(), [faulty_link("ben", "a1", "gone")]);
    assert_eq!(layer.notes, [""; 0]);
    // Once more it is there already.
    let (again, layer) = taken(&after, &there, None);
    assert_eq!(again.set_aside().len(), 1);
    assert_eq!(layer.notes, [""; 0]);
    // Who is called otherwise here, or what: the text would name somebody else.
    let (after, layer) = taken(&here, &there, Some("Ben of the other file"));
    assert!(after.set_aside().is_empty());
    let told = "left out: 1 annotation or link among the problems of the other project";
    assert_eq!(layer.notes, [told]);
    let mut here = project();
    put(&mut here, "a1", "ada", 4..9);
    let (after, layer) = taken(&here, &there, None);
    assert!(after.set_aside().is_empty());
    assert_eq!(layer.notes, [told]);
}
