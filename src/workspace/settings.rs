//! What survives a restart of the window: theme, sizes, panels, recent projects, the last place in each. Losing it
//! does no harm, so nothing here ever stops the program.

use super::Environment;
use super::suggestions::SuggestionOrder;
use crate::storage::atomic::{self, Backup};
use crate::storage::file_system::read_regular;
use crate::suggest::SuggestionKind;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How many recent projects are remembered.
const MAX_RECENT: usize = 12;
/// How many projects' places are remembered.
const MAX_PLACES: usize = 200;
/// Larger settings files are not ours.
const MAX_FILE_BYTES: u64 = 4 << 20;

/// A choice that this version does not know becomes the default, and takes nothing else with it.
fn or_default<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + DeserializeOwned,
{
    let value = serde_json::Value::deserialize(from)?;
    Ok(T::deserialize(value).unwrap_or_default())
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeChoice {
    /// As the system says.
    #[default]
    System,
    /// Dark text on a light ground.
    Light,
    /// Light text on a dark ground.
    Dark,
}

/// What is shown of other annotators' layers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherLayers {
    /// Nothing: annotators must not influence each other.
    #[default]
    Hidden,
    /// Drawn faintly.
    Faint,
}

/// What a drag over the text snaps to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SnapChoice {
    /// Whole words.
    #[default]
    Word,
    /// Whole sentences.
    Sentence,
    /// Single characters (grapheme clusters).
    Character,
}

impl SnapChoice {
    /// The next one: word, sentence, character, word.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Word => Self::Sentence,
            Self::Sentence => Self::Character,
            Self::Character => Self::Word,
        }
    }
}

/// Which of the tabs at the bottom is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BottomTab {
    /// The table of all annotations.
    #[default]
    Annotations,
    /// The table of all links.
    Links,
    /// What is wrong with the project.
    Problems,
    /// Annotations whose article changed.
    Review,
    /// The steps.
    History,
    /// Candidates for annotations and links.
    Suggestions,
    /// What is found in all articles.
    Search,
}

/// Which kinds of suggestions are looked for, listed and shown in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionChoice {
    /// All of them.
    All,
    /// Somebody's words between quotation marks.
    #[default]
    Quotes,
    /// The words of an annotation, standing elsewhere too.
    Repeats,
    /// The same quotation in other words, letters or length.
    QuoteVariants,
    /// Statements that may not both hold.
    Contradictions,
    /// What programs have annotated.
    Machine,
}

impl SuggestionChoice {
    /// Every choice.
    pub const ALL: [Self; 6] = [
        Self::All,
        Self::Quotes,
        Self::Repeats,
        Self::QuoteVariants,
        Self::Contradictions,
        Self::Machine,
    ];

    /// The kinds that are meant.
    #[must_use]
    pub const fn kinds(self) -> &'static [SuggestionKind] {
        match self {
            Self::All => &SuggestionKind::ALL,
            Self::Quotes => &[SuggestionKind::Quotes],
            Self::Repeats => &[SuggestionKind::Repeats],
            Self::QuoteVariants => &[SuggestionKind::QuoteVariants],
            Self::Contradictions => &[SuggestionKind::Contradictions],
            Self::Machine => &[SuggestionKind::Machine],
        }
    }
}

/// How suggestions are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SuggestionSettings {
    /// Of which kinds.
    #[serde(deserialize_with = "or_default")]
    pub choice: SuggestionChoice,
    /// Those of a low score too.
    pub unlikely: bool,
    /// As dashed outlines in the text.
    pub in_text: bool,
    /// The list holds those of the article shown only.
    pub this_article: bool,
    /// The order of the list.
    #[serde(deserialize_with = "or_default")]
    pub order: SuggestionOrder,
}

impl Default for SuggestionSettings {
    fn default() -> Self {
        Self {
            choice: SuggestionChoice::default(),
            unlikely: false,
            in_text: true,
            this_article: false,
            order: SuggestionOrder::default(),
        }
    }
}

