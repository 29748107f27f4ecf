//! An article's title, metadata, file and encoding.

use super::draft::{Draft, Typed};
use super::parts::{framed_ui, warning_ui};
use crate::app::context::{AppAction, ReadAgain, Sender, ViewContext};
use crate::app::tokens::size;
use crate::ingest::{CHOOSABLE_ENCODINGS, EXTENT, WHOLE_PAGE, encoding_name, is_page, kind_name};
use crate::model::{Document, DocumentId, Metadata, Project};
use crate::workspace::{Command, shown};
use egui::{ComboBox, Label, Response, RichText, TextEdit, Ui};

/// Room for the name of a field, points.
const NAME: f32 = 110.0;

/// What is typed about one article.
#[derive(Debug, Default)]
pub struct ArticleDetailsState {
    owner: Option<DocumentId>,
    title: Draft<DocumentId>,
    /// By the field's name in the project file, as they are shown.
    fields: Vec<(String, Draft<DocumentId>)>,
}

impl ArticleDetailsState {
    /// Shows this article from now on; what was typed about the one before is sent.
    fn follow(&mut self, project: &Project, sender: &Sender, document: &Document) {
        if self.owner.as_ref() != Some(&document.id) {
            self.commit(project, sender);
            *self = Self {
                owner: Some(document.id.clone()),
                ..Self::default()
            };
        }
        // What was left has been sent just before.
        let _ = self.title.follow(&document.id, &document.title);
        let names = shown_fields(&document.metadata);
        self.fields
            .retain(|(name, _)| names.contains(&name.as_str()));
        for (i, name) in names.into_iter().enumerate() {
            let at = self.fields.iter().position(|(n, _)| n == name);
            let at = at.unwrap_or_else(|| {
                let i = i.min(self.fields.len());
                self.fields.insert(i, (name.to_owned(), Draft::default()));
                i
            });
            let _ = self.fields[at]
                .1
                .follow(&document.id, document.metadata.get(name));
        }
    }

    /// What is typed and could be taken, as one step.
    fn command(&mut self, document: &Document) -> Option<Command> {
        let mut commands = Vec::new();
        if let Some((id, title)) = self.title.commit() {
            commands.push(Command::SetDocumentTitle {
                document: id,
                title: title.trim().to_owned(),
            });
        }
        let mut metadata = document.metadata.clone();
        for (name, draft) in &mut self.fields {
            if let Some((_, value)) = draft.commit() {
                put(&mut metadata, name, value.trim());
            }
        }
        if metadata != document.metadata {
            commands.push(Command::SetMetadata {
                document: document.id.clone(),
                metadata,
            });
        }
        match commands.len() {
            0 | 1 => commands.pop(),
            _ => Some(Command::Batch {
                description: format!("Change the details of {}", shown(&document.title)),
                commands,
            }),
        }
    }
}

impl Typed for ArticleDetailsState {
    fn has_draft(&self) -> bool {
        self.title.is_changed() || self.fields.iter().any(|(_, draft)| draft.is_changed())
    }

    fn commit(&mut self, project: &Project, sender: &Sender) {
        let document = self.owner.as_ref().and_then(|id| project.document(id));
        if let Some(command) = document.and_then(|document| self.command(document)) {
            sender.command(command);
        }
    }

    fn leave(&mut self, project: &Project, sender: &Sender) {
        self.commit(project, sender);
        *self = Self::default();
    }
}

/// Names of the fields that are shown: those of the file, then the standard ones that it lacks.
fn shown_fields(metadata: &Metadata) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    let stored = metadata.fields.iter().map(|(name, _)| name.as_str());
    for name in stored.chain(Metadata::STANDARD) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn put(metadata: &mut Metadata, name: &str, value: &str) {
    match metadata.fields.iter_mut().find(|(n, _)| n == name) {
        Some((_, old)) => value.clone_into(old),
        None => metadata.fields.push((name.to_owned(), value.to_owned())),
    }
}

/// The window's word for a metadata field of the project file.
fn field_name(name: &str) -> String {
    if name == "url" {
        return "Address".to_owned();
    }
    crate::app::dispatch::sentence(&name.replace('_', " "))
}

/// The fields and facts of an article; gives the field that is first to have the keyboard. `None` where the article is
/// gone.
pub fn article_details_ui(
    ctx: &ViewContext<'_>,
    ui: &mut Ui,
    id: &DocumentId,
    warnings: &[String],
    state: &mut ArticleDetailsState,
) -> Option<Response> {
    let document = ctx.project().document(id)?;
    state.follow(ctx.project(), ctx.sender, document);
    let may_change = !ctx.is_read_only();
    let mut is_left = false;
    let mut field = |name: &str, value: &mut String| {
        row_ui(ui, name, |ui, label| {
            let width = (ui.available_width() - 2.0).max(80.0);
            let edit = TextEdit::singleline(value).desired_width(width);
            let field =
                framed_ui(ui, ctx.tokens, |ui| ui.add_enabled(may_change, edit)).labelled_by(label);
            is_left |= field.lost_focus();
            field
        })
    };
    let title = field("Title", &mut state.title.text);
    for (name, draft) in &mut state.fields {
        field(&field_name(name), &mut draft.text);
    }
    if is_left {
        state.commit(ctx.project(), ctx.sender);
    }
    facts_ui(ctx, ui, document, warnings);
    Some(title)
}

