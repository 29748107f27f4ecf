//! An article's title, metadata, file and encoding; and the question before it goes.

use super::buttons_ui;
use crate::app::context::{AppAction, ViewContext};
use crate::app::panels::parts::framed_ui;
use crate::app::tokens::size;
use crate::ingest::{CHOOSABLE_ENCODINGS, encoding_name};
use crate::model::{Document, DocumentId, Metadata};
use crate::workspace::{Command, shown};
use egui::{ComboBox, Label, RichText, TextEdit, Ui};

/// Room for the name of a field, points.
const NAME: f32 = 110.0;

/// What is typed; taken when Done is pressed.
pub struct ArticleDraft {
    id: DocumentId,
    title: String,
    metadata: Metadata,
    /// What the article had when the draft was taken.
    base: (String, Metadata),
}

impl ArticleDraft {
    /// The article as it stands.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let mut metadata = document.metadata.clone();
        for (name, value) in Metadata::empty_standard().fields {
            if !metadata.fields.iter().any(|(n, _)| *n == name) {
                metadata.fields.push((name, value));
            }
        }
        Self {
            id: document.id.clone(),
            title: document.title.clone(),
            metadata,
            base: (document.title.clone(), document.metadata.clone()),
        }
    }

    /// Takes over what was changed elsewhere meanwhile: by undo, or by reading the file again.
    fn follow(&mut self, document: &Document) {
        let now = Self::of(document);
        if self.base.0 != document.title {
            self.title = now.title;
        }
        if self.base.1 != document.metadata {
            self.metadata = now.metadata;
        }
        self.base = now.base;
    }
}

/// The window's word for a metadata field of the project file.
fn field_name(name: &str) -> String {
    if name == "url" {
        return "Address".to_owned();
    }
    crate::app::dispatch::sentence(&name.replace('_', " "))
}

pub(super) fn article_ui(ctx: &ViewContext<'_>, ui: &mut Ui, draft: &mut ArticleDraft) -> bool {
    let Some(document) = ctx.project().document(&draft.id) else {
        return true;
    };
    let may_change = !ctx.is_read_only();
    ui.heading("Article details");
    draft.follow(document);
    egui::ScrollArea::vertical()
        .max_height((ui.available_height() - 60.0).max(80.0))
        .auto_shrink([false, true])
        .show(ui, |ui| {
            let mut field = |name: &str, value: &mut String| {
                row_ui(ui, name, |ui, label| {
                    let width = (ui.available_width() - 2.0).max(80.0);
                    let edit = TextEdit::singleline(value).desired_width(width);
                    framed_ui(ui, ctx.tokens, |ui| ui.add_enabled(may_change, edit))
                        .labelled_by(label);
                });
            };
            field("Title", &mut draft.title);
            for (name, value) in &mut draft.metadata.fields {
                field(&field_name(name), value);
            }
            facts_ui(ctx, ui, document);
        });
    buttons_ui(ui, |ui| {
        let done = ui
            .add_enabled(may_change, egui::Button::new("Done"))
            .clicked();
        let cancel = ui.button("Cancel").clicked();
        if done {
            send(ctx, document, draft);
        }
        done || cancel
    })
}

/// A name to the left, and what belongs to it over the rest of the width.
fn row_ui(ui: &mut Ui, name: &str, contents: impl FnOnce(&mut Ui, egui::Id)) {
    ui.horizontal(|ui| {
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        let label = ui
            .allocate_ui_with_layout(egui::vec2(NAME, size::ROW), layout, |ui| {
                ui.set_width(NAME);
                ui.label(name).id
            })
            .inner;
        contents(ui, label);
    });
}

fn send(ctx: &ViewContext<'_>, document: &Document, draft: &ArticleDraft) {
    let mut commands = Vec::new();
    if draft.title != document.title {
        commands.push(Command::SetDocumentTitle {
            document: draft.id.clone(),
            title: draft.title.clone(),
        });
    }
    let is_unchanged = draft
        .metadata
        .fields
        .iter()
        .all(|(name, value)| document.metadata.get(name) == value);
    if !is_unchanged {
        commands.push(Command::SetMetadata {
            document: draft.id.clone(),
            metadata: draft.metadata.clone(),
        });
    }
    match commands.len() {
        0 => {}
        1 => ctx.sender.command(commands.remove(0)),
        _ => ctx.sender.command(Command::Batch {
            description: format!("Change the details of {}", shown(&draft.title)),
            commands,
        }),
    }
}

