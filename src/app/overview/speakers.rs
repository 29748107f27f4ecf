//! Who said what: the project's speakers with their other names, and what each of them says, in all articles.

use super::lists::annotations_ui;
use super::{Kit, list_is_here};
use crate::app::context::Sender;
use crate::app::panels::draft::{Draft, Typed};
use crate::app::panels::parts::{
    cell_ui, empty_ui, framed_ui, list_row_ui, section_ui, warning_ui, weak_ui,
};
use crate::app::panels::wording::{contains_folded, counted};
use crate::app::panels::worked::Worked;
use crate::app::tokens::{semibold, size};
use crate::app::widgets::{VirtualList, words};
use crate::edit::speakers::SpeakerRef;
use crate::model::{AnnotatorId, Project, Voice, speaker_key, voices};
use crate::workspace::Command;
use egui::{ComboBox, Rect, RichText, TextEdit, Ui, UiBuilder, pos2, vec2};

/// Merges offered at most.
const OFFERS: usize = 4;

/// Whose annotations are counted; `None` counts all layers.
type Layer = Option<AnnotatorId>;

/// Scratch of the speakers.
pub struct SpeakersState {
    voices: Worked<Layer, Vec<Voice>>,
    filter: String,
    /// The name of the one chosen.
    chosen: Option<String>,
    list: VirtualList,
    said: VirtualList,
    said_row: Option<usize>,
    name: Draft<String>,
    aliases: Draft<String>,
    new_name: String,
}

impl Default for SpeakersState {
    fn default() -> Self {
        Self {
            voices: Worked::default(),
            filter: String::new(),
            chosen: None,
            list: VirtualList::default(),
            said: VirtualList::default(),
            said_row: None,
            name: Draft::default(),
            aliases: Draft::of(lines_of),
            new_name: String::new(),
        }
    }
}

/// Of what is typed, only other names are an edit after a pause: half of a new name would rename in every layer.
impl Typed for SpeakersState {
    fn has_draft(&self) -> bool {
        self.aliases.is_changed()
    }

    fn commit(&mut self, _: &Project, sender: &Sender) {
        if let Some((who, lines)) = self.aliases.commit() {
            sender.command(set_aliases(who, &lines));
        }
    }
}

fn names_in(lines: &str) -> impl Iterator<Item = &str> {
    lines.lines().map(str::trim).filter(|name| !name.is_empty())
}

/// Names one a line: blanks around them, and empty lines, do not count.
#[allow(clippy::unnecessary_wraps, reason = "the form that `Draft` asks for")]
fn lines_of(typed: &str) -> Option<String> {
    Some(names_in(typed).collect::<Vec<_>>().join("\n"))
}

fn set_aliases(who: String, lines: &str) -> Command {
    Command::SetSpeakerAliases {
        speaker: SpeakerRef::Named(who),
        aliases: names_in(lines).map(str::to_owned).collect(),
    }
}

#[allow(clippy::unnecessary_wraps, reason = "the form that `Worked` asks for")]
fn all_voices(project: &Project, layer: &Layer, _: &dyn Fn() -> bool) -> Option<Vec<Voice>> {
    Some(voices(project, layer.as_ref()))
}

/// Draws the list on the left and what the chosen one says on the right.
pub(super) fn speakers_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut SpeakersState) {
    let layer = kit.annotator.filter(|_| !kit.others).cloned();
    let n = kit.project.n_annotations();
    let at = (kit.project, kit.revision, n);
    state.voices.follow(at, &layer, all_voices, ui.ctx());
    let area = ui.available_rect_before_wrap();
    let left = (area.width() * 0.34).clamp(160.0, 340.0);
    let rect = Rect::from_min_max(area.min, pos2(area.left() + left, area.bottom()));
    let mut side = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("speakers left"));
    list_ui(&mut side, kit, state);
    let start = pos2(area.left() + left + size::SECTION, area.top());
    let rect = Rect::from_min_max(start, area.max);
    let mut main = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("speakers right"));
    main.set_clip_rect(rect.intersect(ui.clip_rect()));
    if let (None, [only]) = (&state.chosen, state.voices.value.as_slice()) {
        state.chosen = Some(only.name.clone());
    }
    let key = state.chosen.as_deref().map(speaker_key);
    let mut all = state.voices.value.iter();
    let found = all.find(|v| Some(speaker_key(&v.name)) == key).cloned();
    match found {
        Some(voice) => voice_ui(&mut main, kit, &voice, state),
        None if state.voices.value.is_empty() => empty_ui(
            &mut main,
            kit.tokens,
            "Nobody is named yet",
            "Choose a quote or claim, press Enter and type who says it: each name is listed here with all that they say",
        ),
        None => empty_ui(
            &mut main,
            kit.tokens,
            "Choose a speaker",
            "Their other names and all that they say are shown here",
        ),
    }
    ui.advance_cursor_after_rect(area);
}

