//! The guidelines beside the text: Markdown to read, and a field to change it.

use super::draft::{Draft, Typed};
use super::parts::{empty_ui, framed_ui, warning_ui, weak_ui};
use crate::app::context::{Sender, ViewContext};
use crate::app::tokens::{Tokens, size};
use crate::app::widgets::page_ui;
use crate::app::window_parts::{Part, part_is_here};
use crate::model::Project;
use crate::workspace::Command;
use egui::{Modal, OpenUrl, OutputCommand, RichText, ScrollArea, TextEdit, Ui};
use egui_commonmark::{CommonMarkCache, CommonMarkViewer};

/// Scratch of the guidelines panel.
#[derive(Default)]
pub struct GuidelinesState {
    cache: CommonMarkCache,
    /// What is being written, while it is.
    editing: Option<Editing>,
    /// The source that `shown` was made from.
    source: String,
    /// The source without images.
    shown: String,
    /// An address that was clicked and is shown before anything is done with it.
    address: Option<String>,
}

struct Editing {
    draft: Draft<()>,
    /// What Cancel brings back.
    before: String,
}

impl Typed for GuidelinesState {
    fn has_draft(&self) -> bool {
        self.editing.as_ref().is_some_and(|e| e.draft.is_changed())
    }

    fn commit(&mut self, project: &Project, sender: &Sender) {
        if let Some(editing) = &mut self.editing {
            // It stays the same owner, so nothing is left of another one.
            let _ = editing.draft.follow(&(), &project.head().guidelines);
            send(sender, editing.draft.commit());
        }
    }

    fn leave(&mut self, project: &Project, sender: &Sender) {
        self.commit(project, sender);
        self.editing = None;
    }
}

fn send(sender: &Sender, left: Option<((), String)>) {
    if let Some(((), text)) = left {
        sender.command(Command::SetGuidelines(text));
    }
}

/// What every part of the panel is drawn with.
#[derive(Clone, Copy)]
struct Kit<'a> {
    tokens: &'a Tokens,
    sender: &'a Sender,
    guidelines: &'a str,
    read_only: bool,
}

/// The guidelines as Markdown, or the field to change them. Nothing is loaded from anywhere: an image is shown as a
/// link, and a link's address is shown before anything is done with it.
pub fn guidelines_panel_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut GuidelinesState) {
    let kit = Kit {
        tokens: ctx.tokens,
        sender: ctx.sender,
        guidelines: &ctx.project().head().guidelines,
        read_only: ctx.is_read_only(),
    };
    guidelines_ui(ui, kit, state);
}

fn guidelines_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut GuidelinesState) {
    if state.editing.is_some() && !kit.read_only {
        edit_ui(ui, kit, state);
    } else {
        read_ui(ui, kit, state);
    }
    address_ui(ui, kit, state);
}

fn edit_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut GuidelinesState) {
    let Some(Editing { draft, before }) = &mut state.editing else {
        return;
    };
    let _ = draft.follow(&(), kit.guidelines);
    let room = ui.max_rect();
    let (mut done, mut cancelled) = (false, false);
    ui.horizontal(|ui| {
        done = ui
            .button("Done")
            .on_hover_text("Keep the changes")
            .clicked();
        cancelled = ui
            .button("Cancel")
            .on_hover_text("Leave the guidelines as they were")
            .clicked();
        ui.label(
            RichText::new("Markdown")
                .size(size::SMALL)
                .color(kit.tokens.weak),
        );
    });
    ScrollArea::vertical()
        .id_salt("guidelines edit")
        .show(ui, |ui| {
            let edit = TextEdit::multiline(&mut draft.text)
                .desired_width(f32::INFINITY)
                .desired_rows(20);
            let field = framed_ui(ui, kit.tokens, |ui| ui.add(edit));
            part_is_here(ui, Part::Guidelines, field.id, room);
            field.accessible_name("Guidelines in Markdown");
        });
    if done {
        let left = draft.commit();
        send(kit.sender, left);
    } else if cancelled && kit.guidelines != before {
        // A pause has made an edit of it.
        send(kit.sender, Some(((), std::mem::take(before))));
    }
    if done || cancelled {
        state.editing = None;
    }
}

