//! What goes into the reading pane and what comes out of it.
use super::map::MapInput;
use super::theme::ReaderTheme;
use crate::model::AnnotationId;
use crate::text::snap::Snap;
use crate::text::{ByteOffset, TextSpan};
use egui::{Color32, Pos2};
use std::ops::Range;
use std::sync::Arc;

/// How an underline is drawn, so that tags differ without colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// One line.
    #[default]
    Solid,
    /// Long strokes.
    Dashed,
    /// Points.
    Dotted,
    /// A wave.
    Wavy,
    /// Two thin lines.
    Double,
    /// Stroke, point, stroke.
    DashDot,
}

impl Pattern {
    /// All of them, in the order in which tags are given them.
    pub const ALL: [Self; 6] = [
        Self::Solid,
        Self::Dashed,
        Self::Wavy,
        Self::Double,
        Self::Dotted,
        Self::DashDot,
    ];
}

/// The look of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkStyle {
    /// Of the underline.
    pub color: Color32,
    /// Of the tinted ground, half transparent.
    pub ground: Color32,
    /// Of the underline.
    pub pattern: Pattern,
}

/// Whose mark it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MarkLayer {
    /// The layer one works in.
    #[default]
    Own,
    /// Another annotator's: drawn faintly.
    Other,
    /// Not accepted yet: a dashed outline without a ground.
    Suggestion,
}

/// What a mark stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkId {
    /// An annotation.
    Annotation(AnnotationId),
    /// A candidate that is not accepted yet: the number that whoever gave the mark knows it by, and which of its
    /// places this is.
    Suggestion(u64, usize),
    /// A span of a comparison: its place among all of them.
    Compared(usize),
}

impl MarkId {
    /// The annotation, if it is one.
    #[must_use]
    pub fn annotation(&self) -> Option<&AnnotationId> {
        match self {
            Self::Annotation(id) => Some(id),
            Self::Suggestion(..) | Self::Compared(_) => None,
        }
    }
}

/// One annotation, or one place of a candidate, as the pane sees it.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Whose events it returns in.
    pub id: MarkId,
    /// Its fragments.
    pub spans: Vec<TextSpan>,
    /// The look of its tag.
    pub style: MarkStyle,
    /// What a screen reader says, such as "Quote, speaker: port authority".
    pub name: String,
    /// Whose it is.
    pub layer: MarkLayer,
    /// Whether its line stands above the words instead of below them.
    pub is_above: bool,
    /// Whether it is the current one.
    pub is_current: bool,
}

/// What the pane shows this frame. Borrowed, nothing is kept but the text.
pub struct ReaderInput<'a> {
    /// Changes with the article, and when its text is another.
    pub document_key: u64,
    /// The article.
    pub text: &'a Arc<str>,
    /// Its title, for screen readers.
    pub title: &'a str,
    /// Colours.
    pub theme: &'a ReaderTheme,
    /// Size of running text in points.
    pub text_size: f32,
    /// Width of the column in average characters: 60 to 75 read best.
    pub column_chars: f32,
    /// Row height as a multiple of the text size; 1.6 leaves room for the underlines.
    pub line_height: f32,
    /// Room behind each paragraph in points.
    pub paragraph_spacing: f32,
    /// Whether headings of Markdown are set larger and bold; their characters stay.
    pub is_markdown: bool,
    /// The annotations and candidates that touch a byte range; asked for what is visible.
    pub marks: &'a dyn Fn(Range<usize>) -> Vec<Mark>,
    /// The search hits that touch a byte range, in order; asked for what is visible.
    pub search_hits: &'a dyn Fn(Range<usize>) -> Vec<Range<usize>>,
    /// What the scroll bar shows of the whole text; `None` shows nothing.
    pub map: Option<MapInput<'a>>,
    /// Fragments gathered for an annotation that is not tagged yet: drawn like the selection.
    pub pending: &'a [TextSpan],
    /// What a drag snaps to.
    pub snap: Snap,
    /// So much at the lower edge is covered, points: what is scrolled to stands above it.
    pub covered: f32,
}

/// What the user did in the pane.
#[derive(Clone, Debug, PartialEq)]
pub enum ReaderEvent {
    /// The selection is another (or none): see `ReaderState::selection`. Sent while dragging too.
    SelectionChanged,
    /// A click on one or several annotations or candidates.
    Clicked {
        /// All under the pointer: annotations before candidates, the shortest first.
        ids: Vec<MarkId>,
        /// The one meant: another click on the same place goes to the next.
        chosen: MarkId,
    },
    /// A click on text without a mark, or beside the text.
    ClickedEmpty,
    /// A drag, or a double or triple click, with Ctrl (macOS: Cmd) held: another fragment.
    FragmentAdded(TextSpan),
    /// A click on the sign that a line of text has more marks than room for their lines.
    MoreClicked {
        /// All that lie there: annotations before candidates, the shortest first.
        ids: Vec<MarkId>,
        /// The pointer.
        pos: Pos2,
    },
    /// The other mouse button.
    SecondaryClick {
        /// All under the pointer: annotations before candidates, the shortest first.
        ids: Vec<MarkId>,
        /// The nearest caret place.
        at: ByteOffset,
        /// The pointer.
        pos: Pos2,
    },
}

/// A movement of the caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// One grapheme to the left: back, or forth where the paragraph reads from right to left.
    Left,
    /// One grapheme to the right.
    Right,
    /// One word to the left.
    WordLeft,
    /// One word to the right.
    WordRight,
    /// One row up, keeping the column.
    Up,
    /// One row down, keeping the column.
    Down,
    /// To the start of the row.
    LineStart,
    /// To the end of the row.
    LineEnd,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// To the start of the text.
    DocumentStart,
    /// To the end of the text.
    DocumentEnd,
}

/// Where a place should stand in the window after scrolling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Where {
    /// Near the upper edge.
    Top,
    /// The top of its row so many points below the upper edge.
    Below(f32),
    /// In the middle.
    Center,
    /// A third of the window lies above it: what comes before and more of what follows is read.
    Third,
    /// Only as far as needed; in the middle when it is far away.
    Nearest,
}
