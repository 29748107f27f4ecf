//! Chains, slots, references and tags of layers, alike in WebAnno TSV, UIMA XMI and CAS JSON.

use super::*;

/// Tag and words of every annotation, then type and words of both ends of every link, sorted.
fn told(read: &ImportedProject) -> Vec<String> {
    let text = read.documents[0].text();
    let words = |id: &crate::model::AnnotationId| {
        let a = read.annotations.iter().find(|a| a.id == *id).unwrap();
        a.spans[0].of(text).to_owned()
    };
    let spans = read
        .annotations
        .iter()
        .map(|a| format!("{}={}", a.label.as_str(), words(&a.id)));
    let mut all: Vec<String> = spans.collect();
    all.sort_unstable();
    let links = read.relations.iter().map(|r| {
        let (kind, from, to) = (r.relation_type.as_str(), words(&r.from), words(&r.to));
        format!("{kind}: {from} -> {to}")
    });
    let n = all.len();
    all.extend(links);
    all[n..].sort_unstable();
    all
}

fn tsv(head: &str, rows: &str) -> FileSet {
    let text = format!("#FORMAT=WebAnno TSV 3.3\n{head}\n\n\n#Text=Ada paid Ben\n{rows}");
    files(&[("d.tsv", &text)])
}

fn xmi(structures: &str) -> String {
    format!(
        r#"<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:custom="http:///custom.ecore">
<cas:NULL xmi:id="0"/><cas:Sofa xmi:id="1" sofaString="Ada paid Ben"/>{structures}</xmi:XMI>"#
    )
}

fn check(files: &FileSet, want: &[&str], want_left_out: &[(&str, usize)]) {
    let read = alone(files);
    assert_eq!(told(&read), want);
    assert_eq!(left_out(&read), want_left_out);
}

#[test]
fn a_chain_is_its_mentions_and_the_links_between_them() {
    let head = "#T_CH=custom.SameLink|referenceRelation|referenceType";
    let rows = "1-1\t0-3\tAda\tagain->1-1|*->2-2\tname[1]|*[2]\t\n1-2\t4-8\tpaid\t*->2-1\t*[2]\t\n1-3\t9-12\tBen\t*->1-2|*->2-1\tname[1]|*[2]\t\n";
    let want = [
        "SameLink=Ada",
        "SameLink=paid Ben",
        "name=Ada",
        "name=Ben",
        "SameChain: paid Ben -> Ada",
        "again: Ada -> Ben",
    ];
    check(&tsv(head, rows), &want, &[]);
    let structures = r#"<custom:SameLink xmi:id="2" sofa="1" begin="0" end="3" next="3" referenceType="name" referenceRelation="again"/>
<custom:SameLink xmi:id="3" sofa="1" begin="9" end="12" referenceType="name"/>
<custom:SameLink xmi:id="4" sofa="1" begin="4" end="12" next="5"/><custom:SameLink xmi:id="5" sofa="1" begin="0" end="3"/>
<custom:SameChain xmi:id="6" first="2"/><custom:SameChain xmi:id="7" first="4"/>"#;
    check(&files(&[("d.xmi", &xmi(structures))]), &want, &[]);
    // The types may stand before the relations, and a mention without its place is told.
    let head = "#T_CH=custom.SameLink|referenceType|referenceRelation";
    let rows = "1-1\t0-3\tAda\tname[1]\tagain->1-1\t\n1-2\t4-8\tpaid\tname[1]\t_\t\n1-3\t9-12\tBen\tname[1]\t*->1-2\t\n";
    let want = ["name=Ada", "name=Ben", "again: Ada -> Ben"];
    check(
        &tsv(head, rows),
        &want,
        &[("mentions without a place in their chain", 1)],
    );
}