/// What the window is used for.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum WorkArea {
    /// One text to read and annotate.
    #[default]
    Annotate,
    /// Two texts, both to annotate, and the links between them.
    SideBySide,
    /// Annotators compared: where they differ, how far they agree, what is decided.
    Compare,
    /// Contradictions, contested claims and speakers of the whole project.
    Overview,
}

impl WorkArea {
    /// In the order in which they are offered.
    pub const ALL: [Self; 4] = [
        Self::Annotate,
        Self::SideBySide,
        Self::Compare,
        Self::Overview,
    ];
}

/// Which panels are open and how large, in points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PanelSettings {
    /// The articles on the left.
    pub articles: bool,
    /// The inspector on the right.
    pub inspector: bool,
    /// The tabs at the bottom.
    pub bottom: bool,
    /// The open tab at the bottom.
    #[serde(deserialize_with = "or_default")]
    pub tab: BottomTab,
    /// The guidelines beside the text.
    pub guidelines: bool,
    /// Width of the articles panel.
    pub articles_width: f32,
    /// Width of the inspector.
    pub inspector_width: f32,
    /// Height of the bottom panel.
    pub bottom_height: f32,
    /// Width of the guidelines.
    pub guidelines_width: f32,
}

impl Default for PanelSettings {
    fn default() -> Self {
        Self {
            articles: true,
            inspector: true,
            bottom: false,
            tab: BottomTab::Annotations,
            guidelines: false,
            articles_width: 240.0,
            inspector_width: 280.0,
            bottom_height: 220.0,
            guidelines_width: 280.0,
        }
    }
}

/// Where a reading text stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PanePlace {
    /// Id of the article.
    pub document: String,
    /// First visible place, bytes into its text.
    pub byte: usize,
    /// Where the caret stands, bytes into the text; in settings of an older version, where `byte` is.
    pub caret: Option<usize>,
    /// Id of the annotation that is current; empty where none is.
    pub annotation: String,
}

/// Where somebody was in a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// The text, the left one where there are two.
    #[serde(flatten)]
    pub left: PanePlace,
    /// The text on the right, if there was one.
    pub right: Option<PanePlace>,
    /// Whether the text on the right had the keyboard last.
    pub is_right_focused: bool,
    /// Id of the annotator.
    pub annotator: String,
}

impl Place {
    /// Ids of the articles, from left to right.
    #[must_use]
    pub fn articles(&self) -> (&str, Option<&str>) {
        let right = self.right.as_ref();
        (&self.left.document, right.map(|r| r.document.as_str()))
    }
}

/// What survives a restart. Unknown fields of newer versions are dropped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light or dark.
    #[serde(deserialize_with = "or_default")]
    pub theme: ThemeChoice,
    /// Size of the reading text in points: 8 to 48.
    pub text_size: f32,
    /// Factor on the whole window: 0.5 to 3.
    pub ui_zoom: f32,
    /// Width of the reading column in average characters: 40 to 120.
    pub column_chars: f32,
    /// What a drag snaps to.
    #[serde(deserialize_with = "or_default")]
    pub snap: SnapChoice,
    /// What is shown of other annotators' layers.
    #[serde(deserialize_with = "or_default")]
    pub other_layers: OtherLayers,
    /// In Compare annotators have numbers instead of names until every difference is decided.
    pub hides_names: bool,
    /// Suggestions.
    pub suggestions: SuggestionSettings,
    /// What the window is used for.
    #[serde(deserialize_with = "or_default")]
    pub work_area: WorkArea,
    /// Panels.
    pub panels: PanelSettings,
    /// Size of the window in points; absent before the first run.
    pub window: Option<(f32, f32)>,
    /// Whether the window filled the screen.
    pub maximized: bool,
    /// Projects opened, the last one first.
    pub recent: Vec<PathBuf>,
    /// Files of projects without a name that have gone on under one: what is left of them is no project of its own.
    pub named: Vec<PathBuf>,
    /// The project that was open last; it may be an unnamed one.
    pub last_project: Option<PathBuf>,
    /// Where one was, by project path.
    pub places: BTreeMap<PathBuf, Place>,
    /// Where the last file dialog was.
    pub last_folder: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            text_size: 17.0,
            ui_zoom: 1.0,
            column_chars: 68.0,
            snap: SnapChoice::Word,
            other_layers: OtherLayers::Hidden,
            hides_names: false,
            suggestions: SuggestionSettings::default(),
            work_area: WorkArea::default(),
            panels: PanelSettings::default(),
            window: None,
            maximized: false,
            recent: Vec::new(),
            named: Vec::new(),
            last_project: None,
            places: BTreeMap::new(),
            last_folder: None,
        }
    }
}