fn facts_ui(ctx: &ViewContext<'_>, ui: &mut Ui, document: &Document) {
    let weak = ctx.tokens.weak;
    let fact = |ui: &mut Ui, name: &str, value: String| {
        row_ui(ui, name, |ui, _| {
            ui.add(Label::new(RichText::new(&value).color(weak)).wrap())
                .on_hover_text(value);
        });
    };
    fact(ui, "File", document.source.path.clone());
    let size = document.source.bytes;
    fact(
        ui,
        "Size",
        format!("{size} bytes, {} characters", document.index().n_chars()),
    );
    let n_annotations = ctx
        .project()
        .layer(&document.id)
        .map_or(0, crate::model::DocumentLayer::len);
    let may_change = n_annotations == 0 && !ctx.is_read_only();
    row_ui(ui, "Encoding", |ui, _| {
        ui.add_enabled_ui(may_change, |ui| encoding_ui(ctx, ui, document))
            .response
            .on_hover_text(if may_change {
                "Guessed from the file; choose another one if letters look wrong"
            } else {
                "The encoding can be changed while nothing is annotated on the article"
            });
    });
}

fn encoding_ui(ctx: &ViewContext<'_>, ui: &mut Ui, document: &Document) {
    let now = &document.source.encoding;
    let response = ComboBox::from_id_salt("encoding")
        .selected_text(now)
        .width(220.0)
        .show_ui(ui, |ui| {
            for choosable in CHOOSABLE_ENCODINGS {
                let name = encoding_name(choosable.encoding);
                let text = format!("{name} ({})", choosable.script);
                if ui.selectable_label(name == *now, text).clicked() && name != *now {
                    ctx.sender.act(AppAction::ReadAgain {
                        document: document.id.clone(),
                        encoding: name,
                    });
                }
            }
        })
        .response;
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("Encoding: {now}"))
    });
}

pub(super) fn remove_ui(ctx: &ViewContext<'_>, ui: &mut Ui, id: &DocumentId) -> bool {
    let project = ctx.project();
    let Some(document) = project.document(id) else {
        return true;
    };
    let n = project
        .layer(id)
        .map_or(0, crate::model::DocumentLayer::len);
    ui.heading("Remove the article?");
    ui.label(format!(
        "{} goes out of the project{}. Its file stays where it is, and undo brings everything back.",
        shown(&document.title),
        match n {
            0 => String::new(),
            1 => ", with one annotation on it".to_owned(),
            n => format!(", with {n} annotations on it, in all layers"),
        }
    ));
    buttons_ui(ui, |ui| {
        let remove = ui.button("Remove").clicked();
        let cancel = ui.button("Cancel").clicked();
        if remove {
            ctx.sender.command(Command::RemoveDocument {
                document: id.clone(),
            });
        }
        remove || cancel
    })
}

#[cfg(test)]
mod tests {
    use super::{ArticleDraft, field_name};
    use crate::model::{Document, Source};

    #[test]
    fn a_title_changed_elsewhere_is_taken_over_and_what_is_typed_stays() {
        let mut document = Document::new(
            "d1".into(),
            "Old".to_owned(),
            Source::default(),
            "Text".into(),
        );
        let mut draft = ArticleDraft::of(&document);
        draft.title = "Typed".to_owned();
        draft.follow(&document);
        assert_eq!(draft.title, "Typed");
        document.title = "Read again".to_owned();
        draft.follow(&document);
        assert_eq!(draft.title, "Read again");
    }

    #[test]
    fn fields_have_words() {
        assert_eq!(field_name("published"), "Published");
        assert_eq!(field_name("url"), "Address");
        assert_eq!(field_name("wire_service"), "Wire service");
        assert_eq!(field_name(""), "");
    }
}
