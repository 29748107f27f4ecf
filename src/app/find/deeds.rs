//! What the commands of search do: open the bar or the panel, go to a hit, tag what is ticked.

use super::bar::Step;
use crate::app::context::Current;
use crate::app::dispatch::sentence;
use crate::app::project_view::OpenProject;
use crate::app::reader::Where;
use crate::app::tag_bar::label_of_key;
use crate::app::window::App;
use crate::model::{DocumentId, LabelId};
use crate::text::{Query, TextSpan};
use crate::workspace::settings::BottomTab;
use crate::workspace::tagged_words;
use egui::Context;

/// Longer selections are not meant to be looked for.
const MAX_WORDS: usize = 100;

impl App {
    /// Opens the bar above the text, with the selected words in it.
    pub(in crate::app) fn find_here(&mut self) {
        if let Some(open) = &mut self.open {
            let words = open.selected_words();
            let from = open
                .reader
                .selection()
                .map_or(open.reader.caret(), TextSpan::start);
            open.find.open(words, from);
        }
    }

    /// Goes to a hit of what was looked for last; opens the bar where nothing was.
    pub(in crate::app) fn find_step(&mut self, forward: bool) {
        match &mut self.open {
            Some(open) if open.find.has_query() => {
                open.find
                    .go(if forward { Step::Next } else { Step::Previous });
            }
            _ => self.find_here(),
        }
    }

    /// Opens the Search panel, with the selected words in its field.
    pub(in crate::app) fn find_everywhere(&mut self) {
        self.show_search();
        if let Some(open) = &mut self.open {
            let place = open.document.clone().zip(open.reader.selection());
            let words = open.selected_words();
            // What is found already is not asked anew: that would take the ticks away.
            let search = &open.panels.search;
            let is_asked = |words: &String| {
                search.is_asked(words) || place.is_some_and(|(id, span)| search.is_hit(&id, span))
            };
            let words = words.filter(|words| !is_asked(words));
            open.panels.search.ask(words);
        }
    }

    /// Opens the Search panel on the words of the current annotation, all hits ticked, its tag at hand.
    pub(in crate::app) fn tag_same_text(&mut self) {
        let Some(open) = &mut self.open else {
            return;
        };
        let Current::Annotation(id) = &open.current else {
            return;
        };
        let project = open.workspace.project();
        let Some(a) = project.annotation(id).cloned() else {
            return;
        };
        let Some(document) = project.document(&a.document) else {
            return;
        };
        // Of fragments the longest: what stands between them is in no other article.
        let longest = a.spans.iter().max_by_key(|span| span.len());
        let words = longest.map(|span| span.of(document.text()));
        let words = words.unwrap_or_default().split_whitespace();
        let query = Query {
            text: words.collect::<Vec<_>>().join(" "),
            is_word: true,
            is_folded: true,
            is_regex: false,
        };
        open.panels.search.ask_same(query, a.label.clone());
        self.show_search();
    }

    fn show_search(&mut self) {
        self.settings.panels.bottom = true;
        self.settings.panels.tab = BottomTab::Search;
    }

    /// A tag's key: for the ticked hits while their list has the keyboard, else as everywhere.
    pub(in crate::app) fn tag_key(&mut self, key: u8) {
        let Some(open) = &mut self.open else {
            return;
        };
        if open.panels.search.takes_keys()
            && let Some(label) = label_of_key(open.workspace.project().schema(), key)
        {
            return self.tag_ticked(&label);
        }
        let done = match open.link_type_key(key) {
            Some(done) => done,
            None => open.tag_picked_or_current(key),
        };
        if let Err(error) = done {
            self.toasts.say(sentence(&error.to_string()));
        }
    }

    /// Tags every ticked hit as one step.
    pub(in crate::app) fn tag_ticked(&mut self, label: &LabelId) {
        let Some(open) = &mut self.open else {
            return;
        };
        let command = open.panels.search.command(open.workspace.project(), label);
        match open.workspace.run(command) {
            Ok(outcome) => {
                open.panels.search.untick_all();
                self.toasts.say(tagged_words(&outcome));
            }
            Err(error) => self.toasts.say(sentence(&error.to_string())),
        }
    }

    /// Escape: the choice of who is compared, the bar where it has the keyboard, else the open link, what is current, the bar.
    pub(in crate::app) fn escape(&mut self, ctx: &Context) {
        if self.leave_choice() {
            return;
        }
        let Some(open) = &mut self.open else {
            return;
        };
        let is_here = open.find.is_open() && open.find.had_focus();
        let has_left = !is_here && (open.leave_link() || open.leave_current());
        if !has_left && open.find.is_open() {
            self.close_find(ctx);
        }
    }

    /// Closes the bar; the text has the keyboard, with the hit selected that one was at.
    pub(in crate::app) fn close_find(&mut self, ctx: &Context) {
        if let Some(open) = &mut self.open {
            open.find.close();
        }
        self.focus_reader(ctx);
    }
}

impl OpenProject {
    /// Shows a place and selects it.
    pub fn select_place(&mut self, document: &DocumentId, span: TextSpan) {
        self.show_document(document);
        self.reader.set_selection(Some(span));
        self.reader
            .scroll_to_all(span.start(), span.end(), Where::Nearest);
        self.take_selection();
    }

    /// The selected words, where they are few and on one line: what one looks for next.
    fn selected_words(&self) -> Option<String> {
        let document = self.workspace.project().document(self.document.as_ref()?)?;
        let words = self.reader.selection()?.of(document.text());
        let is_short = words.chars().nth(MAX_WORDS).is_none() && !words.contains('\n');
        is_short.then(|| words.to_owned())
    }
}
