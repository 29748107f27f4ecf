//! The main job from end to end: the real window on a virtual display, driven with a real mouse and real keys; what came
//! of it is read from the project file and the journal.
//!
//! Ignored by default, because it needs Xvfb, openbox, xdotool and `ImageMagick`; `.ci/run` installs them and runs it.
//! When it fails, `target/e2e/failed.png` shows the window.

#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "e2e/stage.rs"]
mod stage;

use serde_json::Value;
use stage::{App, Stage, wait_for};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

const COUNTERMARK: &str = env!("CARGO_BIN_EXE_countermark");

/// Where the title row says who annotates.
const CHOOSER: (i32, i32) = (1085, 17);

/// The field for a new name below the list of one annotator that the chooser opens.
const NEW_NAME: (i32, i32) = (880, 112);

/// A project file and the window on it.
struct Window<'a> {
    app: App<'a>,
    project: PathBuf,
}

impl Window<'_> {
    /// The last step in the journal, undo and redo included.
    fn last_step(&self) -> Value {
        steps(&self.project).pop().unwrap_or_default()
    }

    /// Does what makes exactly one step, and gives the step as it stands in the journal.
    #[track_caller]
    fn step(&self, what: &str, deed: impl FnOnce(&App<'_>)) -> Value {
        let before = number(&self.last_step());
        deed(&self.app);
        let step = wait_for(what, || {
            Some(self.last_step()).filter(|step| number(step) > before)
        });
        assert_eq!(number(&step), before + 1, "{what}: {step}");
        step
    }

    /// Does what sets one annotation, and gives the annotation as the journal has it.
    #[track_caller]
    fn annotate(&self, what: &str, deed: impl FnOnce(&App<'_>)) -> Value {
        set_by(&self.step(what, deed))
    }

    /// Saves with Ctrl+S and gives the project file as soon as it is as expected.
    #[track_caller]
    fn save(&self, what: &str, is_there: impl Fn(&Value) -> bool) -> Value {
        self.app.keys(&["ctrl+s"]);
        let project = wait_for(what, || read(&self.project).filter(|p| is_there(p)));
        check_words(&project);
        project
    }
}

/// The bodies of the steps in the journal beside a project, in order.
fn steps(project: &Path) -> Vec<Value> {
    let journal = fs::read_to_string(format!("{}.journal", project.display())).unwrap_or_default();
    journal
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line.splitn(4, ' ').nth(3)?).ok())
        .filter(|body| body.get("number").is_some())
        .collect()
}

/// The number of a step; 0 of none.
fn number(step: &Value) -> u64 {
    step["number"].as_u64().unwrap_or_default()
}

/// What the only op of a step sets.
#[track_caller]
fn set_by(step: &Value) -> Value {
    let ops = step["ops"].as_array().expect("a step has ops");
    let set: Vec<_> = ops.iter().filter(|op| op["set"] == "annotation").collect();
    assert_eq!(set.len(), 1, "one annotation in {step}");
    set[0]["to"].clone()
}

fn read(project: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(project).ok()?).ok()
}

fn annotation<'a>(project: &'a Value, id: &Value) -> Option<&'a Value> {
    let all = project["annotations"].as_array().expect("annotations");
    all.iter().find(|a| a["id"] == *id)
}

fn documents(project: &Value) -> &[Value] {
    project["documents"].as_array().expect("documents")
}

/// What a fragment in code points covers.
fn covered(text: &str, start: u64, end: u64) -> String {
    let (start, n) = (start as usize, (end - start) as usize);
    text.chars().skip(start).take(n).collect()
}

/// Every annotation in the file repeats exactly the words that its spans cover.
#[track_caller]
fn check_words(project: &Value) {
    for a in project["annotations"].as_array().expect("annotations") {
        let document = documents(project)
            .iter()
            .find(|d| d["id"] == a["document"])
            .expect("the annotation's article");
        let text = document["text"].as_str().expect("text");
        let words: Vec<_> = spans(a)
            .into_iter()
            .map(|(start, end)| Value::from(covered(text, start, end)))
            .collect();
        assert_eq!(Value::from(words), a["text"], "{a}");
    }
}

