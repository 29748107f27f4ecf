//! Pictures to look at: `COUNTERMARK_PICTURES=folder cargo test --lib pictures -- --ignored`.
use super::super::{MarkLayer, Pattern};
use super::world::{Pane, World, drag, point, sized, theme};
use egui::{Modifiers, Vec2};

const ENGLISH: &str = "# Harbour bridge to close for a year, port says\n\nThe port authority said on Monday that the swing bridge would close “for at least twelve months”. “We will not,” said the harbour master, “put a single lorry on it again.” A spokesperson for the mayor’s office called the figure wrong; the works, she said, would take ten weeks — not a day more.\n\n## What we know\n\n- fire brigade access: naïve Œuvre, fjord, “ffi” office\n- cost: 4.2 million 🚧 👩‍👩‍👧‍👦 🇩🇪 ✓ → ½\n\nKaʻū 東京の橋は一年間閉鎖される。 한국어 텍스트 ไทยแลนด์ हिन्दी\n\nقال الميناء إن الجسر سيغلق لمدة 12 شهرا (على الأقل). ثم قال المتحدث باسم البلدية إن الأعمال ستستغرق عشرة أسابيع فقط ولن تطول يوما واحدا.\nהנמל אמר שהגשר (port bridge) ייסגר לשנה.\n\ncontrols: a\u{200b}b \u{202e}abc\u{202c} tab\there \u{1}end soft\u{ad}hyphen no\u{a0}break\n";

fn save(pane: &mut Pane, name: &str) {
    let folder = std::env::var_os("COUNTERMARK_PICTURES")
        .map_or_else(std::env::temp_dir, std::path::PathBuf::from);
    let picture = pane.render().expect("a renderer");
    picture
        .save(folder.join(format!("{name}.png")))
        .expect("a picture written");
}

fn marked(dark: bool) -> World {
    let mut world = World::new(ENGLISH);
    world.is_markdown = true;
    world.theme = theme(dark);
    world.tag("a", &["The port authority said on Monday that the swing bridge would close “for at least twelve months”."], Pattern::Solid);
    world.tag("b", &["for at least twelve months"], Pattern::Dashed);
    world.tag("c", &["twelve months"], Pattern::Wavy);
    world.tag("d", &["twelve"], Pattern::Double);
    world.tag(
        "e",
        &["We will not,", "put a single lorry on it again."],
        Pattern::Dashed,
    );
    world.tag("f", &["would take ten weeks"], Pattern::Dotted);
    world.tag("g", &["the mayor’s office"], Pattern::DashDot);
    world.tag("h", &["not a day more"], Pattern::Solid);
    world.tag("i", &["الجسر سيغلق لمدة 12 شهرا"], Pattern::Wavy);
    world.tag("j", &["שהגשר (port bridge) ייסגר"], Pattern::Dashed);
    world.marks[4].is_current = true;
    world.marks[6].layer = MarkLayer::Other;
    world.marks[7].layer = MarkLayer::Suggestion;
    let hit = ENGLISH.find("brigade").unwrap_or(0);
    world.hits.push(hit..hit + 7);
    world
}

#[test]
#[ignore = "draws pictures to look at"]
fn draw() {
    for dark in [false, true] {
        let name = if dark { "dark" } else { "light" };
        let mut pane = sized(marked(dark), Vec2::new(820.0, 760.0));
        let from = ENGLISH.find("spokesperson").unwrap_or(0);
        let (a, b) = (
            point(&pane, from..from + 1, 0.5),
            point(&pane, from + 20..from + 21, 0.5),
        );
        drag(&mut pane, a, b, Modifiers::NONE);
        save(&mut pane, name);
    }
    let mut world = World::new(&"A long line of words that never ends. ".repeat(2000));
    world.text_size = 14.0;
    let mut pane = sized(world, Vec2::new(300.0, 400.0));
    save(&mut pane, "narrow");
    let mut pane = sized(marked(false), Vec2::new(360.0, 900.0));
    save(&mut pane, "narrow_marks");
}
