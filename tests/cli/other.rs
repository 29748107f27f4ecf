use crate::world::World;
use std::process::Stdio;

#[test]
fn wrong_usage_ends_with_2() {
    let world = World::new();
    for arguments in [
        &["new"][..],
        &["new", "a.txt"],
        &["check"],
        &["stats"],
        &["suggest", "p.json"],
        &["suggest", "p.json", "--kind", "nonsense"],
        &["search", "p.json"],
        &["edit"],
        &["edit", "--list", "p.json"],
        &["check", "p.json", "--frobnicate"],
        &["completions", "nonsense"],
        &["--frobnicate"],
    ] {
        let ran = world.run(arguments);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (Some(2), ""),
            "{arguments:?}: {ran:?}"
        );
        assert!(ran.err.starts_with("error: "), "{arguments:?}: {ran:?}");
        assert!(ran.err.contains("\nhelp: "), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn help_lists_the_commands_that_work() {
    let world = World::new();
    let ran = world.run(&["--help"]);
    for name in [
        "new",
        "check",
        "stats",
        "suggest",
        "edit",
        "completions",
        "man",
    ] {
        assert!(
            ran.done().contains(&format!("\n  {name} ")),
            "{name}: {ran:?}"
        );
        assert!(
            world
                .run(&[name, "--help"])
                .done()
                .contains("Usage: countermark")
        );
    }
    assert!(world.run(&["--version"]).done().starts_with("countermark "));
}

#[test]
fn completions_and_manual_page_are_made() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish"] {
        let ran = world.run(&["completions", shell]);
        assert!(ran.done().contains("countermark"), "{shell}");
        assert!(
            ran.out.contains("--annotator") || ran.out.contains("annotator"),
            "{shell}"
        );
    }
    let page = world.run(&["man"]);
    for part in [
        ".TH countermark",
        "\n.SH \"EXIT STATUS\"",
        "\\-\\-annotator",
    ] {
        assert!(page.done().contains(part), "{part}: {}", page.out);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let world = World::with_project();
    for arguments in [
        &["stats", "p.json"][..],
        &["--help"],
        &["edit", "--list"],
        &["man"],
    ] {
        let mut child = world
            .command(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            (output.status.code(), err.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn results_that_cannot_be_written_are_a_failure() {
    let world = World::with_project();
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = world
        .command(&["stats", "p.json"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(4));
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(
        err.starts_with("error: the results cannot be written: "),
        "{err}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_display_the_commands_that_need_none_are_named() {
    let world = World::new();
    world.write("a.txt", "First\n");
    for arguments in [&[][..], &["a.txt"]] {
        let ran = world.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(4), ""), "{ran:?}");
        assert!(ran.err.contains("no display"), "{ran:?}");
        let help = world.run(&["help"]).out;
        let all = help.split("Commands:").nth(1).unwrap();
        let all = all.split("\n\n").next().unwrap().lines().skip(1);
        let names: Vec<&str> = all
            // Further lines of a description stand further to the right.
            .filter_map(|line| line.strip_prefix("  ").filter(|l| !l.starts_with(' ')))
            .filter_map(|line| line.split_whitespace().next())
            .filter(|name| *name != "help")
            .collect();
        assert!(names.contains(&"search"), "{help}");
        let told = format!("countermark {}", names.join(", "));
        assert!(ran.err.contains(&told), "{ran:?}");
    }
}