impl Settings {
    /// Reading text sizes in points.
    pub const TEXT_SIZES: std::ops::RangeInclusive<f32> = 8.0..=48.0;
    /// Column widths in average characters.
    pub const COLUMN_CHARS: std::ops::RangeInclusive<f32> = 40.0..=120.0;
    /// Factors on the whole window.
    pub const UI_ZOOMS: std::ops::RangeInclusive<f32> = 0.5..=3.0;

    fn file(env: &Environment) -> Option<PathBuf> {
        Some(env.dirs.as_ref()?.config.join("settings.json"))
    }

    /// Reads the settings; defaults where there are none or they cannot be read.
    #[must_use]
    pub fn load(env: &Environment) -> Self {
        let Some(path) = Self::file(env) else {
            return Self::default();
        };
        match read_regular(&*env.fs, &path, MAX_FILE_BYTES, "the settings") {
            Ok(bytes) => Self::from_json(&bytes),
            Err(_) => Self::default(),
        }
    }

    /// Whether settings have ever been saved: if not, this is the very first start.
    #[must_use]
    pub fn exist(env: &Environment) -> bool {
        Self::file(env).is_some_and(|path| env.fs.metadata(&path).is_ok())
    }

    /// Settings from their JSON; what does not fit becomes the default.
    #[must_use]
    pub fn from_json(bytes: &[u8]) -> Self {
        let mut settings: Self = serde_json::from_slice(bytes).unwrap_or_else(|error| {
            log::warn!("the settings are not as expected, using the defaults: {error}");
            Self::default()
        });
        settings.bring_into_range();
        settings
    }

