//! A contradiction as a card: both sides in their sentence, who says it, where, how they differ.

use crate::app::panels::parts::{cell_ui, list_row_ui, one_line};
use crate::app::panels::wording::{on_one_line, quoted};
use crate::app::tokens::{Tokens, semibold, size};
use crate::app::widgets::reading_order::has_rtl;
use crate::model::{Annotation, AnnotatorId, LabelId, Project, RelationId, SpeakerNames};
use crate::text::{ByteOffset, TextSpan, sentence_at};
use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Rect, Response, Stroke, TextStyle, Ui, pos2, vec2};
use std::ops::Range;

/// How much of a sentence stands before the marked words, code points.
const LEAD: usize = 48;
/// How much stands behind them.
const TAIL: usize = 160;
/// How much of the marked words is shown at most.
const MARKED: usize = 240;
/// Lines of a sentence on a card.
const LINES: usize = 3;
/// How much of a title or note is read, code points; the room cuts further.
const SHOWN_CHARS: usize = 200;

/// Height of a card, points.
pub const CARD: f32 = 126.0;

/// A card as plain data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardData {
    /// The link.
    pub relation: RelationId,
    /// Its sides, the first one first.
    pub sides: [SideData; 2],
    /// How they differ; empty where nobody said.
    pub kind: String,
    /// Free text.
    pub note: String,
    /// Whose link it is, where it is not one's own.
    pub whose: Option<String>,
}

/// One side of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideData {
    /// Who says it; empty where nobody is named.
    pub speaker: String,
    /// The article's title.
    pub article: String,
    /// The tag of the marked words.
    pub label: LabelId,
    /// The marked words in their sentence.
    pub quoted: Quoted,
}

/// Marked words in what stands around them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quoted {
    /// On one line.
    pub text: String,
    /// The marked words, bytes into `text`.
    pub marks: Vec<Range<usize>>,
}

impl CardData {
    /// The card of a link; `None` if it is gone.
    pub fn gather(
        project: &Project,
        names: &SpeakerNames<'_>,
        annotator: Option<&AnnotatorId>,
        id: &RelationId,
    ) -> Option<Self> {
        let r = project.relation(id)?;
        let side = |id| SideData::gather(project, names, project.annotation(id)?);
        let whose = (annotator != Some(&r.annotator)).then(|| {
            let who = project.annotator(&r.annotator);
            who.map_or_else(|| r.annotator.to_string(), |w| w.name.clone())
        });
        Some(Self {
            relation: id.clone(),
            sides: [side(&r.from)?, side(&r.to)?],
            kind: on_one_line(r.features.get("kind").unwrap_or_default(), SHOWN_CHARS),
            note: on_one_line(&r.note, SHOWN_CHARS),
            whose,
        })
    }

    /// What a screen reader says.
    pub fn accessible_name(&self) -> String {
        let [first, other] = self.sides.each_ref().map(|side| {
            let words: Vec<&str> = side.quoted.words().collect();
            let who = if side.speaker.is_empty() {
                String::new()
            } else {
                format!("{}: ", side.speaker)
            };
            format!("{who}{} in {}", quoted(&words.join(" … ")), side.article)
        });
        let mut name = format!("{first} contradicts {other}");
        for (what, value) in [("kind", &self.kind), ("note", &self.note)] {
            if !value.is_empty() {
                name = format!("{name}, {what} {value}");
            }
        }
        if let Some(whose) = &self.whose {
            name = format!("{name}, by {whose}");
        }
        name
    }
}

impl SideData {
    fn gather(project: &Project, names: &SpeakerNames<'_>, a: &Annotation) -> Option<Self> {
        let document = project.document(&a.document)?;
        Some(Self {
            speaker: names.said_by(project, a).unwrap_or_default().to_owned(),
            article: on_one_line(&document.title, SHOWN_CHARS),
            label: a.label.clone(),
            quoted: Quoted::in_sentence(document.text(), &a.spans),
        })
    }
}