/// The fragments: bytes in the journal, code points in the project file.
fn spans(annotation: &Value) -> Vec<(u64, u64)> {
    serde_json::from_value(annotation["spans"].clone()).expect("spans are pairs")
}

/// The only fragment.
#[track_caller]
fn span(annotation: &Value) -> (u64, u64) {
    let spans = spans(annotation);
    assert_eq!(spans.len(), 1, "{annotation}");
    spans[0]
}

/// The articles in `../shared/articles` where they are, else those of the sample project.
fn articles() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = root.join("../shared/articles");
    if shared.is_dir() {
        return shared;
    }
    root.join("sample_projects/harbour/articles")
}

/// The article files in the order of their names, with their bytes.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).expect("folder of articles");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), fs::read(&path).expect("article")))
        .collect();
    files.sort();
    files
}

#[test]
#[ignore = "needs a virtual display; .ci/run runs it"]
fn open_tag_undo_save_kill_and_reopen() {
    let stage = Stage::new();
    let folder = articles();
    let before = files(&folder);
    let mut window = open_articles(&stage, &folder, before.len());
    save_under_a_name(&mut window, &stage.folder().join("five.json"));

    let mut tagged = by_mouse(&window);
    by_keyboard(&window);
    speaker_undo_redo(&window, &tagged[1]["id"]);
    let window = linked_killed_and_reopened(&stage, window);
    let window = suggested_killed_and_reopened(&stage, window);
    let (window, survivor) = killed_and_reopened(&stage, window);
    tagged.push(survivor);
    let window = adjudicated_killed_and_reopened(&stage, window);
    closed_and_reopened(&stage, window, &tagged);
    assert_eq!(files(&folder), before, "the article files are as they were");
}

/// The window on a folder of articles: an unnamed project that holds them all.
fn open_articles<'a>(stage: &'a Stage, folder: &Path, n: usize) -> Window<'a> {
    let app = stage.start(COUNTERMARK, &[folder]);
    let unnamed = stage.home().join("data/unnamed");
    let project = wait_for("the articles in an unnamed project", || {
        let entries = fs::read_dir(&unnamed).ok()?;
        let mut paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let path = paths.find(|path| path.extension().is_some_and(|e| e == "json"))?;
        let step = steps(&path).pop()?;
        assert_eq!(step["ops"].as_array().map(Vec::len), Some(n));
        Some(path)
    });
    Window { app, project }
}

/// Ctrl+Shift+S and a path typed into the field.
fn save_under_a_name(window: &mut Window<'_>, path: &Path) {
    // Behind a dialog the whole window is darker.
    window
        .app
        .until_it_shows("the dialog for the name", 300_000, |app| {
            app.keys(&["ctrl+shift+s"]);
        });
    window.app.keys(&["ctrl+a"]);
    window.app.type_text(&path.display().to_string());
    window.app.keys(&["Return"]);
    path.clone_into(&mut window.project);
    let project = wait_for("the named project file", || read(path));
    assert_eq!(project["format"], "countermark-project");
    wait_for("the name in the title", || {
        window.app.title().contains("five").then_some(())
    });
}

/// Two words by double click, what lies between them by dragging, a second fragment with Ctrl.
fn by_mouse(window: &Window<'_>) -> Vec<Value> {
    // On one line of the reading column, well apart; what words stand there, the articles decide.
    let (claim, left) = tag_word(window, (415, 225), "1");
    let (quote, right) = tag_word(window, (770, left.1), "2");
    assert_eq!(claim["label"], "claim");
    assert_eq!(quote["label"], "quote");
    assert!(span(&claim).1 <= span(&quote).0, "{claim} {quote}");

    let between = window.annotate("a contradiction by dragging and 3", |app| {
        app.drag(left, right, None);
        app.keys(&["3"]);
    });
    assert_eq!(between["label"], "contradiction");
    assert_eq!(
        span(&between),
        (span(&claim).0, span(&quote).1),
        "a drag takes the words it begins and ends in"
    );

    let fragments = window.annotate("another fragment by dragging with Ctrl", |app| {
        let below = (left.0 + 100, left.1 + 106);
        app.drag(below, (below.0 + 120, below.1), Some("ctrl"));
    });
    assert_eq!(fragments["id"], between["id"], "it joins what is current");
    assert_eq!(spans(&fragments).len(), 2, "{fragments}");

    let project = window.save("four tags by mouse in the file", |p| {
        annotation(p, &between["id"]).is_some_and(|a| spans(a).len() == 2)
    });
    for id in [&claim["id"], &quote["id"]] {
        let a = annotation(&project, id).expect("it was saved");
        let word = a["text"][0].as_str().expect("words");
        assert!(!word.contains(char::is_whitespace), "one word: {word:?}");
        assert!(is_whole_words(&project, a), "{a}");
    }
    vec![claim, quote, fragments]
}