    /// Writes the settings whole or not at all.
    pub fn save(&self, env: &Environment) -> Result<(), String> {
        let Some(path) = Self::file(env) else {
            return Ok(());
        };
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|e| e.to_string())?;
        bytes.push(b'\n');
        if let Some(folder) = path.parent() {
            env.fs
                .create_dir_all(folder)
                .map_err(|e| format!("cannot make the folder {}: {e}", folder.display()))?;
        }
        atomic::replace(&*env.fs, &path, &bytes, None, Backup::None)
            .map(|_| ())
            .map_err(|e| e.to_string())
    }

    /// Puts a project at the top of the recent ones.
    pub fn remember(&mut self, path: &Path) {
        self.recent.retain(|p| p != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(MAX_RECENT);
    }

    /// A project that had no name has gone on under one.
    pub fn forget_unnamed(&mut self, path: PathBuf) {
        self.named.retain(|p| *p != path);
        self.named.insert(0, path);
        self.named.truncate(MAX_PLACES);
    }

    /// Remembers where somebody was in a project.
    pub fn put_place(&mut self, path: &Path, place: Place) {
        self.places.insert(path.to_owned(), place);
        while self.places.len() > MAX_PLACES {
            let Some(stale) = self
                .places
                .keys()
                .find(|p| !self.recent.contains(p) && p.as_path() != path)
                .cloned()
            else {
                break;
            };
            self.places.remove(&stale);
        }
    }

    /// A settings file may hold anything: sizes come back into their ranges.
    fn bring_into_range(&mut self) {
        let clamp = |value: &mut f32, range: std::ops::RangeInclusive<f32>, default: f32| {
            *value = if value.is_finite() {
                value.clamp(*range.start(), *range.end())
            } else {
                default
            };
        };
        let default = Self::default();
        clamp(&mut self.text_size, Self::TEXT_SIZES, default.text_size);
        clamp(&mut self.ui_zoom, Self::UI_ZOOMS, default.ui_zoom);
        clamp(
            &mut self.column_chars,
            Self::COLUMN_CHARS,
            default.column_chars,
        );
        let panels = &mut self.panels;
        clamp(&mut panels.articles_width, 120.0..=1000.0, 240.0);
        clamp(&mut panels.inspector_width, 160.0..=1000.0, 280.0);
        clamp(&mut panels.guidelines_width, 160.0..=1000.0, 280.0);
        clamp(&mut panels.bottom_height, 60.0..=2000.0, 220.0);
        if let Some((width, height)) = &mut self.window {
            clamp(width, 320.0..=16_000.0, 1280.0);
            clamp(height, 240.0..=16_000.0, 800.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_becomes_the_default_and_sizes_come_into_range() {
        assert_eq!(Settings::from_json(b"not json"), Settings::default());
        let read = Settings::from_json(
            br#"{"text_size": 9000, "ui_zoom": 0, "panels": {"articles_width": -5}, "newer": 1}"#,
        );
        assert_eq!(read.text_size, 48.0);
        assert_eq!(read.ui_zoom, 0.5);
        assert_eq!(read.panels.articles_width, 120.0);
    }

    #[test]
    fn a_choice_of_another_version_is_the_default_and_the_rest_stays() {
        let read = Settings::from_json(
            br#"{"text_size": 20, "theme": "sepia", "snap": 7, "work_area": "map", "other_layers": null,
                "panels": {"tab": "statistics", "bottom": true}, "suggestions": {"choice": "all", "order": "odd"}}"#,
        );
        assert_eq!(read.text_size, 20.0);
        assert_eq!(read.work_area, WorkArea::Annotate);
        assert_eq!(read.theme, ThemeChoice::System);
        assert!(read.panels.bottom);
        assert_eq!(read.panels.tab, BottomTab::Annotations);
        assert_eq!(read.suggestions.choice, SuggestionChoice::All);
        let compare = Settings::from_json(br#"{"work_area": "compare"}"#);
        assert_eq!(compare.work_area, WorkArea::Compare);
    }

    #[test]
    fn what_is_written_is_read() {
        let mut settings = Settings {
            theme: ThemeChoice::Dark,
            ..Settings::default()
        };
        settings.remember(Path::new("/a.json"));
        settings.remember(Path::new("/b.json"));
        settings.remember(Path::new("/a.json"));
        let left = PanePlace {
            document: "d1".into(),
            byte: 7,
            caret: Some(12),
            annotation: "a1".into(),
        };
        let place = Place {
            right: Some(PanePlace {
                document: "d2".into(),
                ..left.clone()
            }),
            left,
            is_right_focused: true,
            annotator: "ada".into(),
        };
        settings.put_place(Path::new("/a.json"), place);
        let json = serde_json::to_vec(&settings).unwrap();
        assert_eq!(Settings::from_json(&json), settings);
        let recent: Vec<_> = settings
            .recent
            .iter()
            .map(|p| p.display().to_string())
            .collect();
        assert_eq!(recent, ["/a.json", "/b.json"]);
    }

    #[test]
    fn few_recent_projects_are_kept() {
        let mut settings = Settings::default();
        for i in 0..50 {
            settings.remember(Path::new(&format!("/{i}.json")));
        }
        assert_eq!(settings.recent.len(), MAX_RECENT);
        assert_eq!(settings.recent[0], Path::new("/49.json"));
    }
}