impl Quoted {
    /// The words of `spans` in the sentence, or the sentences, around them; what is long is cut with `…`.
    pub fn in_sentence(text: &str, spans: &[TextSpan]) -> Self {
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else {
            return Self::default();
        };
        let (start, end) = (first.start().get(), last.end().get());
        let around = |at: usize| sentence_at(text, ByteOffset(at));
        let from = around(start).map_or(start, |s| s.start().get().min(start));
        let to = around(end.saturating_sub(1)).map_or(end, |s| s.end().get().max(end));
        let mut out = Self::default();
        // What stands before is cut from its front, what stands behind from its end.
        let before = text.get(from..start).unwrap_or_default();
        let cut = before.char_indices().rev().nth(LEAD).map(|(i, _)| i);
        if let Some(cut) = cut {
            out.text.push('…');
            let rest = &before[cut..];
            let word = rest.find(char::is_whitespace).unwrap_or_default();
            out.push(rest[word..].trim_start());
        } else {
            out.push(before);
        }
        let mut at = start;
        for span in spans {
            out.push(text.get(at..span.start().get()).unwrap_or_default());
            let words = span.of(text);
            let cut = words.char_indices().nth(MARKED).map(|(i, _)| i);
            let from = out.text.len();
            out.push(cut.map_or(words, |cut| &words[..cut]));
            if cut.is_some() {
                out.text.push('…');
            }
            out.marks.push(from..out.text.len());
            at = span.end().get();
        }
        let behind = text.get(end..to).unwrap_or_default();
        let cut = behind.char_indices().nth(TAIL).map(|(i, _)| i);
        out.push(cut.map_or(behind, |cut| &behind[..cut]));
        if cut.is_some() {
            out.text.push('…');
        }
        out
    }

    /// Line breaks become blanks of the same length, so that places stay.
    fn push(&mut self, text: &str) {
        let blank = |c: char| if c.is_ascii_whitespace() { ' ' } else { c };
        self.text.extend(text.chars().map(blank));
    }

    /// The marked words.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.marks.iter().filter_map(|m| self.text.get(m.clone()))
    }
}

/// Draws a card into the row; gives its response, and where the second side begins.
pub fn card_ui(
    ui: &mut Ui,
    (project, tokens): (&Project, &Tokens),
    data: &CardData,
    chosen: bool,
) -> (Response, f32) {
    let (row, response) = list_row_ui(ui, tokens, &data.accessible_name(), chosen);
    let frame = row.shrink2(vec2(2.0, 3.0));
    let (ground, line) = if chosen {
        (tokens.chosen, Stroke::new(1.5, tokens.accent))
    } else if response.hovered() {
        (tokens.control_hovered, Stroke::new(1.0, tokens.frame))
    } else {
        (tokens.raised, Stroke::new(1.0, tokens.line))
    };
    ui.painter().rect(
        frame,
        f32::from(size::CORNER),
        ground,
        line,
        egui::StrokeKind::Inside,
    );
    let inner = frame.shrink2(vec2(10.0, 6.0));
    let middle = inner.center().x;
    let gap = 12.0;
    let left = Rect::from_min_max(inner.min, pos2(middle - gap, inner.bottom()));
    let right = Rect::from_min_max(pos2(middle + gap, inner.top()), inner.max);
    for (side, rect) in data.sides.iter().zip([left, right]) {
        side_ui(ui, project, tokens, side, rect);
    }
    let foot = foot_of(data);
    let foot_rect = Rect::from_min_max(pos2(inner.left(), inner.bottom() - 18.0), inner.max);
    cell_ui(ui, foot_rect, &foot, tokens.weak);
    let arrow = one_line(ui, "↔", tokens.weak, 2.0 * gap, false);
    let at = pos2(middle, inner.top() + 32.0) - arrow.size() / 2.0;
    ui.painter().galley(at, arrow, tokens.weak);
    (response, middle)
}

/// Kind, whose it is, note: the last line of a card.
fn foot_of(data: &CardData) -> String {
    let kind = match data.kind.as_str() {
        "" => "Kind not set".to_owned(),
        kind => format!("Kind: {kind}"),
    };
    let whose = data.whose.as_ref().map(|who| format!("by {who}"));
    let note = Some(data.note.clone()).filter(|note| !note.is_empty());
    let parts: Vec<String> = [Some(kind), whose, note].into_iter().flatten().collect();
    parts.join("  ·  ")
}

