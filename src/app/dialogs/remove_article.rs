//! The question before an article goes.

use super::{buttons_ui, focus_first};
use crate::app::context::ViewContext;
use crate::app::widgets::words;
use crate::model::DocumentId;
use crate::workspace::{Command, shown};
use egui::Ui;

pub(super) fn remove_article_ui(ctx: &ViewContext<'_>, ui: &mut Ui, id: &DocumentId) -> bool {
    let project = ctx.project();
    let Some(document) = project.document(id) else {
        return true;
    };
    let n = project
        .layer(id)
        .map_or(0, crate::model::DocumentLayer::len);
    ui.heading("Remove the article?");
    words::label_ui(
        ui,
        format!(
            "{} goes out of the project{}. Its file stays where it is, and undo brings everything back.",
            shown(&document.title),
            match n {
                0 => String::new(),
                1 => ", with one annotation on it".to_owned(),
                n => format!(", with {n} annotations on it, in all layers"),
            }
        ),
    );
    buttons_ui(ui, |ui| {
        let remove = ui.button("Remove").clicked();
        let cancel = ui.button("Cancel");
        focus_first(ui, &cancel);
        if remove {
            ctx.sender.command(Command::RemoveDocument {
                document: id.clone(),
            });
        }
        remove || cancel.clicked()
    })
}
