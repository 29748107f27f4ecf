//! What a panel sees and how it answers. A panel cannot change the project: it reads through [`ViewContext`] and
//! sends.

use super::compare::CompareDeed;
use super::dialogs::ExportDraft;
use super::exporting::ExportAsked;
use super::importing::ImportSent;
use super::linking::Linking;
use super::panels::annotations::Narrowed;
use super::tokens::Tokens;
use super::ui_command::UiCommand;
use crate::ingest::RowColumns;
use crate::model::{
    AnnotationId, AnnotatorId, Document, DocumentId, LabelId, Project, RelationId, RelationTypeId,
};
use crate::text::{ByteOffset, TextSpan};
use crate::workspace::reporting::ReportKind;
use crate::workspace::settings::{OtherLayers, Settings, SuggestionSettings};
use crate::workspace::suggestions::{SuggestionKey, Suggestions};
use crate::workspace::{Asked, Command, Workspace};
use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;

/// What a panel sees: all of it borrowed, none of it changeable.
#[derive(Clone, Copy)]
pub struct ViewContext<'a> {
    /// The open project.
    pub workspace: &'a Workspace,
    /// Colours and sizes of the theme in force.
    pub tokens: &'a Tokens,
    /// What survives a restart.
    pub settings: &'a Settings,
    /// The article that is shown, if any.
    pub document: Option<&'a DocumentId>,
    /// What Enter, Delete and 1…9 act on.
    pub current: &'a Current,
    /// Candidates for annotations and links.
    pub suggestions: &'a Suggestions,
    /// Where the panel's answers go.
    pub sender: &'a Sender,
    /// The link that is begun, if any.
    pub linking: Option<&'a Linking>,
    /// Something is typed and not yet an edit: neither safe nor saved.
    pub has_draft: bool,
}

impl<'a> ViewContext<'a> {
    /// The project, with the lifetime of the frame.
    #[must_use]
    pub fn project(&self) -> &'a Project {
        self.workspace.project()
    }

    /// Who annotates.
    #[must_use]
    pub fn annotator(&self) -> Option<&'a AnnotatorId> {
        self.workspace.annotator()
    }

    /// The annotation that is current.
    #[must_use]
    pub fn current_annotation(&self) -> Option<&'a AnnotationId> {
        match self.current {
            Current::Annotation(id) => Some(id),
            _ => None,
        }
    }

    /// Whether the layer of `annotator` is shown: one's own always, others' where the user wants them.
    #[must_use]
    pub fn shows_layer(&self, annotator: &AnnotatorId) -> bool {
        self.annotator() == Some(annotator) || self.settings.other_layers == OtherLayers::Faint
    }

    /// Whether the project is open for reading only.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.workspace.read_only().is_some()
    }
}

/// The one thing that Enter, Delete and 1…9 act on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Current {
    /// Nothing: the caret at most.
    #[default]
    Nothing,
    /// A place that is not tagged yet, of one or more fragments, ascending and apart.
    Selection {
        /// Whose text.
        document: DocumentId,
        /// The fragments.
        spans: Vec<TextSpan>,
    },
    /// An annotation.
    Annotation(AnnotationId),
    /// A link.
    Link(RelationId),
    /// A candidate that is not accepted yet.
    Suggestion {
        /// Which.
        key: SuggestionKey,
        /// Which of its places is in view.
        part: usize,
    },
}

/// In which other way an article's file is read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadAgain {
    /// In the encoding of this name.
    Encoding(String),
    /// All that a web page shows, or its article alone.
    WholePage(bool),
}

/// What a path is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPurpose {
    /// A project, articles or a folder to open.
    Open,
    /// Articles to add.
    AddArticles,
    /// A folder of articles to add.
    AddFolder,
    /// A table of articles, whose columns are asked for then.
    AddTable,
    /// Where the project shall be saved.
    SaveAs,
    /// A project to compare with.
    CompareWith,
    /// Files to import annotations from.
    ImportFiles,
    /// A folder to import annotations from.
    ImportFolder,
    /// The folder that an export is written to.
    ExportFolder,
    /// The file that an export is written to, with its ending.
    ExportFile(&'static str),
    /// Where a comparison shall be saved.
    SaveReport(ReportKind),
}

