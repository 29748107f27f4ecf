//! From what was asked for to the deed: one line an arm. The deeds live with their features.

use super::annotating::Nudge;
use super::context::{AppAction, DialogRequest, PathPurpose};
use super::dialogs::PaletteKind;
use super::linking::LinkStep;
use super::project_view::OpenProject;
use super::ui_command::{NO_ANNOTATOR, UiCommand};
use super::window::App;
use super::window_parts::Part;
use crate::ingest::ReadOptions;
use crate::model::{AnnotatorKind, ProgressState};
use crate::workspace::settings::{BottomTab, OtherLayers, Settings, SnapChoice, ThemeChoice};
use crate::workspace::{Command, CommandError, Verdict};
use egui::Context;
use std::sync::Arc;

/// A size, one step further, inside its range.
#[must_use]
pub fn stepped(value: f32, by: f32, range: &std::ops::RangeInclusive<f32>) -> f32 {
    // Rounded to a tenth, so that there and back is the same.
    let next = ((value + by) * 10.0).round() / 10.0;
    next.clamp(*range.start(), *range.end())
}

fn toggle(is_on: &mut bool) {
    *is_on = !*is_on;
}

/// The first letter upper-case: errors are written to stand inside a sentence.
#[must_use]
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

impl App {
    /// Does a command of the table, or says why it cannot.
    #[allow(clippy::too_many_lines, reason = "a table: one line a command")]
    pub(super) fn do_command(&mut self, ctx: &Context, command: UiCommand) {
        if let Some(why) = command.unavailable(&self.facts()) {
            if why == NO_ANNOTATOR {
                return self.ask_who_annotates();
            }
            let document = self.open.as_ref().and_then(|open| open.document.clone());
            self.toasts.say_of(document.as_ref(), why);
            return;
        }
        if self.decide_suggestion(command) {
            return;
        }
        let panels = &mut self.settings.panels;
        match command {
            UiCommand::NewProject => self.new_project(),
            UiCommand::OpenProject => self.ask_for_files(PathPurpose::Open),
            UiCommand::AddArticles => self.ask_for_files(PathPurpose::AddArticles),
            UiCommand::AddFolder => self.ask_for_files(PathPurpose::AddFolder),
            UiCommand::NewerVersions => self.review_newer(),
            UiCommand::AddTable => self.ask_for_files(PathPurpose::AddTable),
            UiCommand::OpenSample => self.open_sample(),
            UiCommand::Save => self.save(),
            UiCommand::SaveAs => self.ask_for_files(PathPurpose::SaveAs),
            UiCommand::Export => self.open_export(),
            UiCommand::Import => self.open_import(Vec::new()),
            UiCommand::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            UiCommand::Undo => self.undo(&Command::Undo),
            UiCommand::Redo => self.undo(&Command::Redo),
            UiCommand::Copy => self.copy(ctx),
            UiCommand::FindHere => self.find_here(),
            UiCommand::FindNext => self.find_step(true),
            UiCommand::FindPrevious => self.find_step(false),
            UiCommand::FindEverywhere => self.find_everywhere(),
            UiCommand::EditTagSet => self.open_dialog(ctx, DialogRequest::TagSet),
            UiCommand::Settings => self.open_dialog(ctx, DialogRequest::Settings),
            UiCommand::Annotators => self.open_dialog(ctx, DialogRequest::Annotators),
            UiCommand::WhoAnnotates => self.choose_who_annotates(),
            UiCommand::Tag(n) => self.tag_key(n),
            UiCommand::TagSameText => self.tag_same_text(),
            UiCommand::Link => self.link(OpenProject::link_here),
            UiCommand::LinkFromHereToo => self.link(OpenProject::link_from_here_too),
            UiCommand::EditFirstField => self.act(ctx, AppAction::EditFirstField),
            UiCommand::Delete => self.edit(|open, _| open.delete_picked_or_current()),
            UiCommand::GrowSelection => self.edit(|open, _| {
                open.grow_selection();
                Ok(())
            }),
            UiCommand::ShrinkSelection => self.edit(|open, _| {
                open.shrink_selection();
                Ok(())
            }),
            UiCommand::ListHere => self.list_here(),
            UiCommand::AddFragment => self.edit(|open, _| open.add_selection_as_fragment()),
            UiCommand::NextFragment => self.edit(|open, _| open.next_fragment()),
            UiCommand::RemoveFragment => self.edit(|open, _| open.remove_fragment()),
            UiCommand::NudgeStartBack => self.nudge(Nudge::StartBack),
            UiCommand::NudgeStartForward => self.nudge(Nudge::StartForward),
            UiCommand::NudgeEndBack => self.nudge(Nudge::EndBack),
            UiCommand::NudgeEndForward => self.nudge(Nudge::EndForward),
            UiCommand::PreviousAnnotation => self.go_to_neighbour(false),
            UiCommand::NextAnnotation => self.go_to_neighbour(true),
            UiCommand::NextSuggestion => self.walk_suggestions(true),
            UiCommand::PreviousSuggestion => self.walk_suggestions(false),
            UiCommand::AcceptAllSuggestions => self.accept_all_suggestions(),
            UiCommand::NextToReview => self.walk_review(true),
            UiCommand::PreviousToReview => self.walk_review(false),
            UiCommand::AcceptPlace => self.accept_place(),
            UiCommand::PutOnSelection => self.put_on_selection(),
            UiCommand::NextSnap => self.set_snap(self.settings.snap.next()),
            UiCommand::SnapWord => self.set_snap(SnapChoice::Word),
            UiCommand::SnapSentence => self.set_snap(SnapChoice::Sentence),
            UiCommand::SnapCharacter => self.set_snap(SnapChoice::Character),
            UiCommand::PreviousArticle => self.go_to_article(-1),
            UiCommand::NextArticle => self.go_to_article(1),
            UiCommand::DoneAndNext => self.done_and_next(),
            UiCommand::MarkUntouched => self.mark(ProgressState::Untouched),
            UiCommand::MarkInProgress => self.mark(ProgressState::InProgress),
            UiCommand::MarkDone => self.mark(ProgressState::Done),
            UiCommand::ArticleDetails => self.article_dialog(ctx, DialogRequest::ArticleDetails),
            UiCommand::RemoveArticle => self.article_dialog(ctx, DialogRequest::RemoveArticle),
            UiCommand::Palette => self.open_palette(PaletteKind::Commands),
            UiCommand::ArticlePalette => self.open_palette(PaletteKind::Articles),
            UiCommand::CompareAnnotators => self.compare_annotators(),
            UiCommand::CompareWithProject => self.ask_for_files(PathPurpose::CompareWith),
            UiCommand::SaveReport(kind) => self.ask_to_save_report(kind),
            UiCommand::NextDisagreement => self.walk_disagreements(true),
            UiCommand::PreviousDisagreement => self.walk_disagreements(false),
            UiCommand::TakeA => self.decide(&Verdict::A),
            UiCommand::TakeB => self.decide(&Verdict::B),
            UiCommand::TakeBoth => self.decide(&Verdict::Both),
            UiCommand::TakeNeither => self.decide(&Verdict::Neither),
            UiCommand::EditResult => self.edit_result(),
            UiCommand::OpenAgain => self.open_again(),
            UiCommand::AcceptAgreements => self.accept_agreements(),
            UiCommand::HideNames => self.toggle_names(),
            UiCommand::Area(area) => self.go_to_area(area),
            UiCommand::Split => self.toggle_split(),
            UiCommand::Speakers => self.show_speakers(),
            UiCommand::ShowBothSides => self.show_both_sides(),
            UiCommand::Menus => super::menus::open_first(ctx),
            UiCommand::NextPane => self.go_to_part(ctx, true),
            UiCommand::PreviousPane => self.go_to_part(ctx, false),
            UiCommand::ShowArticles => panels.articles = !panels.articles,
            UiCommand::ShowInspector => panels.inspector = !panels.inspector,
            UiCommand::ShowBottom => panels.bottom = !panels.bottom,
            UiCommand::ShowAnnotations => self.show_tab(BottomTab::Annotations),
            UiCommand::ShowLinks => self.show_tab(BottomTab::Links),
            UiCommand::OtherSide => self.edit(|open, _| open.go_to_other_side()),
            UiCommand::TurnLink => self.edit(|open, _| open.turn_link()),
            UiCommand::ShowProblems => self.show_tab(BottomTab::Problems),
            UiCommand::ShowReview => self.show_tab(BottomTab::Review),
            UiCommand::ShowHistory => self.show_tab(BottomTab::History),
            UiCommand::ShowSuggestions => self.show_suggestions(),
            UiCommand::ShowGuidelines => panels.guidelines = !panels.guidelines,
            UiCommand::UnlikelySuggestions => toggle(&mut self.settings.suggestions.unlikely),
            UiCommand::SuggestionsInText => toggle(&mut self.settings.suggestions.in_text),
            UiCommand::ShowOtherLayers => self.toggle_other_layers(),
            UiCommand::TextLarger => self.step_text(1.0),
            UiCommand::TextSmaller => self.step_text(-1.0),
            UiCommand::TextStandard => self.settings.text_size = Settings::default().text_size,
            UiCommand::ColumnWider => self.step_column(4.0),
            UiCommand::ColumnNarrower => self.step_column(-4.0),
            UiCommand::WindowLarger => self.step_zoom(0.1),
            UiCommand::WindowSmaller => self.step_zoom(-0.1),
            UiCommand::ThemeSystem => self.settings.theme = ThemeChoice::System,
            UiCommand::ThemeLight => self.settings.theme = ThemeChoice::Light,
            UiCommand::ThemeDark => self.settings.theme = ThemeChoice::Dark,
            UiCommand::Escape => self.escape(ctx),
            UiCommand::KeyMap => self.open_dialog(ctx, DialogRequest::Keys),
            UiCommand::About => self.open_dialog(ctx, DialogRequest::About),
        }
    }