/// A word tagged by double click, and where it was: at `place`, or a little beside it where there is no word.
fn tag_word(window: &Window<'_>, place: (i32, i32), key: &str) -> (Value, (i32, i32)) {
    let before = number(&window.last_step());
    for i in 0..5 {
        let place = (place.0 + 11 * i, place.1);
        window.app.click(place, 2);
        window.app.keys(&[key]);
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(5) {
            let step = window.last_step();
            if number(&step) > before {
                return (set_by(&step), place);
            }
            sleep(Duration::from_millis(50));
        }
    }
    panic!("no word could be tagged with {key} near {place:?}");
}

/// No letter or digit touches the annotation from outside.
fn is_whole_words(project: &Value, annotation: &Value) -> bool {
    let document = documents(project)
        .iter()
        .find(|d| d["id"] == annotation["document"])
        .expect("the annotation's article");
    let text: Vec<char> = document["text"].as_str().expect("text").chars().collect();
    spans(annotation).iter().all(|&(start, end)| {
        let (start, end) = (start as usize, end as usize);
        let touches = |at: Option<usize>| {
            at.and_then(|at| text.get(at))
                .is_some_and(|c| c.is_alphanumeric())
        };
        !touches(start.checked_sub(1)) && !touches(Some(end))
    })
}

/// The next article without a mouse: the first word by single characters, the second by growing, all three tags.
fn by_keyboard(window: &Window<'_>) {
    let project = read(&window.project).expect("project file");
    let second = &documents(&project)[1];
    let text = second["text"].as_str().expect("text");
    let first_word: String = text.chars().take_while(|c| c.is_alphanumeric()).collect();
    assert!(
        !first_word.is_empty(),
        "the second article begins with a word"
    );
    let n = first_word.chars().count();

    window.app.keys(&["ctrl+Next", "ctrl+Home"]);
    let extend = vec!["shift+Right"; n];
    let claim = window.annotate("a claim by arrows and 1", |app| {
        app.keys(&extend);
        app.keys(&["1"]);
    });
    assert_eq!(claim["document"], second["id"]);
    assert_eq!(claim["label"], "claim");
    assert_eq!(span(&claim), (0, first_word.len() as u64));

    let relabelled = window.annotate("another tag by 3", |app| app.keys(&["3"]));
    assert_eq!(relabelled["id"], claim["id"]);
    assert_eq!(relabelled["label"], "contradiction");

    let quote = window.annotate("a quote by Ctrl+Shift+arrows and 2", |app| {
        app.keys(&["Escape", "ctrl+Home"]);
        app.keys(&["ctrl+shift+Right", "ctrl+shift+Right", "2"]);
    });
    assert_eq!(quote["label"], "quote");
    let (start, end) = span(&quote);
    assert_eq!(start, 0);
    let words = &text[..end as usize];
    assert!(words.starts_with(&first_word) && words.len() > first_word.len());
    assert_eq!(words, words.trim_end(), "no blank at the end");

    let removed = window.step("no annotation by Delete", |app| app.keys(&["Delete"]));
    assert_eq!(removed["ops"][0]["id"], quote["id"]);
    assert!(set_by(&removed).is_null());

    let project = window.save("what the keys did in the file", |p| {
        annotation(p, &claim["id"]).is_some()
    });
    let saved = annotation(&project, &claim["id"]).expect("found above");
    assert_eq!(saved["label"], "contradiction");
    assert_eq!(saved["text"][0], first_word.as_str());
    assert!(annotation(&project, &quote["id"]).is_none());
    window.app.keys(&["ctrl+Prior"]);
}