fn list_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut SpeakersState) {
    let edit = TextEdit::singleline(&mut state.filter)
        .hint_text("Filter…")
        .desired_width(f32::INFINITY);
    framed_ui(ui, kit.tokens, |ui| ui.add(edit)).accessible_name("Filter speakers");
    if kit.can_change {
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 60.0).max(40.0);
            let edit = TextEdit::singleline(&mut state.new_name)
                .hint_text("New speaker…")
                .desired_width(width);
            let field = framed_ui(ui, kit.tokens, |ui| ui.add(edit));
            let entered = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
            field.accessible_name("New speaker");
            let is_empty = state.new_name.trim().is_empty();
            let add = ui.add_enabled(!is_empty, egui::Button::new("Add"));
            let add = add.accessible_name("Add speaker");
            if (add.clicked() || entered) && !is_empty {
                let name = std::mem::take(&mut state.new_name);
                state.chosen = Some(name.clone());
                kit.sender.command(Command::AddSpeaker {
                    id: None,
                    name,
                    aliases: Vec::new(),
                });
            }
        });
    }
    let needle = state.filter.trim().to_lowercase();
    let fits = |v: &&Voice| {
        contains_folded(&v.name, &needle) || v.aliases.iter().any(|a| contains_folded(a, &needle))
    };
    let found: Vec<&Voice> = state.voices.value.iter().filter(fits).collect();
    weak_ui(ui, kit.tokens, &counted(found.len(), "speaker", "speakers"));
    let key = state.chosen.as_deref().map(speaker_key);
    let chosen = found.iter().position(|v| Some(speaker_key(&v.name)) == key);
    let mut pressed = None;
    let shown = state
        .list
        .show(ui, "Speakers", found.len(), size::ROW, chosen, |ui, row| {
            let voice = found[row];
            let n = voice.annotations.len();
            let mut name = format!("{}: {}", voice.name, counted(n, "statement", "statements"));
            if !voice.aliases.is_empty() {
                name = format!("{name}, also {}", voice.aliases.join(", "));
            }
            let (rect, response) = list_row_ui(ui, kit.tokens, &name, chosen == Some(row));
            let inner = rect.shrink2(vec2(size::GROUP, 0.0));
            let split = inner.right() - 40.0;
            let shown = if voice.aliases.is_empty() {
                voice.name.clone()
            } else {
                format!("{}  ({})", voice.name, voice.aliases.join(", "))
            };
            let cell = Rect::from_min_max(inner.min, pos2(split, inner.bottom()));
            cell_ui(ui, cell, &shown, kit.tokens.text);
            let cell = Rect::from_min_max(pos2(split + 4.0, inner.top()), inner.max);
            cell_ui(ui, cell, &n.to_string(), kit.tokens.weak);
            if response.on_hover_text(name).clicked() {
                pressed = Some(row);
            }
        });
    list_is_here(ui, &shown);
    if pressed.is_some() {
        shown.response.request_focus();
    }
    if let Some(voice) = pressed.or(shown.moved_to).and_then(|row| found.get(row)) {
        state.chosen = Some(voice.name.clone());
        state.said_row = None;
    }
}