    /// Changes the window.
    #[allow(clippy::too_many_lines, reason = "a table: one line an action")]
    pub(super) fn act(&mut self, ctx: &Context, action: AppAction) {
        match action {
            AppAction::Open(request) => return self.open_dialog(ctx, request),
            AppAction::Toast(text) => return self.toasts.say(text),
            AppAction::CloseFind => return self.close_find(ctx),
            AppAction::TagTicked(label) => return self.tag_ticked(&label),
            AppAction::FocusReader => return self.focus_reader(ctx),
            AppAction::FocusText(idx) => return self.focus_text(ctx, idx),
            AppAction::CloseText(idx) => return self.close_text(idx),
            AppAction::EditFirstField => return self.edit_first_field(),
            AppAction::ListAnnotations(to) => {
                self.show_tab(BottomTab::Annotations);
                if let Some(open) = &mut self.open {
                    open.panels.annotations.narrow_to(to);
                }
                return;
            }
            AppAction::PutSettings(settings) => {
                self.settings = *settings;
                return;
            }
            AppAction::ShowOtherLayers(layers) => {
                self.settings.other_layers = layers;
                return;
            }
            AppAction::OpenPaths(paths) => return self.open_paths(paths),
            AppAction::OpenAnyway(asked) => {
                let options = ReadOptions {
                    allow_binary: true,
                    ..ReadOptions::default()
                };
                return self.read_asked(asked, options);
            }
            AppAction::SaveAsPath { path, may_replace } => return self.save_as(path, may_replace),
            AppAction::SaveReportPath {
                kind,
                path,
                may_replace,
            } => return self.save_report(kind, path, may_replace),
            AppAction::MergeTheirs => return self.merge_theirs(),
            AppAction::OpenMerged(path) => return self.open_merged(path),
            AppAction::OpenBackup(path) => return self.open_backup(path),
            AppAction::OpenWithoutJournal(path) => return self.open_without_journal(path),
            AppAction::CancelReading => return self.opening.cancel(),
            AppAction::CancelOpening => return self.opening.cancel_project(),
            AppAction::AskForFiles(purpose) => return self.ask_for_files(purpose),
            AppAction::Export(asked) => return self.export(asked),
            AppAction::KeepExport(draft) => return self.keep_export(*draft),
            AppAction::OpenImport(paths) => return self.open_import(paths),
            AppAction::Import(sent) => return self.import(*sent),
            AppAction::CancelExport => return self.opening.cancel_export(),
            AppAction::CancelImport => {
                if self.opening.cancel_import() {
                    self.toasts.say("Cancelled, nothing was imported");
                }
                return;
            }
            AppAction::TakeNewer(ids) => return self.take_newer(&ids),
            AppAction::LeaveNewer(ids) => return self.leave_newer(&ids),
            AppAction::LeaveAllNewer => return self.leave_all_newer(),
            AppAction::AddNewerAsOther(id) => return self.add_newer_as_other(&id),
            AppAction::ReadAgain { document, how } => return self.read_again(&document, &how),
            AppAction::LookAtTable(asked) => return self.look_at_table(asked),
            AppAction::ReadTable { asked, columns } => {
                let options = ReadOptions {
                    columns: Some(Arc::new(columns)),
                    ..ReadOptions::default()
                };
                return self.read_asked(vec![asked], options);
            }
            AppAction::Compare(deed) => return self.do_compare(deed),
            AppAction::CompareWith(path) => return self.compare_with(&path),
            AppAction::QuitAnyway => {
                self.quit_anyway();
                return ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            AppAction::PutSuggestionSettings(settings) => {
                self.settings.suggestions = settings;
                return;
            }
            AppAction::LookForSuggestions { again } => return self.look_for_suggestions(again),
            AppAction::StopSuggestions => return self.stop_suggestions(),
            AppAction::AddOnceMore(documents) => {
                self.add_documents(documents);
                return self.remember_origins();
            }
            AppAction::GoToStep(number) => return self.go_to_step(number, false),
            AppAction::GoToStepOfAnyone(number) => return self.go_to_step(number, true),
            AppAction::AddAnnotatorAndChoose(name) => return self.add_annotator(name),
            _ => {}
        }
        if matches!(
            action,
            AppAction::GoToAnnotation(_)
                | AppAction::GoToLink(_)
                | AppAction::GoToLinkEnd { .. }
                | AppAction::GoToSuggestion { .. }
                | AppAction::GoToDocument(_)
                | AppAction::GoToPlace { .. }
        ) {
            self.show_texts();
        }
        let Some(open) = &mut self.open else {
            return;
        };
        match action {
            AppAction::SetCurrent(current) => {
                open.reader.set_selection(None);
                open.current = current;
            }
            AppAction::GoToAnnotation(id) => open.go_to_annotation(&id),
            AppAction::GoToLink(id) => open.go_to_link(&id),
            AppAction::GoToLinkEnd { relation, is_to } => open.go_to_link_end(&relation, is_to),
            AppAction::SetLinkType(relation_type) => open.set_link_type(relation_type),
            AppAction::GoToSuggestion { key, part } => open.go_to_suggestion(&key, part),
            AppAction::GoToDocument(id) => open.show_document(&id),
            AppAction::GoToPlace { document, offset } => open.go_to_place(&document, offset),
            AppAction::RevealInText { text, annotation } => open.reveal_in_text(text, &annotation),
            AppAction::SelectPlace { document, span } => open.select_place(&document, span),
            AppAction::SetAnnotator(id) => {
                open.workspace.set_annotator(Some(id));
                open.leave_link();
                open.leave_current();
            }
            _ => {}
        }
    }

    /// Changes the project as a panel asked.
    pub(super) fn run_command(&mut self, command: Command) {
        let is_undo = matches!(command, Command::Undo | Command::Redo);
        if is_undo {
            return self.undo(&command);
        }
        self.run_edit(command);
    }

    /// Changes the project by a command that is neither undo nor redo. Tells what went wrong; whether it was done.
    pub(super) fn run_edit(&mut self, command: Command) -> bool {
        self.try_edit(|open, _| {
            let outcome = open.workspace.run(command)?;
            if !outcome.documents.is_empty() {
                open.go_to_outcome(&outcome);
            }
            Ok(())
        })
    }

    /// Does something to the open project, and says what went wrong.
    fn edit(&mut self, deed: impl FnOnce(&mut OpenProject, &Settings) -> Result<(), CommandError>) {
        self.try_edit(deed);
    }

    fn try_edit(
        &mut self,
        deed: impl FnOnce(&mut OpenProject, &Settings) -> Result<(), CommandError>,
    ) -> bool {
        let Some(open) = &mut self.open else {
            return false;
        };
        match deed(open, &self.settings) {
            Ok(()) => return true,
            // Whose layer it goes into must be known before the first tag.
            Err(CommandError::NoAnnotator) => self.ask_who_annotates(),
            Err(error) => self.toasts.say(sentence(&error.to_string())),
        }
        false
    }

    fn link(&mut self, deed: impl FnOnce(&mut OpenProject) -> Result<LinkStep, CommandError>) {
        let Some(open) = &mut self.open else {
            return;
        };
        match deed(open) {
            Ok(LinkStep::Waiting) => {}
            Ok(LinkStep::Made(outcome)) => {
                self.toasts.say_undoable(outcome.description, outcome.step);
            }
            Err(error) => self.toasts.say(sentence(&error.to_string())),
        }
    }

    fn nudge(&mut self, nudge: Nudge) {
        self.edit(|open, settings| open.nudge(nudge, settings.snap));
    }

    fn go_to_neighbour(&mut self, forward: bool) {
        self.show_texts();
        let Some(open) = &mut self.open else {
            return;
        };
        let others = self.settings.other_layers;
        if let Some(id) = open.neighbour_annotation(forward, others) {
            open.go_to_annotation(&id);
        } else {
            let text = if !open.has_annotations_here(others) {
                "No annotation in this article"
            } else if forward {
                "No further annotation in this article"
            } else {
                "No annotation before this one in this article"
            };
            self.toasts.say_of(open.document.as_ref(), text);
        }
    }

    fn list_here(&mut self) {
        if let Some(open) = &mut self.open {
            open.list_here(self.settings.other_layers);
        }
    }

    fn go_to_article(&mut self, by: isize) {
        let Some(open) = &mut self.open else {
            return;
        };
        if let Some(id) = open.neighbour(by) {
            open.show_document(&id);
        } else {
            let end = if by > 0 { "last" } else { "first" };
            let text = format!("This is the {end} article");
            self.toasts.say_of(open.document.as_ref(), text);
        }
    }

    fn done_and_next(&mut self) {
        let Some(open) = &mut self.open else {
            return;
        };
        if let Err(error) = open.set_progress(ProgressState::Done) {
            self.toasts.say(sentence(&error.to_string()));
            return;
        }
        match open.next_unfinished() {
            Some(id) => open.show_document(&id),
            None => self.toasts.say("All articles are done"),
        }
    }

    fn mark(&mut self, state: ProgressState) {
        self.edit(|open, _| open.set_progress(state).map(drop));
    }

    fn copy(&mut self, ctx: &Context) {
        if let Some(words) = self.open.as_ref().and_then(OpenProject::current_words) {
            ctx.copy_text(words);
        }
    }

    fn article_dialog(
        &mut self,
        ctx: &Context,
        request: impl FnOnce(crate::model::DocumentId) -> DialogRequest,
    ) {
        if let Some(id) = self.open.as_ref().and_then(|open| open.document.clone()) {
            self.open_dialog(ctx, request(id));
        }
    }

    fn add_annotator(&mut self, name: String) {
        self.edit(|open, _| {
            let outcome = open.workspace.run(Command::AddAnnotator {
                id: None,
                name,
                kind: AnnotatorKind::Human,
            })?;
            if outcome.annotator.is_some() {
                open.workspace.set_annotator(outcome.annotator);
                open.leave_current();
            }
            Ok(())
        });
    }

    fn edit_first_field(&mut self) {
        self.settings.panels.inspector = true;
        if let Some(open) = &mut self.open {
            open.panels.inspector.focus_first_field();
        }
    }

    fn set_snap(&mut self, snap: SnapChoice) {
        self.settings.snap = snap;
        self.toasts.say(match snap {
            SnapChoice::Word => "A drag takes whole words",
            SnapChoice::Sentence => "A drag takes whole sentences",
            SnapChoice::Character => "A drag takes characters",
        });
    }

    /// A panel at the bottom, with the keyboard in its list.
    pub(super) fn show_tab(&mut self, tab: BottomTab) {
        self.settings.panels.bottom = true;
        self.settings.panels.tab = tab;
        self.go_to_part_when_drawn(Part::Bottom);
    }

    fn toggle_other_layers(&mut self) {
        self.settings.other_layers = match self.settings.other_layers {
            OtherLayers::Hidden => OtherLayers::Faint,
            OtherLayers::Faint => OtherLayers::Hidden,
        };
    }

    fn step_text(&mut self, by: f32) {
        self.settings.text_size = stepped(self.settings.text_size, by, &Settings::TEXT_SIZES);
    }

    fn step_column(&mut self, by: f32) {
        self.settings.column_chars =
            stepped(self.settings.column_chars, by, &Settings::COLUMN_CHARS);
    }

    fn step_zoom(&mut self, by: f32) {
        self.settings.ui_zoom = stepped(self.settings.ui_zoom, by, &Settings::UI_ZOOMS);
    }
}