/// A name to the left, and what belongs to it over the rest of the width.
fn row_ui<R>(ui: &mut Ui, name: &str, contents: impl FnOnce(&mut Ui, egui::Id) -> R) -> R {
    ui.horizontal(|ui| {
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        let label = ui
            .allocate_ui_with_layout(egui::vec2(NAME, size::ROW), layout, |ui| {
                ui.set_width(NAME);
                ui.label(name).id
            })
            .inner;
        contents(ui, label)
    })
    .inner
}

fn facts_ui(ctx: &ViewContext<'_>, ui: &mut Ui, document: &Document, warnings: &[String]) {
    let weak = ctx.tokens.weak;
    let fact = |ui: &mut Ui, name: &str, value: String| {
        row_ui(ui, name, |ui, _| {
            ui.add(Label::new(RichText::new(&value).color(weak)).wrap())
                .on_hover_text(value)
        });
    };
    let media_type = document.source.media_type.as_str();
    if !media_type.is_empty() {
        let kind = kind_name(media_type).unwrap_or(media_type);
        fact(ui, "Kind", kind.to_owned());
    }
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
    for warning in warnings {
        row_ui(ui, "Mind", |ui, _| warning_ui(ui, ctx.tokens, warning));
    }
    if is_page(media_type) {
        row_ui(ui, "Text", |ui, _| {
            let is_whole = document.metadata.get(EXTENT) == WHOLE_PAGE;
            let mut whole_page = is_whole;
            let box_ = egui::Checkbox::new(&mut whole_page, "Whole page");
            ui.add_enabled(may_change, box_)
                .on_hover_text("All that the page shows, with menus and related links, instead of the article alone")
                .on_disabled_hover_text("The text can be replaced while nothing is annotated on the article");
            if whole_page != is_whole {
                ctx.sender.act(AppAction::ReadAgain {
                    document: document.id.clone(),
                    how: ReadAgain::WholePage(whole_page),
                });
            }
        });
    }
    // What is packed into a container has no encoding of its own.
    if document.source.encoding.is_empty() {
        return;
    }
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
                        how: ReadAgain::Encoding(name),
                    });
                }
            }
        })
        .response;
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("Encoding: {now}"))
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::context::Message;
    use crate::app::panels::fixture::project;

    fn sent(sender: &Sender) -> Vec<Command> {
        let messages = sender.take().into_iter();
        messages
            .filter_map(|message| match message {
                Message::Command(command) => Some(*command),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn what_is_typed_is_one_step_and_told_until_then() {
        let (project, sender) = (project(), Sender::default());
        let document = project.document(&"d1".into()).expect("the article");
        let mut state = ArticleDetailsState::default();
        state.follow(&project, &sender, document);
        assert!(!state.has_draft());
        state.title.text = "Bridge to close ".to_owned();
        let names: Vec<&str> = state.fields.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, Metadata::STANDARD);
        state.fields[0].1.text = "Harbour Post".to_owned();
        assert!(state.has_draft());
        state.commit(&project, &sender);
        let sent = sent(&sender);
        let [Command::Batch { commands, .. }] = &sent[..] else {
            panic!("{sent:?}");
        };
        assert_eq!(
            commands[0],
            Command::SetDocumentTitle {
                document: "d1".into(),
                title: "Bridge to close".to_owned()
            }
        );
        assert!(matches!(&commands[1], Command::SetMetadata { metadata, .. }
                if metadata.get("outlet") == "Harbour Post"));
    }

    #[test]
    fn what_is_typed_about_an_article_goes_to_no_other() {
        let (project, sender) = (project(), Sender::default());
        let mut state = ArticleDetailsState::default();
        for id in ["d1", "d2"] {
            let document = project.document(&id.into()).expect("the article");
            state.follow(&project, &sender, document);
            if id == "d1" {
                state.title.text = "Typed".to_owned();
            }
        }
        assert_eq!(
            sent(&sender),
            [Command::SetDocumentTitle {
                document: "d1".into(),
                title: "Typed".to_owned()
            }]
        );
        assert_eq!(state.title.text, "No plan, says port");
    }

    #[test]
    fn a_title_changed_elsewhere_is_taken_over_and_what_is_typed_stays() {
        let (project, sender) = (project(), Sender::default());
        let mut document = (**project.document(&"d1".into()).expect("the article")).clone();
        let mut state = ArticleDetailsState::default();
        state.follow(&project, &sender, &document);
        state.title.text = "Typed".to_owned();
        state.follow(&project, &sender, &document);
        assert_eq!(state.title.text, "Typed");
        document.title = "Read again".to_owned();
        state.follow(&project, &sender, &document);
        assert_eq!(state.title.text, "Read again");
    }

    #[test]
    fn fields_have_words() {
        assert_eq!(field_name("published"), "Published");
        assert_eq!(field_name("url"), "Address");
        assert_eq!(field_name("wire_service"), "Wire service");
        assert_eq!(field_name(""), "");
    }
}