#[test]
fn a_slot_is_a_link_of_its_role() {
    let head =
        "#T_SP=custom.Who|\n#T_SP=custom.Act|ROLE_custom.Act:parts_custom.ActLink|custom.Who|kind";
    let rows = "1-1\t0-3\tAda\t*[1]|*[2]\t_\t_\t_\t\n1-2\t4-8\tpaid\t_\tgiver;taker;*\t1-1[1];1-3;1-3\tfact\t\n1-3\t9-12\tBen\t*\t_\t_\t_\t\n";
    let want = [
        "Who=Ada",
        "Who=Ada",
        "Who=Ben",
        "fact=paid",
        "giver: paid -> Ada",
        "parts: paid -> Ben",
        "taker: paid -> Ben",
    ];
    check(&tsv(head, rows), &want, &[]);
    // Nothing in the slots, and what is not there.
    let rows =
        "1-1\t0-3\tAda\t_\t_[1]|taker[2]\t*|1-2\t*[1]|*[2]\t\n1-2\t4-8\tpaid\t_\t_\t_\t_\t\n";
    let loose = [("references to what is no annotation here", 1)];
    check(&tsv(head, rows), &["Act=Ada", "Act=Ada"], &loose);
    // A slot for any annotation.
    let head = "#T_SP=custom.Who|\n#T_SP=custom.Act|ROLE_custom.Act:parts_custom.ActLink|uima.tcas.Annotation";
    let rows = "1-1\t0-3\tAda\t*\ttaker\t1-1\t\n";
    let want = ["Act=Ada", "Who=Ada", "taker: Ada -> Ada"];
    check(&tsv(head, rows), &want, &[]);
}

#[test]
fn a_slot_of_a_cas_is_a_link_of_its_role() {
    let want = [
        "Act=paid",
        "Who=Ada",
        "Who=Ben",
        "giver: paid -> Ada",
        "parts: paid -> Ben",
    ];
    let spans = r#"<custom:Who xmi:id="2" sofa="1" begin="0" end="3"/><custom:Who xmi:id="3" sofa="1" begin="9" end="12"/>
<custom:ActLink xmi:id="4" role="giver" target="2"/><custom:ActLink xmi:id="5" target="3"/>"#;
    for own in [
        r#"<custom:Act xmi:id="6" sofa="1" begin="4" end="8" parts="4 5"/>"#,
        r#"<custom:Act xmi:id="6" sofa="1" begin="4" end="8" parts="7"/><cas:FSArray xmi:id="7" elements="4 5"/>"#,
    ] {
        let text = xmi(&format!("{spans}{own}"));
        check(&files(&[("d.xmi", &text)]), &want, &[]);
    }
    let json = cas(
        "Ada paid Ben",
        r#",{"%ID":2,"%TYPE":"custom.Who","@sofa":1,"begin":0,"end":3},{"%ID":3,"%TYPE":"custom.Who","@sofa":1,"begin":9,"end":12},
{"%ID":4,"%TYPE":"custom.ActLink","role":"giver","@target":2},{"%ID":5,"%TYPE":"custom.ActLink","@target":3},
{"%ID":6,"%TYPE":"custom.Act","@sofa":1,"begin":4,"end":8,"@parts":7},{"%ID":7,"%TYPE":"custom.ActLink[]","%ELEMENTS":[4,5]}"#,
    );
    check(&files(&[("d.json", &json)]), &want, &[]);
    // A token is no annotation here, and what belongs to nothing is told.
    let loose = xmi(
        r#"<custom:Token xmi:id="2" sofa="1" begin="0" end="3"/><custom:ActLink xmi:id="4" role="giver" target="2"/>
<custom:Act xmi:id="6" sofa="1" begin="4" end="8" parts="4"/><custom:Thing xmi:id="9" name="x"/>"#,
    );
    check(
        &files(&[("d.xmi", &loose)]),
        &["Act=paid"],
        &[
            ("references to what is no annotation here", 1),
            ("structures without a place in the text", 1),
            ("tokens, sentences and lemmas", 1),
        ],
    );
}