/// A speaker typed into the inspector, taken back, done again: each time the file says so.
fn speaker_undo_redo(window: &Window<'_>, quote: &Value) {
    const SPEAKER: &str = "Mayor's office";
    let speaker = |p: &Value| -> Value {
        annotation(p, quote).expect("the quote")["features"]["speaker"].clone()
    };
    // N goes through the annotations of the first article as they begin.
    window.app.keys(&["Escape", "ctrl+Home"]);
    let project = read(&window.project).expect("project file");
    let first = &documents(&project)[0]["id"];
    let mut starts: Vec<_> = project["annotations"]
        .as_array()
        .expect("annotations")
        .iter()
        .filter(|a| a["document"] == *first)
        .map(|a| (spans(a)[0].0, a["id"] == *quote))
        .collect();
    starts.sort_unstable();
    let n = 1 + starts
        .iter()
        .position(|(_, is_it)| *is_it)
        .expect("the quote");
    window.app.keys(&vec!["n"; n]);

    let before = number(&window.last_step());
    window
        .app
        .until_it_shows("the field with the keyboard", 300, |app| {
            app.keys(&["Return"]);
        });
    window.app.type_text(SPEAKER);
    window.app.keys(&["Return"]);
    let named = wait_for("the speaker in the journal", || {
        Some(window.last_step()).filter(|s| set_by(s)["features"]["speaker"] == SPEAKER)
    });
    assert_eq!(named["ops"][0]["id"], *quote, "{named}");
    window.save("the speaker in the file", |p| speaker(p) == SPEAKER);

    // One step, unless the machine paused so long while typing that what was there became a step of its own.
    let numbers: Vec<_> = (before + 1..=number(&named)).collect();
    for of in numbers.iter().rev() {
        let undone = window.step("the undo", |app| app.keys(&["ctrl+z"]));
        assert_eq!(undone["kind"], "undo");
        assert_eq!(undone["of"], *of);
    }
    window.save("no speaker in the file", |p| speaker(p).is_null());
    for _ in &numbers {
        let redone = window.step("the redo", |app| app.keys(&["ctrl+shift+z"]));
        assert_eq!(redone["kind"], "redo");
    }
    window.save("the speaker in the file again", |p| speaker(p) == SPEAKER);
}

/// L on words of the first article, L on words of the second: one step, there after `kill -9`, with both its ends.
fn linked_killed_and_reopened<'a>(stage: &'a Stage, window: Window<'a>) -> Window<'a> {
    let made = window.step("a link by L … L", |app| {
        app.keys(&["Escape", "ctrl+Home", "ctrl+shift+Right", "l"]);
        app.keys(&["ctrl+Next", "ctrl+Home", "ctrl+shift+Right"]);
        app.keys(&["ctrl+shift+Right", "l"]);
    });
    let ops = made["ops"].as_array().expect("a step has ops");
    let link = ops.iter().find(|op| op["set"] == "relation");
    let link = link.expect("a link in the step")["to"].clone();
    assert_eq!(link["type"], "contradicts");
    let window = killed_and_started(stage, window);
    let saved = window.save("the link after the kill", |p| {
        let all = p["relations"].as_array().expect("relations");
        all.iter().any(|r| r["id"] == link["id"])
    });
    link_undone_and_an_end_removed(&window, &link);
    let articles = ["from", "to"].map(|end| {
        let side = annotation(&saved, &link[end]).expect("an end of the link");
        side["document"].clone()
    });
    let [first, second] = [0, 1].map(|i| documents(&saved)[i]["id"].clone());
    assert_eq!(articles, [first, second]);
    // The first article again.
    window.app.keys(&["Escape", "ctrl+Prior"]);
    window
}