fn voice_ui(ui: &mut Ui, kit: Kit<'_>, voice: &Voice, state: &mut SpeakersState) {
    let title = RichText::new(&voice.name)
        .size(size::HEADING)
        .family(semibold());
    words::label_ui(ui, title);
    if kit.can_change {
        names_ui(ui, kit, voice, state);
        merge_ui(ui, kit, voice, state);
    } else if !voice.aliases.is_empty() {
        weak_ui(
            ui,
            kit.tokens,
            &format!("Also {}", voice.aliases.join(", ")),
        );
    }
    let n = voice.annotations.len();
    section_ui(
        ui,
        kit.tokens,
        &format!("Says, in {}", counted(n, "place", "places")),
    );
    if n == 0 {
        let whose = if kit.others { "any" } else { "your" };
        let none = format!("No annotation of {whose} layer names this speaker");
        return weak_ui(ui, kit.tokens, &none);
    }
    let name = "What the speaker says";
    annotations_ui(
        ui,
        kit,
        name,
        &voice.annotations,
        &mut state.said,
        &mut state.said_row,
        false,
    );
}

fn names_ui(ui: &mut Ui, kit: Kit<'_>, voice: &Voice, state: &mut SpeakersState) {
    let width = ui.available_width().min(420.0);
    let heading = section_ui(ui, kit.tokens, "Name, in every layer").id;
    // A name that is half typed would rename in every layer: only Enter or the button does.
    let _ = state.name.follow(&voice.name, &voice.name);
    let mut merges = None;
    ui.horizontal(|ui| {
        let room = (width - 80.0).max(80.0);
        let edit = TextEdit::singleline(&mut state.name.text).desired_width(room);
        let field = framed_ui(ui, kit.tokens, |ui| ui.add(edit)).labelled_by(heading);
        let pressed = |key| ui.input(|i| i.key_pressed(key));
        let entered = field.lost_focus() && pressed(egui::Key::Enter);
        if field.lost_focus() && pressed(egui::Key::Escape) {
            state.name = Draft::default();
        }
        let is_changed = state.name.is_changed() && !state.name.text.trim().is_empty();
        let rename = ui.add_enabled(is_changed, egui::Button::new("Rename"));
        let rename = rename.on_hover_text("In the list and on every annotation, in all layers");
        if is_changed {
            let key = speaker_key(&state.name.text);
            let mut others = state.voices.value.iter().filter(|o| !is_same(o, voice));
            merges = others
                .find(|o| speaker_key(&o.name) == key)
                .map(merges_in_words);
        }
        if (rename.clicked() || entered && is_changed)
            && let Some((_, name)) = state.name.commit()
        {
            state.chosen = Some(name.clone());
            kit.sender.command(Command::RenameSpeaker {
                speaker: reference(voice),
                name,
            });
        }
    });
    if let Some(words) = merges {
        warning_ui(ui, kit.tokens, &words);
    }
    let heading = section_ui(ui, kit.tokens, "Other names, one a line").id;
    let base = voice.aliases.join("\n");
    let mut changed = state.aliases.follow(&voice.name, &base);
    let edit = TextEdit::multiline(&mut state.aliases.text)
        .desired_rows(2)
        .desired_width(width);
    let field = framed_ui(ui, kit.tokens, |ui| ui.add(edit)).labelled_by(heading);
    if field.lost_focus() {
        changed = state.aliases.commit();
    }
    if let Some((who, aliases)) = changed {
        kit.sender.command(set_aliases(who, &aliases));
    }
}

/// What a new name that somebody has already does.
fn merges_in_words(other: &Voice) -> String {
    let places = counted(other.annotations.len(), "place", "places");
    match other.speaker {
        None => format!("Merges with {} ({places})", other.name),
        Some(_) => format!(
            "{} ({places}) is on the list: merge the two below",
            other.name
        ),
    }
}

