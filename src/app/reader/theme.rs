//! The colours of the reading pane. No colour is chosen here: the app's tokens fill it in.
use egui::Color32;

/// Every colour the reading pane draws with, apart from those of the marks themselves.
#[derive(Clone, Debug, PartialEq)]
pub struct ReaderTheme {
    /// Whether light text stands on a dark ground: glyph edges are thickened a little then.
    pub dark: bool,
    /// Behind everything.
    pub background: Color32,
    /// Running text.
    pub text: Color32,
    /// Headings of Markdown.
    pub heading: Color32,
    /// The labels that stand for control, zero-width and bidi characters.
    pub hidden_text: Color32,
    /// The ground of those labels.
    pub hidden_ground: Color32,
    /// Ground of the selection and of its preview while dragging.
    pub selection: Color32,
    /// Ground of search hits.
    pub search_hit: Color32,
    /// The line around search hits.
    pub search_outline: Color32,
    /// The caret.
    pub caret: Color32,
    /// Outline of the current annotation.
    pub current_outline: Color32,
    /// Dashed outline of a candidate; that of the current one is `current_outline`.
    pub suggestion: Color32,
    /// Ground of the current candidate, half transparent; the others have none.
    pub suggestion_ground: Color32,
    /// Groove of the scroll bar.
    pub scroll_track: Color32,
    /// Thumb of the scroll bar.
    pub scroll_thumb: Color32,
    /// Thumb of the scroll bar, under the pointer or held.
    pub scroll_thumb_active: Color32,
    /// Ring around the pane when it has the keyboard focus.
    pub focus_ring: Color32,
}
