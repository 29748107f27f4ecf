//! `countermark edit --list`.

/// An example of each command, and what it does. Fields in a group of their own may be left out.
const COMMANDS: &[(&str, &str)] = &[
    (
        r#"{"do":"annotate","document":"d1","label":"quote","spans":[[120,188]],"features":{"speaker":"Ada"},"note":"…","origin":"hand","id":"a1"}"#,
        "Tags a place. Needed: document, label, spans",
    ),
    (
        r#"{"do":"annotate_many","label":"claim","places":[{"document":"d1","spans":[[120,188]]}],"features":{"speaker":"Ada"},"origin":"hand"}"#,
        "Tags many places as one undo step; those tagged so already are left out. Needed: label, places",
    ),
    (
        r#"{"do":"relabel","annotation":"a1","label":"claim"}"#,
        "Changes a tag",
    ),
    (
        r#"{"do":"set_spans","annotation":"a1","spans":[[120,190],[200,210]]}"#,
        "Changes the extent",
    ),
    (
        r#"{"do":"set_feature","annotation":"a1","name":"speaker","value":"Ada"}"#,
        "Sets a field; an empty value clears it",
    ),
    (
        r#"{"do":"set_note","annotation":"a1","note":"…"}"#,
        "Sets the note",
    ),
    (
        r#"{"do":"remove","annotation":"a1"}"#,
        "Removes an annotation with its links",
    ),
    (
        r#"{"do":"relate","type":"contradicts","from":"a1","to":"a2","features":{"kind":"number"},"note":"…","id":"r1"}"#,
        "Links two annotations. Needed: type, from, to",
    ),
    (
        r#"{"do":"link","type":"contradicts","from":[{"annotation":"a1"},{"copy_of":"b1"}],"to":{"document":"d1","spans":[[120,188]],"label":"contradiction"},"features":{"kind":"number"},"note":"…"}"#,
        "Links each of from with to in one step, making the annotations that are missing: an end is an annotation, a copy of another layer's, or words. Needed: type, from, to",
    ),
    (
        r#"{"do":"copy","annotations":["b1"]}"#,
        "Copies annotations of other layers into one's own, without their links",
    ),
    (
        r#"{"do":"swap_relation","relation":"r1"}"#,
        "Turns a link round",
    ),
    (r#"{"do":"unrelate","relation":"r1"}"#, "Removes a link"),
    (
        r#"{"do":"set_relation_type","relation":"r1","type":"supports"}"#,
        "Changes a link's type",
    ),
    (
        r#"{"do":"set_relation_feature","relation":"r1","name":"kind","value":"number"}"#,
        "Sets a field of a link; an empty value clears it",
    ),
    (
        r#"{"do":"set_relation_note","relation":"r1","note":"…"}"#,
        "Sets a link's note",
    ),
    (
        r#"{"do":"undo"}"#,
        "Takes back the last step, which each command that was done is; not one in another annotator's layer",
    ),
    (
        r#"{"do":"redo"}"#,
        "Does the step again that was taken back last",
    ),
    (
        r#"{"do":"progress","document":"d1","state":"done"}"#,
        "Records progress: untouched, in_progress, done",
    ),
    (r#"{"do":"save"}"#, "Writes the project file"),
    (
        r#"{"do":"add_articles","paths":["articles"],"columns":{"text":"body","title":"headline"},"whole_page":false,"again":false}"#,
        "Adds article files and folders; those that are here with the same text stay out and are told, unless again is true. columns: which column of a table holds what, also outlet, author, published, url; whole_page: all that web pages show. Rows that cannot be read stay out and are told as notes beside ack. Needed: paths",
    ),
    (
        r#"{"do":"remove_article","document":"d1"}"#,
        "Removes an article with everything on it, in every layer",
    ),
    (
        r#"{"do":"move_article","document":"d1","place":0}"#,
        "Moves an article in the list",
    ),
    (
        r#"{"do":"set_article_title","document":"d1","title":"…"}"#,
        "Renames an article",
    ),
    (
        r#"{"do":"set_metadata","document":"d1","fields":{"outlet":"…"}}"#,
        "Changes what is known about an article; fields not named stay",
    ),
    (
        r#"{"do":"set_encoding","document":"d1","encoding":"macintosh","path":"a.txt"}"#,
        "Reads an article's file again, while nothing is annotated on it. Needed: document, encoding",
    ),
    (
        r#"{"do":"replace_article","document":"d1","path":"a.txt"}"#,
        "Takes the newer version of an article's file; annotations of every layer move with it, and what is doubtful carries anchor and old_spans. Needed: document",
    ),
    (
        r#"{"do":"accept_places","annotations":["a1"]}"#,
        "Says that places are right as they are after their article has changed: anchor and old_spans go",
    ),
    (
        r#"{"do":"set_whole_page","document":"d1","whole_page":true,"path":"a.html"}"#,
        "Takes all that a web page shows, or its article alone, while nothing is annotated on it. Needed: document, whole_page",
    ),
    (
        r#"{"do":"add_annotator","name":"Ada","kind":"human","id":"ada"}"#,
        "Adds an annotator: human, adjudicator, machine. Needed: name",
    ),
    (
        r#"{"do":"rename_annotator","annotator":"ada","name":"Ada B."}"#,
        "Renames an annotator",
    ),
    (
        r#"{"do":"remove_annotator","annotator":"ada"}"#,
        "Removes an annotator with the whole layer",
    ),
    (
        r#"{"do":"set_project_title","title":"…"}"#,
        "Changes the project's title",
    ),
    (
        r#"{"do":"set_guidelines","text":"…"}"#,
        "Changes the guidelines, in Markdown",
    ),
    (
        r##"{"do":"put_label","id":"claim","name":"Claim","color":"#2f6fd0","key":"1","description":"…","place":0}"##,
        "Adds a label, or changes the fields given of the one with this id. Needed: id",
    ),
    (
        r#"{"do":"remove_label","label":"claim","move_to":"quote","remove_annotations":false}"#,
        "Removes a label; one in use needs move_to or remove_annotations",
    ),
    (
        r#"{"do":"put_feature","id":"tone","name":"Tone","kind":"choice","values":["calm"],"labels":["quote"],"relation_types":[]}"#,
        "Adds a feature, or changes the fields given of the one with this id. Needed: id",
    ),
    (
        r#"{"do":"remove_feature","feature":"tone"}"#,
        "Takes a feature out of the tag set",
    ),
    (
        r#"{"do":"put_relation_type","id":"corrects","name":"corrects","key":"5","symmetric":false,"from":["claim"],"to":["claim"],"place":0}"#,
        "Adds a type of link, or changes the fields given of the one with this id. Needed: id",
    ),
    (
        r#"{"do":"remove_relation_type","type":"corrects","move_to":"contradicts","remove_links":false}"#,
        "Removes a type of link; one in use needs move_to or remove_links",
    ),
    (
        r#"{"do":"add_speaker","name":"Ada Example","aliases":["the mayor"],"id":"s1"}"#,
        "Puts somebody on the project's list of speakers. Needed: name",
    ),
    (
        r#"{"do":"rename_speaker","speaker":"s1","name":"Ada B. Example"}"#,
        "Renames a speaker, given by id or name, in the list and in every layer",
    ),
    (
        r#"{"do":"set_speaker_aliases","speaker":"s1","aliases":["the mayor"]}"#,
        "Says which other names mean a speaker, given by id or name",
    ),
    (
        r#"{"do":"merge_speakers","into":"s1","speakers":["s2","Mrs Example"]}"#,
        "Makes one speaker of several, each given by id or name, in the list and in every layer",
    ),
    (
        r#"{"do":"remove_speaker","speaker":"s1"}"#,
        "Takes a speaker, given by id or name, off the list; what annotations carry stays",
    ),
    (
        r#"{"do":"accept_suggestions","suggestions":[{"kind":"quotes","score":0.93,"why":"…","spans":[{"document":"d1","fragments":[[120,188]],"label":"quote","features":{"speaker":"Ada"}}]}],"label":"quote"}"#,
        "Makes annotations and links of suggestions, as suggest --json prints them. Needed: suggestions",
    ),
    (
        r#"{"do":"reject_suggestions","suggestions":[{"kind":"quotes","spans":[{"document":"d1","fragments":[[120,188]],"label":"quote"}]}]}"#,
        "Remembers suggestions as rejected: they are not shown to this annotator again",
    ),
    (
        r#"{"do":"decide","annotators":["ada","ben"],"a":["a1"],"b":["b7"],"relations_a":[],"relations_b":[],"outcome":"edited","spans":[[120,188]],"label":"claim","type":null,"from":null,"to":null,"features":{"speaker":"Ada"},"adjudicator":"final","note":"…"}"#,
        "Settles what two annotators have at a place, in the adjudicator's layer: outcome a, b, both, neither, edited, or open with a note only. Edited takes spans and label, or of a link its type, and from and to where it has other ends or is turned round (annotations of the two, or of the adjudicator). Deciding again replaces. Needed: annotators, outcome, and an annotation or link",
    ),
    (
        r#"{"do":"decide_agreements","annotators":["ada","ben"],"adjudicator":"final"}"#,
        "Takes everything on which two annotators agree, fields and notes included, and that is not decided yet, in one step. Needed: annotators",
    ),
    (
        r#"{"do":"undecide","decision":"k1"}"#,
        "Takes a decision back, with what it put into the adjudicator's layer. Its note stays, with the outcome open; once more, and that goes too",
    ),
    (
        r#"{"do":"decision_note","decision":"k1","note":"…"}"#,
        "Sets a decision's note for the guidelines",
    ),
    (
        r#"{"do":"take_layer","project":"ben.json","annotator":"ben","name":"Ben","reanchor":true}"#,
        "Brings one annotator's layer of another project file in, on the articles that both have, in one step; name makes the annotator anew; reanchor also brings in what lies on articles whose texts differ, put onto the texts here, to be reviewed. Needed: project, annotator",
    ),
    (
        r#"{"do":"batch","commands":[{"do":"remove","annotation":"a1"}],"description":"…"}"#,
        "Several commands as one undo step: all or none. Needed: commands",
    ),
];

/// Two lines a command: what it does, and an example with all its fields.
pub fn list_lines() -> impl Iterator<Item = String> {
    COMMANDS
        .iter()
        .map(|(example, what)| format!("# {what}\n{example}"))
}

#[cfg(test)]
mod tests {
    use super::super::Op;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_example_is_read() {
        for (example, _) in COMMANDS {
            assert!(Op::parse(example.as_bytes()).is_ok(), "{example}");
        }
    }

    #[test]
    fn every_command_is_listed_with_every_field() {
        let names_in = |error: &str| -> BTreeSet<String> {
            let (_, names) = error.split_once("expected").unwrap();
            names
                .split('`')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect()
        };
        let error = serde_json::from_str::<Op>(r#"{"do":"?"}"#).unwrap_err();
        let known = names_in(&error.to_string());
        let mut listed = BTreeSet::new();
        for (example, _) in COMMANDS {
            let mut object: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(example).unwrap();
            let name = object["do"].as_str().unwrap().to_owned();
            let mut fields: BTreeSet<_> = object.keys().cloned().collect();
            fields.remove("do");
            object.insert("?".to_owned(), serde_json::Value::Null);
            let line = serde_json::to_string(&object).unwrap();
            let error = serde_json::from_str::<Op>(&line).unwrap_err().to_string();
            if !fields.is_empty() {
                assert_eq!(names_in(&error), fields, "{name}");
            }
            listed.insert(name);
        }
        assert_eq!(listed, known);
    }
}