/// A link goes and comes back by undo and redo; it goes with one of its ends, and comes back with it.
fn link_undone_and_an_end_removed(window: &Window<'_>, link: &Value) {
    let has = |p: &Value, key: &str, id: &Value| {
        let all = p[key].as_array().expect("a list");
        all.iter().any(|one| one["id"] == *id)
    };
    window.step("the link undone", |app| app.keys(&["ctrl+z"]));
    window.save("no link in the file", |p| !has(p, "relations", &link["id"]));
    window.step("the link done again", |app| app.keys(&["ctrl+shift+z"]));
    window.save("the link in the file again", |p| {
        has(p, "relations", &link["id"])
    });

    // Its second side is the first two words of the second article; a shorter annotation begins there, too.
    let project = read(&window.project).expect("project file");
    let end = annotation(&project, &link["to"]).expect("the second side");
    let mut starting: Vec<_> = project["annotations"]
        .as_array()
        .expect("annotations")
        .iter()
        .filter(|a| a["document"] == end["document"])
        .map(|a| (spans(a)[0], a["id"] == end["id"]))
        .collect();
    starting.sort_unstable();
    let place = starting.iter().position(|(_, is_it)| *is_it);
    let walk = vec!["n"; 1 + place.expect("the second side")];
    let removed = window.step("an end of the link removed", |app| {
        app.keys(&["Escape", "ctrl+Prior", "ctrl+Next", "ctrl+Home"]);
        app.keys(&walk);
        app.keys(&["Delete"]);
    });
    let ops = removed["ops"].as_array().expect("a step has ops");
    let gone = |id: &Value| {
        let mut ops = ops.iter();
        ops.any(|op| op["id"] == *id && op["to"].is_null())
    };
    assert!(gone(&link["to"]) && gone(&link["id"]), "{removed}");
    window.save("neither end nor link in the file", |p| {
        !has(p, "relations", &link["id"]) && !has(p, "annotations", &link["to"])
    });
    window.step("the end brought back", |app| app.keys(&["ctrl+z"]));
    window.save("end and link in the file again", |p| {
        has(p, "relations", &link["id"]) && has(p, "annotations", &link["to"])
    });
}

/// S to a suggestion, Enter: one step, there after `kill -9`, and said to come of a suggestion.
fn suggested_killed_and_reopened<'a>(stage: &'a Stage, window: Window<'a>) -> Window<'a> {
    let before = number(&window.last_step());
    let made = wait_for("a suggestion accepted by S and Enter", || {
        // They are worked out beside the window: S goes to the first one as soon as it is there.
        window.app.keys(&["Escape", "s"]);
        sleep(Duration::from_millis(1500));
        window.app.keys(&["Return"]);
        sleep(Duration::from_millis(500));
        Some(window.last_step()).filter(|step| number(step) > before)
    });
    assert_eq!(number(&made), before + 1, "{made}");
    let ops = made["ops"].as_array().expect("a step has ops");
    let accepted: Vec<Value> = ops
        .iter()
        .filter(|op| op["set"] == "annotation")
        .map(|op| op["to"].clone())
        .collect();
    assert!(!accepted.is_empty(), "{made}");
    for a in &accepted {
        assert_eq!(a["origin"], "suggestion", "{made}");
    }
    let window = killed_and_started(stage, window);
    window.save("what was accepted, after the kill", |p| {
        accepted.iter().all(|a| annotation(p, &a["id"]).is_some())
    });
    window
}

/// `kill -9`, and the same project again.
fn killed_and_started<'a>(stage: &'a Stage, window: Window<'a>) -> Window<'a> {
    let Window { app, project } = window;
    app.kill_without_warning();
    let window = Window {
        app: stage.start(COUNTERMARK, &[&project]),
        project,
    };
    wait_for("the project in the window", || {
        window.app.title().contains("five").then_some(())
    });
    window
}

/// `kill -9` right behind an edit that only the journal has: it is there again, and undo reaches over the kill.
fn killed_and_reopened<'a>(stage: &'a Stage, mut window: Window<'a>) -> (Window<'a>, Value) {
    let project = window.project.clone();
    let claim = loop {
        let saved = read(&project).expect("project file");
        let tagged = window.annotate("a claim just before the kill", |app| {
            app.keys(&["Escape", "ctrl+Home", "ctrl+shift+Right", "1"]);
        });
        let Window { app, .. } = window;
        app.kill_without_warning();
        let is_in_journal_only = read(&project).expect("project file") == saved;
        window = Window {
            app: stage.start(COUNTERMARK, &[&project]),
            project: project.clone(),
        };
        wait_for("the project in the window", || {
            window.app.title().contains("five").then_some(())
        });
        if is_in_journal_only {
            break tagged;
        }
        // The machine was so slow that the file was saved by itself before the kill: once more.
    };
    let id = &claim["id"];
    window.save("the edit that only the journal had", |p| {
        annotation(p, id).is_some_and(|a| a["label"] == "claim")
    });
    let undone = window.step("an undo over the kill", |app| app.keys(&["ctrl+z"]));
    assert_eq!(undone["kind"], "undo");
    window.save("the claim gone from the file", |p| {
        annotation(p, id).is_none()
    });
    let redone = window.step("a redo over the kill", |app| app.keys(&["ctrl+shift+z"]));
    assert_eq!(redone["kind"], "redo");
    (window, claim)
}

