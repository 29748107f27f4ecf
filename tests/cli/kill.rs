//! `kill -9` after an acknowledgement: nothing that was acknowledged is lost.

use crate::world::{Session, World};

fn n_claims(world: &World) -> u64 {
    let ran = world.run(&["stats", "p.json", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let stats: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(stats["problems"], 0);
    stats["labels"]["claim"].as_u64().unwrap()
}

fn line(i: usize) -> String {
    format!(
        r#"{{"do":"annotate","document":"Port reopens","label":"claim","spans":[[{i},{}]],"id":"k{i}"}}"#,
        i + 2
    )
}

#[test]
fn every_acknowledged_edit_survives_a_kill() {
    for k in [1, 2, 7, 20] {
        let world = World::with_project();
        let saved = world.read("p.json");
        let mut session = Session::start(&world, &["edit", "p.json"]);
        for i in 0..k {
            assert_eq!(session.ask(&line(i)), format!(r#"{{"ack":{}}}"#, i + 1));
        }
        session.kill();
        assert_eq!(world.read("p.json"), saved, "not saved yet");
        // Read with the journal, writing nothing.
        assert_eq!(n_claims(&world), k as u64);
        assert_eq!(world.run(&["check", "p.json"]).code, Some(0));
        assert_eq!(world.read("p.json"), saved);
        // Recovered, told, and saved at the end.
        let ran = world.run(&["edit", "p.json"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:?}");
        assert!(ran.err.starts_with("notice: Recovered "), "{ran:?}");
        let project = world.json("p.json");
        assert_eq!(project["annotations"].as_array().unwrap().len(), k);
        assert_eq!(n_claims(&world), k as u64);
    }
}

#[test]
fn a_kill_after_undo_and_save_keeps_both() {
    let world = World::with_project();
    let mut session = Session::start(&world, &["edit", "p.json"]);
    session.ask(&line(0));
    session.ask(&line(1));
    assert_eq!(session.ask(r#"{"do":"save"}"#), r#"{"ack":3}"#);
    assert_eq!(session.ask(r#"{"do":"undo"}"#), r#"{"ack":4}"#);
    session.ask(&line(2));
    session.ask(&line(3));
    session.kill();
    assert_eq!(
        world.json("p.json")["annotations"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(n_claims(&world), 3);
    // Undo after recovery takes back the last edit.
    let ran = world.run_with(&["edit", "p.json"], "{\"do\":\"undo\"}\n");
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (Some(0), "{\"ack\":1}\n"),
        "{ran:?}"
    );
    let project = world.json("p.json");
    let ids: Vec<_> = project["annotations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["id"].clone())
        .collect();
    assert_eq!(ids, ["k0", "k2"]);
}

#[test]
fn a_torn_last_line_is_cut_and_kept_aside() {
    let world = World::with_project();
    let mut session = Session::start(&world, &["edit", "p.json"]);
    for i in 0..3 {
        session.ask(&line(i));
    }
    session.kill();
    let journal = world.path("p.json.journal");
    let bytes = std::fs::read(&journal).unwrap();
    std::fs::write(&journal, &bytes[..bytes.len() - 5]).unwrap();
    assert_eq!(n_claims(&world), 2);
    let ran = world.run(&["edit", "p.json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains("cut short"), "{ran:?}");
    assert_eq!(
        world.json("p.json")["annotations"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}