fn read_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut GuidelinesState) {
    if !kit.read_only {
        let edit = ui.button("Edit guidelines");
        part_is_here(ui, Part::Guidelines, edit.id, ui.max_rect());
        if edit.clicked() {
            let mut draft = Draft::default();
            let _ = draft.follow(&(), kit.guidelines);
            state.editing = Some(Editing {
                draft,
                before: kit.guidelines.to_owned(),
            });
        }
    }
    if kit.guidelines.trim().is_empty() {
        empty_ui(
            ui,
            kit.tokens,
            "No guidelines yet",
            "Write down when each tag is to be used, so that all annotators do the same",
        );
        return;
    }
    if state.source != kit.guidelines {
        kit.guidelines.clone_into(&mut state.source);
        state.shown = without_images(kit.guidelines);
    }
    page_ui(ui, "guidelines", |ui| {
        // egui has no bold face to switch to: what is strong stands out by the stronger colour.
        ui.visuals_mut().widgets.noninteractive.fg_stroke.color = kit.tokens.weak;
        CommonMarkViewer::new()
            .indentation_spaces(2)
            .show(ui, &mut state.cache, &state.shown);
    });
    let clicked = ui
        .ctx()
        .output_mut(|output| take_addresses(&mut output.commands));
    state.address = clicked.or(state.address.take());
}

/// Takes the addresses that would be opened out of what is asked of the system; gives the last one.
fn take_addresses(commands: &mut Vec<OutputCommand>) -> Option<String> {
    let mut last = None;
    commands.retain(|command| match command {
        OutputCommand::OpenUrl(open) => {
            last = Some(open.url.clone());
            false
        }
        _ => true,
    });
    last
}

/// Whether the system's browser may be asked to open the address: pages of the web only, nothing that could start a
/// program or read a file.
fn may_open(address: &str) -> bool {
    let scheme = address.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|s| s.eq_ignore_ascii_case("https") || s.eq_ignore_ascii_case("http"))
}

/// Shows the address that was clicked, before the system's browser is asked to open it. This program loads nothing.
fn address_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut GuidelinesState) {
    let Some(address) = &state.address else {
        return;
    };
    let mut is_done = false;
    let modal = Modal::new(egui::Id::unique("guidelines address"))
        .backdrop_color(kit.tokens.backdrop)
        .show(ui.ctx(), |ui| {
            ui.set_max_width(size::DIALOG.min(ui.ctx().content_rect().width() - 64.0));
            ui.heading("This link leads to");
            ui.add(egui::Label::new(RichText::new(address).monospace()).wrap());
            let may_open = may_open(address);
            if !address.starts_with("https://") {
                warning_ui(ui, kit.tokens, "This is not a secure web address");
            }
            let hint = if may_open {
                "Your browser opens it; Countermark itself loads nothing"
            } else {
                "Only web addresses are opened. Copy it to use it elsewhere"
            };
            weak_ui(ui, kit.tokens, hint);
            ui.add_space(size::GROUP);
            ui.horizontal_wrapped(|ui| {
                if may_open && ui.button("Open in the browser").clicked() {
                    ui.ctx().open_url(OpenUrl::new_tab(address));
                    is_done = true;
                }
                if ui.button("Copy address").clicked() {
                    ui.ctx().copy_text(address.clone());
                    is_done = true;
                }
                is_done |= ui.button("Close").clicked();
            });
        });
    if is_done || modal.should_close() {
        state.address = None;
    }
}

/// The Markdown with each image turned into a link to it, so that no file is read and nothing is fetched. What
/// stands in code keeps its `!`.
fn without_images(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut fence: Option<&str> = None;
    for line in markdown.split_inclusive('\n') {
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|m| start.starts_with(m));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        if fence.is_some() || mark.is_some() {
            out.push_str(line);
        } else {
            without_images_in_line(line, &mut out);
        }
    }
    out
}

