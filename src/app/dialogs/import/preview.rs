//! What would come in: articles, annotators, tags and where they go, how places were found, and what does not fit.

use super::draft::{ImportPreview, TagRow};
use crate::app::importing::kept_as_problems;
use crate::app::panels::parts::{section_ui, warning_ui, weak_ui};
use crate::app::panels::wording::{on_one_line, thousands};
use crate::app::tokens::{Tokens, size};
use crate::app::widgets::swatch_ui;
use crate::app::widgets::words::{in_order, label_ui};
use crate::model::{Label, LabelId, Schema};
use egui::{ComboBox, Grid, ScrollArea, Ui};
use std::collections::BTreeMap;

/// So much of a name is shown, code points.
const NAME_CHARS: usize = 48;

/// What the preview is drawn with.
pub(super) struct Parts<'a> {
    pub tokens: &'a Tokens,
    pub preview: &'a ImportPreview,
    /// The tag set as it would be.
    pub schema: &'a Schema,
    /// Tags that can be gone to.
    pub labels: &'a [Label],
    /// Into the open project.
    pub into_here: bool,
}

impl Parts<'_> {
    /// Draws it; where somebody sends a tag elsewhere, that goes into `chosen`.
    pub fn ui(&self, ui: &mut Ui, chosen: &mut BTreeMap<String, Option<LabelId>>) {
        let (t, p) = (self.tokens, self.preview);
        section_ui(ui, t, "What will come in");
        label_ui(ui, format!("{}. {}.", p.articles, p.contents));
        for line in &p.people {
            label_ui(ui, line.as_str());
        }
        if !p.tags.is_empty() {
            section_ui(ui, t, "Tags of the files, and where they go");
            Grid::new("tags of the import")
                .num_columns(3)
                .spacing([size::SECTION, size::GAP])
                .show(ui, |ui| {
                    for tag in &p.tags {
                        self.tag_ui(ui, tag, chosen);
                        ui.end_row();
                    }
                });
        }
        if !p.doubts.is_empty() {
            section_ui(ui, t, "Good to know");
            for line in &p.doubts {
                label_ui(ui, crate::app::dispatch::sentence(line));
            }
            lines_ui(ui, "found elsewhere", p.found_elsewhere.len(), |i| {
                p.found_elsewhere.get(i).cloned().unwrap_or_default()
            });
        }
        self.faults_ui(ui);
    }

    fn tag_ui(&self, ui: &mut Ui, tag: &TagRow, chosen: &mut BTreeMap<String, Option<LabelId>>) {
        let name = on_one_line(&tag.name, NAME_CHARS);
        let shown = in_order(ui, name.as_str(), 240.0);
        ui.label(shown);
        weak_ui(ui, self.tokens, &thousands(tag.n));
        ui.horizontal(|ui| {
            swatch_ui(ui, &self.tokens.mark_style(self.schema, &tag.label));
            let new = |name: &str| format!("{name} (new tag)");
            let goes_to = if tag.is_new && self.into_here {
                new(&tag.label_name)
            } else {
                tag.label_name.clone()
            };
            let combo = ComboBox::from_id_salt(("tag of the import", &tag.name))
                .selected_text(on_one_line(&goes_to, NAME_CHARS))
                .width(220.0)
                .show_ui(ui, |ui| {
                    for label in self.labels {
                        let is_chosen = label.id == tag.label;
                        let text = on_one_line(&label.name, NAME_CHARS);
                        if ui.selectable_label(is_chosen, text).clicked() {
                            chosen.insert(tag.name.clone(), Some(label.id.clone()));
                        }
                    }
                    let is_chosen = tag.is_new && self.into_here;
                    if ui.selectable_label(is_chosen, new(&name)).clicked() {
                        chosen.insert(tag.name.clone(), None);
                    }
                });
            combo
                .response
                .accessible_name(format!("Tag {name} goes to"));
        });
    }

    /// What does not come in, each with its reason.
    fn faults_ui(&self, ui: &mut Ui) {
        let faults = &self.preview.faults;
        if faults.is_empty() {
            return;
        }
        let t = self.tokens;
        section_ui(ui, t, "What does not come in");
        let n = self.preview.n_unfit;
        if n > 0 {
            warning_ui(ui, t, &kept_as_problems(n));
        }
        label_ui(ui, self.preview.n_faults.as_str());
        lines_ui(ui, "faults of the import", faults.len(), |i| {
            let fault = faults.get(i);
            fault.map_or_else(String::new, |(place, what)| format!("{place}: {what}"))
        });
    }
}

/// A list of which only the lines are made that are seen.
fn lines_ui(ui: &mut Ui, id: &str, n: usize, line: impl Fn(usize) -> String) {
    if n == 0 {
        return;
    }
    ScrollArea::vertical()
        .id_salt(id)
        .max_height(120.0)
        .auto_shrink([false, true])
        .show_rows(ui, size::ROW, n, |ui, rows| {
            for i in rows {
                let line = line(i);
                ui.add(egui::Label::new(&line).truncate())
                    .on_hover_text(&line);
            }
        });
}