/// Somebody else tags words of the first article, the two layers are compared, and a difference is decided by A: the
/// decision is there after `kill -9`.
fn adjudicated_killed_and_reopened<'a>(stage: &'a Stage, window: Window<'a>) -> Window<'a> {
    // The button at the right of the title row, and the field below its only name.
    let added = window.step("another annotator", |app| {
        app.until_it_shows("who annotates", 20_000, |app| app.click(CHOOSER, 1));
        app.click(NEW_NAME, 1);
        app.type_text("Second");
        app.keys(&["Return"]);
    });
    let annotator = &added["ops"][0]["to"]["id"];
    let tagged = window.annotate("a quote of the second annotator", |app| {
        app.keys(&["Escape", "ctrl+Home", "ctrl+shift+Right", "2"]);
    });
    assert_eq!(tagged["annotator"], *annotator);

    window.app.keys(&["Escape", "ctrl+3"]);
    let decision_of = |step: &Value| {
        let ops = step["ops"].as_array()?;
        let op = ops.iter().find(|op| op["set"] == "decision")?;
        Some(op["to"].clone())
    };
    // The comparison is worked out beside the window: A decides as soon as a difference is shown.
    let decision = wait_for("a decision by A", || {
        window.app.keys(&["a"]);
        sleep(Duration::from_millis(500));
        decision_of(&window.last_step())
    });
    assert_eq!(decision["outcome"], "a", "{decision}");
    let window = killed_and_started(stage, window);
    let saved = window.save("the decision after the kill", |p| {
        let all = p["decisions"].as_array();
        all.is_some_and(|all| all.iter().any(|d| d["id"] == decision["id"]))
    });
    let all = saved["decisions"].as_array().expect("decisions");
    let found = all.iter().find(|d| d["id"] == decision["id"]);
    let found = found.expect("found above");
    assert_eq!(found["outcome"], "a");
    let both = found["annotators"].as_array().expect("two annotators");
    assert!(both.contains(annotator), "{found}");
    let adjudicators = saved["annotators"].as_array().expect("annotators");
    let is_one = |a: &&Value| a["id"] == found["adjudicator"];
    let adjudicator = adjudicators.iter().find(is_one);
    assert_eq!(adjudicator.expect("who decides")["kind"], "adjudicator");
    // The results stand in the adjudicator's layer.
    for id in found["result"].as_array().expect("what was taken") {
        if let Some(a) = annotation(&saved, id) {
            assert_eq!(a["annotator"], found["adjudicator"]);
        }
    }
    window.app.keys(&["Escape", "ctrl+1"]);
    window
}

/// Closing saves without being asked; the next start without arguments brings the project back; the command line
/// finds nothing wrong with it.
fn closed_and_reopened(stage: &Stage, window: Window<'_>, tagged: &[Value]) {
    let Window { app, project } = window;
    app.close();
    let saved = read(&project).expect("project file");
    check_words(&saved);
    for a in tagged {
        let found = annotation(&saved, &a["id"]).expect("still there");
        assert_eq!(found["label"], a["label"]);
        assert_eq!(spans(found).len(), spans(a).len());
    }
    let output = Command::new(COUNTERMARK)
        .arg("check")
        .arg(&project)
        .output()
        .expect("countermark runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", output.status);

    let bytes = fs::read(&project).expect("project file");
    let app = stage.start(COUNTERMARK, &[]);
    wait_for("the last project", || {
        app.title().contains("five").then_some(())
    });
    app.close();
    let after = fs::read(&project).expect("project file");
    assert_eq!(after, bytes, "looking changes nothing");
}