#[test]
fn a_type_system_says_which_numbers_are_references() {
    let own = xmi(
        r#"<custom:Who xmi:id="2" sofa="1" begin="0" end="3" other="3" age="3"/><custom:Who xmi:id="3" sofa="1" begin="9" end="12"/>"#,
    );
    let feature = |name: &str, range: &str| {
        format!(
            "<featureDescription><name>{name}</name><rangeTypeName>{range}</rangeTypeName></featureDescription>"
        )
    };
    let types = format!(
        "<typeSystemDescription><types><typeDescription><name>custom.Who</name><supertypeName>uima.tcas.Annotation</supertypeName><features>{}{}</features></typeDescription></types></typeSystemDescription>",
        feature("other", "custom.Who"),
        feature("age", "uima.cas.Integer")
    );
    let read = alone(&files(&[("d.xmi", &own)]));
    assert_eq!(told(&read), ["Who=Ada", "Who=Ben"]);
    assert_eq!(read.annotations[0].features.iter().count(), 2);
    let read = alone(&files(&[("d.xmi", &own), ("TypeSystem.xml", &types)]));
    assert_eq!(told(&read), ["Who=Ada", "Who=Ben", "other: Ada -> Ben"]);
    assert_eq!(read.annotations[0].features.get("age"), Some("3"));
}

#[test]
fn several_words_of_a_feature_are_one_value() {
    let xml = xmi(
        r#"<custom:Who xmi:id="2" sofa="1" begin="0" end="3"><tags>one</tags><tags>two</tags></custom:Who>"#,
    );
    let array = xmi(
        r#"<custom:Who xmi:id="2" sofa="1" begin="0" end="3" tags="3"/><cas:StringArray xmi:id="3"><elements>one</elements><elements>two</elements></cas:StringArray>"#,
    );
    let list = xmi(
        r#"<custom:Who xmi:id="2" sofa="1" begin="0" end="3" tags="3"/><cas:NonEmptyStringList xmi:id="3" head="one" tail="4"/><cas:NonEmptyStringList xmi:id="4" head="two" tail="3"/>"#,
    );
    let json = cas(
        "Ada paid Ben",
        r#",{"%ID":2,"%TYPE":"custom.Who","@sofa":1,"begin":0,"end":3,"@tags":3},{"%ID":3,"%TYPE":"uima.cas.StringArray","%ELEMENTS":["one","two"]}"#,
    );
    for (name, text) in [
        ("d.xmi", &xml),
        ("d.xmi", &array),
        ("d.xmi", &list),
        ("d.json", &json),
    ] {
        let read = alone(&files(&[(name, text)]));
        assert_eq!(told(&read), ["Who=Ada"], "{text}");
        assert_eq!(
            read.annotations[0].features.get("tags"),
            Some("one; two"),
            "{text}"
        );
        assert_eq!(left_out(&read), [], "{text}");
    }
}

#[test]
fn what_begins_before_the_text_is_told() {
    let xml = xmi(
        r#"<custom:Who xmi:id="2" sofa="1" begin="-1" end="3"/><custom:Who xmi:id="3" sofa="1" begin="0" end="3"/>"#,
    );
    let json = cas(
        "Ada paid Ben",
        r#",{"%ID":2,"%TYPE":"custom.Who","@sofa":1,"begin":-1,"end":3},{"%ID":3,"%TYPE":"custom.Who","@sofa":1,"begin":0,"end":3}"#,
    );
    for (name, text) in [("d.xmi", &xml), ("d.json", &json)] {
        let read = alone(&files(&[(name, text)]));
        assert_eq!(told(&read), ["Who=Ada"]);
        let what = "Who has a begin or an end that is no place in a text";
        assert_eq!(
            (&*read.faults[0].place, &*read.faults[0].what),
            (&*format!("{name}#2"), what)
        );
    }
}

#[test]
fn the_tag_is_the_feature_that_is_one_and_lemmas_are_none() {
    let head = "#T_SP=custom.Name|identifier|value\n#T_SP=custom.Lemma|value\n#T_RL=custom.Dependency|flavor|DependencyType|BT_custom.Name\n#T_RL=custom.Near|BT_custom.Token";
    let rows = "1-1\t0-3\tAda\tQ1[1]\tPER[1]\tAda[3]\t_\t_\t_\t_\t\n1-2\t4-8\tpaid\tQ1[1]\tPER[1]\tAda[3]\t_\t_\t_\t1-1\t\n1-3\t9-12\tBen\tQ2\t*\tBen\tbasic\tnsubj\t1-1[1_0]\t_\t\n";
    check(
        &tsv(head, rows),
        &["PER=Ada paid", "Q2=Ben", "nsubj: Ada paid -> Ben"],
        &[
            ("relations between tokens", 1),
            ("tokens, sentences and lemmas", 2),
        ],
    );
}
