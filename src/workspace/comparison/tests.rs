//! What goes into a comparison, and what is left out of it.

use super::*;
use crate::model::{AnchorState, AnnotationId};
use crate::storage::project_file::read_project;

fn compared(project: Project) -> Compared {
    let project = Arc::new(project);
    let sides = people(&project).into_iter().map(|annotator| Side {
        project: project.clone(),
        annotator,
    });
    let found = compare_in_job(
        sides.collect(),
        &Settings::default(),
        &JobContext::default(),
    );
    found.expect("two people")
}

#[test]
fn what_is_lost_is_not_compared_where_it_is_kept_but_counted_with_its_links() {
    let bytes = include_bytes!("../../../sample_projects/harbour.json");
    let mut project = read_project(bytes).expect("the sample is sound").project;
    let before = compared(project.clone());
    assert!(before.omitted.iter().all(|o| *o == Omitted::default()));
    let id = AnnotationId::from("a03");
    let n_links = project
        .relations()
        .filter(|r| r.from == id || r.to == id)
        .count();
    assert!(n_links > 0);
    let mut lost = Annotation::clone(project.annotation(&id).unwrap());
    lost.anchor = Some(AnchorState::Lost);
    project.put_annotation(&id, Some(Arc::new(lost))).unwrap();

    let after = compared(project);
    let expected = Omitted {
        lost: 1,
        links: n_links,
        set_aside: 0,
    };
    assert_eq!(after.omitted, [expected, Omitted::default()]);
    assert_eq!(
        after.comparison.n_spans[0] + 1,
        before.comparison.n_spans[0]
    );
    assert!(after.input.units.iter().all(|u| u.id != "a03"));
    assert_eq!(after.input.links.len() + n_links, before.input.links.len());
    let subject = after.subject(&[]);
    let told: Vec<String> = subject.omitted_in_words().collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("Left out of Ada: 1 annotation whose words are lost, "));
}

#[test]
fn what_was_set_aside_is_counted_for_whose_it_is() {
    let bytes = include_bytes!("../../../sample_projects/harbour.json");
    let text = std::str::from_utf8(bytes).unwrap();
    // Without any character.
    let broken = text.replacen("[[79,219]]", "[[219,219]]", 1);
    assert_ne!(broken, text);
    let project = read_project(broken.as_bytes()).unwrap().project;
    let found = compared(project);
    let n: Vec<usize> = found.omitted.iter().map(|o| o.set_aside).collect();
    assert_eq!(n, [1, 0]);
}

#[test]
fn annotators_of_one_name_are_told_apart() {
    let bytes = include_bytes!("../../../sample_projects/harbour.json");
    let text = std::str::from_utf8(bytes).unwrap();
    let same = text.replace("\"name\":\"Ben\"", "\"name\":\"Ada\"");
    assert_ne!(same, text);
    let project = Arc::new(read_project(same.as_bytes()).unwrap().project);
    let side = |project: &Arc<Project>, who: usize| Side {
        project: project.clone(),
        annotator: people(project)[who].clone(),
    };
    let ids = people(&project);
    let within = [side(&project, 0), side(&project, 1)];
    assert_eq!(
        names(&within, &[]),
        [format!("Ada ({})", ids[0]), format!("Ada ({})", ids[1])]
    );
    let other = Arc::new(Project::clone(&project));
    let between = [side(&project, 0), side(&other, 1)];
    let file = |name: &str| ProjectFile {
        name: name.to_owned(),
        sha256: None,
    };
    assert_eq!(names(&between, &[]), ["Ada (first)", "Ada (second)"]);
    let files = [file("x.json"), file("y.json")];
    assert_eq!(names(&between, &files), ["Ada (x.json)", "Ada (y.json)"]);
    let files = [file("x.json"), file("x.json")];
    assert_eq!(names(&between, &files), ["Ada (first)", "Ada (second)"]);
}
