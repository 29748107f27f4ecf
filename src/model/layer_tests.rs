//! The place index against a plain scan.

use super::*;
use crate::model::fixture::claim;
use proptest::prelude::*;

fn annotation(n: usize, start: usize, len: usize, text: &str) -> Annotation {
    let annotator = if n.is_multiple_of(2) { "ada" } else { "ben" };
    let mut a = claim(&format!("a{n}"), "d", annotator, text, start..start + len);
    if !n.is_multiple_of(3) {
        a.label = "quote".into();
    }
    a
}

fn extents() -> impl Strategy<Value = Vec<(usize, usize)>> {
    let len = prop_oneof![1_usize..60, 1000_usize..9000, 20_000_usize..40_000];
    prop::collection::vec((0_usize..60_000, len), 0..40)
}

proptest! {
    #[test]
    fn finds_what_a_scan_finds(places in extents(), from in 0_usize..100_000, len in 1_usize..5000) {
        let text = "x".repeat(100_000);
        let all: Vec<Annotation> =
            places.iter().enumerate().map(|(n, (s, l))| annotation(n, *s, *l, &text)).collect();
        let mut layer = DocumentLayer::default();
        for a in &all {
            layer.insert(a);
        }
        // Every third goes again.
        for a in all.iter().step_by(3) {
            layer.remove(a);
        }
        let left: Vec<&Annotation> =
            all.iter().enumerate().filter(|(n, _)| n % 3 != 0).map(|(_, a)| a).collect();

        let range = from..from + len;
        let mut expected: Vec<(usize, usize, &AnnotationId)> = left
            .iter()
            .filter(|a| a.start().get() < range.end && a.end().get() > range.start)
            .map(|a| (a.start().get(), a.end().get(), &a.id))
            .collect();
        expected.sort();
        let expected: Vec<&AnnotationId> = expected.into_iter().map(|(_, _, id)| id).collect();
        prop_assert_eq!(layer.touching(range), expected);

        prop_assert_eq!(layer.len(), left.len());
        let counted: usize = layer.counts().map(|(_, _, n)| n).sum();
        prop_assert_eq!(counted, left.len());
        let ada = AnnotatorId::from("ada");
        let quote = LabelId::from("quote");
        let scan = left.iter().filter(|a| a.annotator == ada && a.label == quote).count();
        prop_assert_eq!(layer.count(&ada, &quote), scan);
    }
}