/// A dialog or window that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DialogRequest {
    /// The tag set editor.
    TagSet,
    /// Who annotates: add, rename, remove.
    Annotators,
    /// Theme, sizes, layers.
    Settings,
    /// The key map.
    Keys,
    /// What this program is.
    About,
    /// An article's title, metadata, source and encoding.
    ArticleDetails(DocumentId),
    /// Asks before an article goes.
    RemoveArticle(DocumentId),
    /// Asks for a path in a field, where the system has no file dialog.
    Path(PathPurpose),
    /// Says something that must be read: title and text.
    Message {
        /// In a few words.
        title: String,
        /// What happened, to which file, what to do.
        text: String,
    },
}

/// What the window itself does; nothing of it changes the project.
#[derive(Clone, Debug, PartialEq)]
pub enum AppAction {
    /// Makes something current, without moving the text.
    SetCurrent(Current),
    /// Shows an annotation: its article, scrolled to it, current.
    GoToAnnotation(AnnotationId),
    /// Shows a link's first side and makes the link current.
    GoToLink(RelationId),
    /// Shows one end of a link; the link is current.
    GoToLinkEnd {
        /// The link.
        relation: RelationId,
        /// The second end instead of the first.
        is_to: bool,
    },
    /// Gives the link that is begun its type.
    SetLinkType(RelationTypeId),
    /// Shows a place of a suggestion and makes it current.
    GoToSuggestion {
        /// Which.
        key: SuggestionKey,
        /// Which of its places.
        part: usize,
    },
    /// Looks for suggestions of the chosen kinds.
    LookForSuggestions {
        /// From the start, though it was done.
        again: bool,
    },
    /// Stops looking for suggestions.
    StopSuggestions,
    /// Takes these settings of suggestions.
    PutSuggestionSettings(SuggestionSettings),
    /// Opens the table of annotations on these.
    ListAnnotations(Narrowed),
    /// Shows an article where it was left.
    GoToDocument(DocumentId),
    /// Shows a place of an article.
    GoToPlace {
        /// The article.
        document: DocumentId,
        /// The place.
        offset: ByteOffset,
    },
    /// Shows a place of an article and selects it.
    SelectPlace {
        /// The article.
        document: DocumentId,
        /// The place.
        span: TextSpan,
    },
    /// Closes the bar of find here; the text has the keyboard.
    CloseFind,
    /// Tags the ticked hits of the Search panel.
    TagTicked(LabelId),
    /// Chooses who annotates.
    SetAnnotator(AnnotatorId),
    /// Adds an annotator of this name and chooses it.
    AddAnnotatorAndChoose(String),
    /// Shows or hides others' layers.
    ShowOtherLayers(OtherLayers),
    /// Undoes or redoes until the edit of this step number is the last one in force; 0 undoes all. Asks before it steps
    /// over what changed others' layers.
    GoToStep(u64),
    /// The same, and does not ask.
    GoToStepOfAnyone(u64),
    /// Opens a dialog.
    Open(DialogRequest),
    /// Says something shortly at the edge of the window.
    Toast(String),
    /// Gives the keyboard back to the text.
    FocusReader,
    /// Gives the keyboard to the text at this place, counted from the left.
    FocusText(usize),
    /// Brings an annotation into view in one of the texts, without giving it the keyboard.
    RevealInText {
        /// Which text, counted from the left.
        text: usize,
        /// What is to be seen.
        annotation: AnnotationId,
    },
    /// Goes back to one text: this one, counted from the left, is not shown any more.
    CloseText(usize),
    /// Sends the keyboard to the first field of the current annotation.
    EditFirstField,
    /// Takes these settings.
    PutSettings(Box<Settings>),
    /// Opens files and folders: a project, or articles for the open one.
    OpenPaths(Vec<PathBuf>),
    /// Something of the work area Compare.
    Compare(CompareDeed),
    /// Compares with another project file.
    CompareWith(PathBuf),
    /// Reads files as articles though they look like no text.
    OpenAnyway(Vec<Asked>),
    /// Writes the project to this file and goes on there.
    SaveAsPath {
        /// The file.
        path: PathBuf,
        /// Whether a file that is there may go.
        may_replace: bool,
    },
    /// Writes the comparison to this file.
    SaveReportPath {
        /// As what.
        kind: ReportKind,
        /// The file.
        path: PathBuf,
        /// Whether a file that is there may go.
        may_replace: bool,
    },
    /// Reads an article's file again in another way.
    ReadAgain {
        /// The article; nothing is annotated on it.
        document: DocumentId,
        /// What is other.
        how: ReadAgain,
    },
    /// Looks into a file that holds a table of articles, to ask which column holds what.
    LookAtTable(Asked),
    /// Reads a table of articles.
    ReadTable {
        /// The file.
        asked: Asked,
        /// Which column holds what.
        columns: RowColumns,
    },
    /// Merges what somebody else wrote into the project file.
    MergeTheirs,
    /// Opens a merged copy of a project whose journal belongs to an earlier state of its file.
    OpenMerged(PathBuf),
    /// Opens the `.bak` copy of a project that could not be read.
    OpenBackup(PathBuf),
    /// Opens a project whose journal belongs to another state; the journal is kept under another name.
    OpenWithoutJournal(PathBuf),
    /// Puts the newer versions that are offered in the place of these articles.
    TakeNewer(Vec<DocumentId>),
    /// Leaves these articles as they are, though their files have changed.
    LeaveNewer(Vec<DocumentId>),
    /// Leaves all articles as they are whose files have changed.
    LeaveAllNewer,
    /// Adds what is offered as a newer version of this article as another one.
    AddNewerAsOther(DocumentId),
    /// Adds articles that are in the project as they are.
    AddOnceMore(Vec<Arc<Document>>),
    /// Stops reading articles.
    CancelReading,
    /// Does without the project that is being opened.
    CancelOpening,
    /// Asks the system for a path.
    AskForFiles(PathPurpose),
    /// Writes a dataset beside the window.
    Export(Box<ExportAsked>),
    /// Keeps what was chosen in the export dialog.
    KeepExport(Box<ExportDraft>),
    /// Opens the import dialog on these files and folders.
    OpenImport(Vec<PathBuf>),
    /// Adds what the import dialog has read.
    Import(Box<ImportSent>),
    /// Does without the import under way.
    CancelImport,
    /// Stops the export under way.
    CancelExport,
    /// Closes though the project file could not be written; every edit is in the journal.
    QuitAnyway,
}

/// What panels send, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Changes the project.
    Command(Box<Command>),
    /// As if its key were pressed.
    Ui(UiCommand),
    /// Changes the window.
    Act(AppAction),
}

/// Takes what panels send; the window does it after the frame is drawn.
#[derive(Debug, Default)]
pub struct Sender {
    queue: RefCell<Vec<Message>>,
}

impl Sender {
    /// Changes the project.
    pub fn command(&self, command: Command) {
        self.push(Message::Command(Box::new(command)));
    }

    /// Does a command of the table.
    pub fn ui(&self, command: UiCommand) {
        self.push(Message::Ui(command));
    }

    /// Changes the window.
    pub fn act(&self, action: AppAction) {
        self.push(Message::Act(action));
    }

    fn push(&self, message: Message) {
        // No borrow outlives a call here, so this one always succeeds.
        if let Ok(mut queue) = self.queue.try_borrow_mut() {
            queue.push(message);
        }
    }

    /// Everything sent since the last call, in order.
    pub fn take(&self) -> Vec<Message> {
        self.queue.take()
    }
}
