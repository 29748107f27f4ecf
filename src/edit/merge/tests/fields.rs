//! Fields of one element, each merged by itself.

use super::*;

#[test]
fn fields_of_one_article_or_annotator_are_merged_each_by_itself() {
    let document = |change: &dyn Fn(&mut Document)| {
        let mut document = Document::clone(base().document(&"d1".into()).unwrap());
        change(&mut document);
        EditOp::Document {
            id: "d1".into(),
            to: Some((0, Arc::new(document))),
        }
    };
    let set = |document: &mut Document, name: &str, value: &str| {
        let field = document.metadata.fields.iter_mut().find(|f| f.0 == name);
        value.clone_into(&mut field.unwrap().1);
    };
    let head = |change: &dyn Fn(&mut ProjectHead)| {
        let mut head = base().head().clone();
        change(&mut head);
        EditOp::Head(Arc::new(head))
    };
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let ours = [
        document(&|d| {
            "Ours".clone_into(&mut d.title);
            set(d, "author", "Ada");
            d.foreign.0.push(field("x", "1"));
        }),
        head(&|h| h.foreign.0.push(field("zz", "1"))),
    ];
    let theirs = [
        document(&|d| {
            set(d, "outlet", "ANSA");
            set(d, "author", "Ada");
            d.foreign.0.push(field("y", "2"));
        }),
        head(&|h| {
            "Theirs".clone_into(&mut h.title);
            h.foreign.0.push(field("yy", "2"));
        }),
    ];
    let merged = merge(&ours, &theirs);
    assert_eq!((merged.notes.as_slice(), merged.n_clashes), (&[][..], 0));
    let d1 = merged.project.document(&"d1".into()).unwrap();
    assert_eq!((&*d1.title, d1.metadata.get("outlet")), ("Ours", "ANSA"));
    assert_eq!(d1.foreign.0, [field("x", "1"), field("y", "2")]);
    let head = merged.project.head();
    assert_eq!(head.title, "Theirs");
    assert_eq!(head.foreign.0, [field("zz", "1"), field("yy", "2")]);

    let ours = [document(&|d| {
        "Ours".clone_into(&mut d.title);
        set(d, "outlet", "BBC");
    })];
    let merged = merge(
        &ours,
        &[document(&|d| {
            "Theirs".clone_into(&mut d.title);
            set(d, "outlet", "ANSA");
            set(d, "author", "Ada");
        })],
    );
    assert_eq!(
        merged.notes,
        [
            "both changed the title of the article d1; ours stays",
            "both changed the outlet of the article d1; ours stays"
        ]
    );
    assert_eq!(merged.n_clashes, 2);
    let d1 = merged.project.document(&"d1".into()).unwrap();
    assert_eq!((&*d1.title, d1.metadata.get("author")), ("Ours", "Ada"));
}

#[test]
fn of_two_states_of_progress_the_higher_one_stays() {
    use ProgressState::{Done, InProgress};
    let at = |state| {
        [compose::set_progress(
            &base(),
            &"d1".into(),
            &"ada".into(),
            state,
        )]
    };
    for (ours, theirs) in [(Done, InProgress), (InProgress, Done)] {
        let merged = merge(&at(ours), &at(theirs));
        assert_eq!(merged.notes, Vec::<String>::new());
        let state = merged.project.progress_state(&"d1".into(), &"ada".into());
        assert_eq!(state, Done);
    }
}