fn without_images_in_line(line: &str, out: &mut String) {
    let mut in_code = false;
    let mut chars = line.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        if c == '`' {
            in_code = !in_code;
        }
        let is_image = c == '!' && chars.peek() == Some(&'[');
        // A lone backtick opens no code, so an image is left out there too: its `!` alone would be harmless.
        let has_closing = in_code && line.matches('`').count().is_multiple_of(2);
        if !is_image || has_closing || before == Some('\\') {
            out.push(c);
        }
        before = Some(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::context::Message;
    use egui_kittest::{Harness, kittest::Queryable as _};

    #[test]
    fn images_become_links_but_code_stays() {
        for (markdown, expected) in [
            ("a ![b](http://x/y.png) c", "a [b](http://x/y.png) c"),
            ("![b][ref]", "[b][ref]"),
            ("wow! [b](x)", "wow! [b](x)"),
            ("`![b](x)`", "`![b](x)`"),
            ("` ![b](x)", "` [b](x)"),
            ("```\n![b](x)\n```\n![c](y)", "```\n![b](x)\n```\n[c](y)"),
            ("\\![b](x)", "\\![b](x)"),
        ] {
            assert_eq!(without_images(markdown), expected);
        }
    }

    struct World {
        sender: Sender,
        guidelines: String,
        read_only: bool,
        state: GuidelinesState,
    }

    fn harness(guidelines: &str, read_only: bool) -> Harness<'static, World> {
        let world = World {
            sender: Sender::default(),
            guidelines: guidelines.to_owned(),
            read_only,
            state: GuidelinesState::default(),
        };
        let mut harness = Harness::builder()
            .with_size(egui::vec2(320.0, 400.0))
            .with_context_setup(Tokens::install)
            .build_ui_state(
                |ui, w: &mut World| {
                    let kit = Kit {
                        tokens: &Tokens::of(ui.ctx()),
                        sender: &w.sender,
                        guidelines: &w.guidelines,
                        read_only: w.read_only,
                    };
                    guidelines_ui(ui, kit, &mut w.state);
                },
                world,
            );
        harness.run();
        harness
    }

    fn click(h: &mut Harness<'_, World>, name: &str) {
        h.get_by_label(name).click();
        h.run();
    }

    #[test]
    fn the_text_is_shown_and_changed_as_one_step() {
        let mut h = harness("Leave out the *quotation* marks.", false);
        h.get_by_label_contains("Leave out the");
        click(&mut h, "Edit guidelines");
        h.get_by_label("Guidelines in Markdown").focus();
        h.run();
        h.get_by_label("Guidelines in Markdown")
            .type_text("Always. ");
        h.run();
        assert_eq!(h.state().sender.take(), []);
        click(&mut h, "Done");
        let sent = h.state().sender.take();
        assert!(
            matches!(&sent[..], [Message::Command(c)] if matches!(&**c, Command::SetGuidelines(text) if text.contains("Always. "))),
            "{sent:?}"
        );
        h.get_by_label("Edit guidelines");
    }

    #[test]
    fn cancel_changes_nothing() {
        let mut h = harness("One.", false);
        click(&mut h, "Edit guidelines");
        h.get_by_label("Guidelines in Markdown").focus();
        h.run();
        h.get_by_label("Guidelines in Markdown").type_text("Two.");
        h.run();
        click(&mut h, "Cancel");
        assert_eq!(h.state().sender.take(), []);
    }

    #[test]
    fn a_link_shows_its_address_before_it_is_opened() {
        let mut h = harness("See [the site](http://example.org/path).", false);
        click(&mut h, "the site");
        h.get_by_label("http://example.org/path");
        assert_eq!(opened(&h), [""; 0]);
        click(&mut h, "Close");
        assert!(h.query_by_label("http://example.org/path").is_none());
        click(&mut h, "the site");
        h.get_by_label("Open in the browser").click();
        h.step();
        assert_eq!(opened(&h), ["http://example.org/path"]);
        h.step();
        assert!(h.query_by_label("http://example.org/path").is_none());
    }

    fn opened(h: &Harness<'_, World>) -> Vec<String> {
        let commands = h.output().platform_output.commands.iter();
        let urls = commands.filter_map(|command| match command {
            OutputCommand::OpenUrl(open) => Some(open.url.clone()),
            _ => None,
        });
        urls.collect()
    }

    #[test]
    fn what_is_no_page_of_the_web_is_not_opened() {
        for address in ["file:///etc/passwd", "javascript:alert(1)", "ssh://host"] {
            let mut h = harness(&format!("See [the site]({address})."), false);
            click(&mut h, "the site");
            h.get_by_label(address);
            h.get_by_label("Copy address");
            assert!(h.query_by_label("Open in the browser").is_none());
        }
        assert!(may_open("HTTPS://example.org"));
    }

    #[test]
    fn empty_and_read_only_guidelines_say_so() {
        let h = harness(" ", true);
        h.get_by_label("No guidelines yet");
        assert!(h.query_by_label("Edit guidelines").is_none());
    }
}