fn side_ui(ui: &Ui, project: &Project, tokens: &Tokens, side: &SideData, rect: Rect) {
    let head = Rect::from_min_size(rect.min, vec2(rect.width(), 18.0));
    let (speaker, color) = if side.speaker.is_empty() {
        ("Nobody named", tokens.weak)
    } else {
        (side.speaker.as_str(), tokens.text)
    };
    let speaker = one_line(ui, speaker, color, head.width() * 0.5, false);
    let width = speaker.size().x;
    ui.painter().galley(head.min, speaker, color);
    let rest = Rect::from_min_max(pos2(head.left() + width + 8.0, head.top() - 1.0), head.max);
    cell_ui(ui, rest, &format!("in {}", side.article), tokens.weak);
    let style = tokens.mark_style(project.schema(), &side.label);
    let plain = TextFormat {
        font_id: TextStyle::Body.resolve(ui.style()),
        color: tokens.text,
        ..TextFormat::default()
    };
    let marked = TextFormat {
        font_id: FontId::new(plain.font_id.size, semibold()),
        background: style.ground,
        underline: Stroke::new(1.5, style.color),
        ..plain.clone()
    };
    let mut job = LayoutJob::default();
    if has_rtl(&side.quoted.text) {
        // Cut into marked and unmarked pieces, egui would set such a line in the wrong order.
        let galley = one_line(ui, &side.quoted.text, tokens.text, rect.width(), false);
        ui.painter()
            .galley(pos2(rect.left(), head.bottom() + 4.0), galley, tokens.text);
        return;
    }
    let mut at = 0;
    for mark in &side.quoted.marks {
        job.append(&side.quoted.text[at..mark.start], 0.0, plain.clone());
        job.append(&side.quoted.text[mark.clone()], 0.0, marked.clone());
        at = mark.end;
    }
    job.append(&side.quoted.text[at..], 0.0, plain);
    job.wrap.max_width = rect.width();
    job.wrap.max_rows = LINES;
    job.wrap.overflow_character = Some('…');
    let galley = ui.painter().layout_job(job);
    let at = pos2(rect.left(), head.bottom() + 4.0);
    ui.painter()
        .with_clip_rect(rect.intersect(ui.clip_rect()))
        .galley(at, galley, tokens.text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::panels::fixture::project;

    /// `[` and `]` mark the spans in `text`; gives the card's text with the marks.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut content = String::new();
        let mut spans = Vec::new();
        let mut start = 0;
        for c in text.chars() {
            match c {
                '[' => start = content.len(),
                ']' => spans.push((start, content.len())),
                c => content.push(c),
            }
        }
        let spans: Vec<TextSpan> = spans
            .into_iter()
            .map(|(a, b)| TextSpan::new(&content, ByteOffset(a), ByteOffset(b)).unwrap())
            .collect();
        let quoted = Quoted::in_sentence(&content, &spans);
        let mut shown = quoted.text.clone();
        for mark in quoted.marks.iter().rev() {
            shown.insert(mark.end, ']');
            shown.insert(mark.start, '[');
        }
        assert_eq!(shown, expected);
    }

    #[test]
    fn words_stand_in_their_sentence() {
        check(
            "One. The port says the bridge [closes] on Monday. Three.",
            "The port says the bridge [closes] on Monday.",
        );
        check(
            "One. Two [ends. Three] begins. Four.",
            "Two [ends. Three] begins.",
        );
        check(
            "“[We will],” she said, “[not\nwait].” No.",
            "“[We will],” she said, “[not wait].”",
        );
        check("[é🚢]", "[é🚢]");
    }

    #[test]
    fn what_is_long_is_cut_outside_the_words() {
        let long = "word ".repeat(40);
        check(
            &format!("Begin {long}[clash] {long}end."),
            &format!(
                "…{}[clash] {}…",
                "word ".repeat(9),
                "word ".repeat(31) + "word"
            ),
        );
    }

    #[test]
    fn a_card_tells_all_to_a_screen_reader() {
        let project = project();
        let names = SpeakerNames::of(&project);
        let card = CardData::gather(&project, &names, Some(&"ben".into()), &"r1".into()).unwrap();
        assert_eq!(
            card.accessible_name(),
            "“The bridge will close” in Harbour bridge to close contradicts \
             The port: “It stays open” in No plan, says port, by Ada"
        );
        assert_eq!(foot_of(&card), "Kind not set  ·  by Ada");
    }
}
