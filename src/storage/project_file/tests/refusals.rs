//! Files that are not opened, and what is said about where and why.

use super::super::{MAX_DEPTH, ProjectFileError as E};
use super::{Fixture, annotation, read};

/// The error's place and words.
fn check(json: &str, says: &str) -> E {
    let error = read(json).unwrap_err();
    assert!(error.to_string().starts_with(says), "{error}");
    error
}

#[test]
fn what_is_no_json() {
    check("", "line 1, column 1: broken JSON: EOF");
    check("Mr. Smith", "line 1, column 1: broken JSON: expected value");
    check(
        "{\"format\":\"countermark-project\",\n \"versi",
        "line 2, column ",
    );
    check(
        "{\n\"ë\": 1 \"b\": 2}",
        "line 2, column 8: broken JSON: expected `,` or `}`",
    );
    // Places inside an element are places of the whole file.
    let json = Fixture::new()
        .with("annotations", "{\"id\":\n\"Zoë\",,}")
        .json();
    let line = json
        .lines()
        .position(|l| l.starts_with("\"Zoë\",,"))
        .unwrap()
        + 1;
    check(&json, &format!("line {line}, column 7: broken JSON"));
    let error = check(&(Fixture::new().json() + "x"), "line ");
    assert!(error.to_string().contains("trailing characters"));
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let json = Fixture::new().json();
    for end in (0..json.len()).filter(|end| json.is_char_boundary(*end)) {
        assert!(
            matches!(read(&json[..end]), Err(E::BrokenJson { .. })),
            "cut at {end}"
        );
    }
}

#[test]
fn what_is_no_utf8() {
    let error = super::super::read_project(b"{\n \"\xc3\xab\xff").unwrap_err();
    assert_eq!(error.to_string(), "line 2, column 4: the file is not UTF-8");
}

#[test]
fn what_is_no_project() {
    assert!(matches!(read("[1]"), Err(E::NotAProject { .. })));
    assert!(matches!(read("{}"), Err(E::NotAProject { .. })));
    assert!(matches!(
        read(r#"{"documents":{}}"#),
        Err(E::NotAProject { .. })
    ));
    let error = check(
        r#"{"format":"other"}"#,
        "line 1, column 11: not a Countermark project",
    );
    assert!(error.to_string().contains("\"other\""));
}

#[test]
fn a_head_that_is_not_as_it_must_be() {
    let json = Fixture::new().json();
    let change = |from: &str, to: &str, says: &str| {
        assert!(json.contains(from));
        let error = read(&json.replacen(from, to, 1)).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
        error
    };
    change("\"version\":1", "\"version\":1.0", "\"version\" is 1.0");
    change("\"version\":1", "\"version\":0", "\"version\" is 0");
    change("\"version\":1,", "", "\"version\" is missing");
    let error = change("unicode-code-point", "utf-16", "utf-16");
    assert!(matches!(error, E::OffsetUnit { .. }));
    change("\"offset_unit\":\"unicode-code-point\",", "", "offset_unit");
    change(
        "\"version\":1",
        "\"version\":1,\"version\":1",
        "\"version\" stands here twice",
    );
    change(
        "\"version\":1",
        "\"version\":1,\"x\":1,\"x\":1",
        "\"x\" stands here twice",
    );
    change(
        "\"version\":1",
        "\"version\":1,\"title\":5",
        "expected a string",
    );
    change(
        "\"documents\":[",
        "\"documents\":7,\"d\":[",
        "expected a list",
    );
    change("\"labels\"", "\"tags\"", "\"labels\" is missing");
    change("\"schema\"", "\"scheme\"", "\"schema\" is missing");
    change(
        "{\"id\":\"quote\"",
        "{\"id\":\"claim\"",
        "the label claim stands in the tag set twice",
    );
    change("{\"id\":\"quote\",", "{", "\"id\" is missing");
    change(
        "{\"id\":\"quote\",",
        "{\"id\":\"quote\",\"id\":\"quote\",",
        "twice",
    );
}

#[test]
fn depth_is_limited_everywhere_and_a_million_brackets_do_no_harm() {
    let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
    let unknown = |n| Fixture::new().more(&format!("\"x\":{},", deep(n))).json();
    assert!(read(&unknown(MAX_DEPTH - 1)).is_ok());
    assert!(matches!(read(&unknown(MAX_DEPTH)), Err(E::TooDeep { .. })));
    assert!(matches!(read(&unknown(1_000_000)), Err(E::TooDeep { .. })));
    let elements = |n| Fixture::new().with("annotations", deep(n)).json();
    assert_eq!(
        read(&elements(MAX_DEPTH - 2))
            .unwrap()
            .project
            .set_aside()
            .len(),
        1
    );
    assert!(matches!(read(&elements(1_000_000)), Err(E::TooDeep { .. })));
    for list in ["documents", "decisions", "rejected", "progress"] {
        let json = Fixture::new()
            .with(list, format!("{{\"id\":{}}}", deep(1_000_000)))
            .json();
        assert!(matches!(read(&json), Err(E::TooDeep { .. })), "{list}");
    }
    let in_schema = Fixture::new()
        .json()
        .replace("\"labels\":", &format!("\"x\":{},\"labels\":", deep(500)));
    let error = read(&in_schema).unwrap_err();
    let column = in_schema.find("[[[").unwrap() + MAX_DEPTH - 1;
    assert_eq!(
        error.to_string(),
        format!("line 1, column {column}: arrays and objects are nested deeper than 128")
    );
    for text in ["[".repeat(1_000_000), "{\"a\":".repeat(1_000_000)] {
        assert!(read(&text).is_err());
    }
    // Brackets in strings are no depth.
    assert!(
        read(
            &Fixture::new()
                .more(&format!("\"x\":\"\\\"{}\",", "[".repeat(500)))
                .json()
        )
        .is_ok()
    );
}

#[test]
fn too_many_elements_are_refused_with_the_number() {
    let json = Fixture::new()
        .only("documents", &vec!["0"; super::super::MAX_DOCUMENTS + 1])
        .json();
    assert!(
        read(&json)
            .unwrap_err()
            .to_string()
            .contains("more than 100000 elements")
    );
}

#[test]
fn every_error_has_a_remedy() {
    let error = read(
        &Fixture::new()
            .with("annotations", annotation("x", "[[}", ""))
            .json(),
    )
    .unwrap_err();
    assert!(error.help().contains(".bak"));
    assert!(error.place().line > 1);
}

#[test]
fn a_newer_version_of_another_form_names_both_versions() {
    let json = Fixture::new().json();
    let version = |found: &str| json.replacen("\"version\":1", &format!("\"version\":{found}"), 1);
    for found in [
        "2",
        "18446744073709551616",
        "1000000000000000000000000000000",
    ] {
        let loaded = super::super::read_project(version(found).as_bytes()).unwrap();
        assert_eq!(loaded.read_only_reason.unwrap().found, found);
        let other = version(found).replacen("\"annotations\":[", "\"annotations\":{},\"old\":[", 1);
        let error = read(&other).unwrap_err();
        let words = error.to_string();
        let says = format!(
            "the file is of version {found}, this program knows version 1 and cannot show it: line "
        );
        assert!(
            words.starts_with(&says) && !words.contains("invalid type"),
            "{words}"
        );
        assert!(
            error.help().starts_with("open it with the version"),
            "{}",
            error.help()
        );
    }
    // What is no number of a version stays a fault.
    for found in ["0", "-1", "1e30", "02", "\"2\""] {
        assert!(
            !matches!(read(&version(found)), Err(E::Newer { .. }) | Ok(_)),
            "{found}"
        );
    }
}