fn merge_ui(ui: &mut Ui, kit: Kit<'_>, voice: &Voice, state: &mut SpeakersState) {
    let all = &state.voices.value;
    let merge = |other: &Voice| {
        kit.sender.command(Command::MergeSpeakers {
            kept: reference(voice),
            merged: vec![reference(other)],
        });
    };
    let offers = perhaps_the_same(all, voice);
    if !offers.is_empty() {
        warning_ui(ui, kit.tokens, "Perhaps the same");
        for other in offers {
            ui.horizontal(|ui| {
                let n = counted(other.annotations.len(), "statement", "statements");
                let button = ui
                    .button("Merge")
                    .accessible_name(format!("Merge {} into {}", other.name, voice.name));
                if button.clicked() {
                    merge(other);
                }
                words::label_ui(ui, format!("{}, {n}", other.name));
            });
        }
    }
    ui.horizontal_wrapped(|ui| {
        let combo = ComboBox::from_id_salt("merge speakers")
            .selected_text("Merge another one into this…")
            .width(220.0)
            .truncate()
            .show_ui(ui, |ui| {
                for other in all.iter().filter(|o| !is_same(o, voice)) {
                    if ui.selectable_label(false, &other.name).clicked() {
                        merge(other);
                    }
                }
            });
        combo
            .response
            .accessible_name("Merge another speaker into this one");
        if let Some(id) = &voice.speaker {
            let remove = ui
                .button("Take off the list")
                .on_hover_text("What annotations carry stays as it is");
            if remove.clicked() {
                kit.sender.command(Command::RemoveSpeaker {
                    speaker: id.clone(),
                });
            }
        } else {
            let put = ui
                .button("Put on the list")
                .on_hover_text("Only annotations name this speaker so far");
            if put.clicked() {
                kit.sender.command(Command::AddSpeaker {
                    id: None,
                    name: voice.name.clone(),
                    aliases: Vec::new(),
                });
            }
        }
    });
}

fn reference(voice: &Voice) -> SpeakerRef {
    match &voice.speaker {
        Some(id) => SpeakerRef::Listed(id.clone()),
        None => SpeakerRef::Named(voice.name.clone()),
    }
}

fn is_same(a: &Voice, b: &Voice) -> bool {
    a.speaker == b.speaker && speaker_key(&a.name) == speaker_key(&b.name)
}

/// Others of whom one name has all the words of a name of this one, or the other way round; those that say most first.
fn perhaps_the_same<'v>(all: &'v [Voice], voice: &Voice) -> Vec<&'v Voice> {
    let names = |v: &Voice| -> Vec<Vec<String>> {
        let all = std::iter::once(&v.name).chain(&v.aliases);
        all.map(|name| words_of(name)).collect()
    };
    let mine = names(voice);
    let holds = |long: &[String], short: &[String]| {
        let letters: usize = short.iter().map(|w| w.chars().count()).sum();
        letters >= 3 && short.iter().all(|word| long.contains(word))
    };
    let mut found: Vec<&Voice> = all
        .iter()
        .filter(|other| !is_same(other, voice))
        .filter(|other| {
            let theirs = names(other);
            let mut pairs = mine.iter().flat_map(|m| theirs.iter().map(move |t| (m, t)));
            pairs.any(|(m, t)| holds(m, t) || holds(t, m))
        })
        .collect();
    found.sort_by_key(|v| (std::cmp::Reverse(v.annotations.len()), speaker_key(&v.name)));
    found.truncate(OFFERS);
    found
}

/// The words of a name that tell people apart: without articles and marks, in lower case.
fn words_of(name: &str) -> Vec<String> {
    let key = speaker_key(name);
    let words = key.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|w| !w.is_empty() && !matches!(*w, "the" | "a" | "an" | "of" | "s"))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AnnotationId;

    fn voice(name: &str, aliases: &[&str], n: usize) -> Voice {
        Voice {
            name: name.to_owned(),
            speaker: None,
            aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
            annotations: (0..n)
                .map(|i| AnnotationId::from(format!("{name}{i}")))
                .collect(),
        }
    }

    #[test]
    fn names_that_hold_each_others_words_may_be_the_same() {
        let all = [
            voice("Giuseppe Sala", &["the mayor of Milan"], 3),
            voice("Sala", &[], 1),
            voice("the mayor", &[], 2),
            voice("Mayor’s office", &[], 4),
            voice("Al", &[], 9),
            voice("Rosa Neri", &[], 5),
        ];
        let offers = |of: usize| -> Vec<&str> {
            let found = perhaps_the_same(&all, &all[of]);
            found.iter().map(|v| v.name.as_str()).collect()
        };
        assert_eq!(offers(0), ["the mayor", "Sala"]);
        assert_eq!(offers(1), ["Giuseppe Sala"]);
        assert_eq!(offers(2), ["Mayor’s office", "Giuseppe Sala"]);
        assert_eq!(offers(5), [""; 0]);
    }
}
