//! How far the annotators agree: the figures over all articles, each in one line.

use super::super::context::ViewContext;
use crate::agreement::describe;
use crate::app::tokens::semibold;
use crate::workspace::Compared;
use egui::{RichText, ScrollArea, Ui};

/// Draws the figures over all articles and tags.
pub fn overall_ui(ctx: &ViewContext<'_>, ui: &mut Ui, compared: &Compared) {
    let measures = compared.comparison.measures.iter();
    let whole = measures
        .filter(|m| m.label.is_none() && m.document.is_none() && m.pair.is_none())
        .filter(|m| m.without.is_none());
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            for measure in whole {
                let Some(about) = describe(measure.id).filter(|about| about.is_default) else {
                    continue;
                };
                ui.horizontal_wrapped(|ui| {
                    ui.label(RichText::new(about.name).family(semibold()));
                    ui.label(match measure.value {
                        Ok(value) => format!("{value:.3}"),
                        Err(why) => format!("not defined: {why}"),
                    });
                    ui.label(RichText::new(about.meaning).color(ctx.tokens.weak));
                });
            }
        });
}
