//! The texts of a task, and which of them each object of the labelling page shows. The page's configuration need not be at hand: then
//! names, and the words that regions state, tell it.

use super::super::imported::{ImportedFragment, Unit};
use super::super::jsonl::{items, number, text};
use super::super::place::{CanonicalText, Placement};
use super::super::rendered::{Page, is_alike, with_breaks};
use super::super::xml_tree::Element;
use super::regions::{Region, is_region_of_text};
use serde_json::Value;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// So many regions of an object tell which text it shows.
const N_TELLING: usize = 20;
/// No more objects with fields are held against each other by words.
const MAX_PAIRS: usize = 1000;
/// How addresses of files begin that a page shows or plays.
const ADDRESSES: [&str; 7] = [
    "http://",
    "https://",
    "s3://",
    "gs://",
    "azure-blob://",
    "data:",
    "/data/",
];

/// What a configuration says of its objects.
#[derive(Default)]
pub(super) struct Objects(BTreeMap<String, Object>);

struct Object {
    /// The key among the data of what it shows.
    field: String,
    is_text: bool,
}

impl Objects {
    /// Takes an element of a configuration, where it shows something.
    pub fn take(&mut self, element: &Element) {
        let Some(field) = element.attribute("value").strip_prefix('$') else {
            return;
        };
        let name = element.attribute("name");
        if name.is_empty() || !element.attribute("toName").is_empty() {
            return;
        }
        let object = Object {
            field: field.to_owned(),
            is_text: matches!(&*element.name, "Text" | "HyperText" | "Paragraphs"),
        };
        self.0.insert(name.to_owned(), object);
    }
}

/// One text of a task.
pub(super) struct TaskText<'v> {
    /// Its key among the data.
    pub field: &'v str,
    pub text: Cow<'v, str>,
    /// Of one in paragraphs: where each begins, in code points.
    pub starts: Vec<usize>,
    /// Of one in HTML: what a page shows of it.
    pub page: Option<Page>,
    /// Made when it is first asked for.
    canonical: OnceCell<CanonicalText>,
}

impl<'v> TaskText<'v> {
    fn of(field: &'v str, text: impl Into<Cow<'v, str>>, starts: Vec<usize>) -> Self {
        Self {
            field,
            text: text.into(),
            starts,
            page: None,
            canonical: OnceCell::new(),
        }
    }

    /// A dialogue: each paragraph on a line of its own.
    fn of_paragraphs(field: &'v str, list: &[Value], regions: &[Region<'v>]) -> Option<Self> {
        let key = paragraph_key(list, regions)?;
        let mut words = String::new();
        let mut starts = Vec::new();
        let mut at = 0;
        for item in list {
            let own = item.get(key)?.as_str()?;
            if !starts.is_empty() {
                words.push('\n');
                at += 1;
            }
            starts.push(at);
            words.push_str(own);
            at += own.chars().count();
        }
        Some(Self::of(field, words, starts))
    }

    /// Whether a region's words stand where its numbers say.
    fn fits(&self, region: &Region<'_>) -> bool {
        let Some(words) = region.words() else {
            return false;
        };
        if region.is_of_page() {
            let page = Page::of(&self.text);
            return page.has(region.ends(), words);
        }
        let Some((start, end)) = region.place_in(self) else {
            return false;
        };
        let fragment = ImportedFragment {
            start,
            end,
            text: Some(self.settled(words, (start, end), Unit::CodePoints)),
            ..ImportedFragment::default()
        };
        let canonical = self
            .canonical
            .get_or_init(|| CanonicalText::new((&*self.text).into()));
        let place = canonical.place(&fragment, Unit::CodePoints);
        place.is_ok_and(|(_, how)| matches!(how, Placement::Exact | Placement::OtherUnit(_)))
    }

    /// The words that a region states as its text has them: the editor writes line breaks as a backslash and an `n`.
    pub fn settled(&self, words: &str, (start, end): (usize, usize), unit: Unit) -> String {
        let is_of_paragraphs = !self.starts.is_empty();
        if !is_of_paragraphs && !words.contains("\\n") {
            return words.to_owned();
        }
        for utf16 in [unit == Unit::Utf16, unit != Unit::Utf16] {
            let there = self.slice(start, end, utf16);
            if there == words || is_alike(&there, words) {
                return there;
            }
        }
        if self.text.contains(words) {
            return words.to_owned();
        }
        with_breaks(words)
    }

    /// What stands between two numbers; empty where they cut a character in two.
    fn slice(&self, start: usize, end: usize, utf16: bool) -> String {
        let n = end.saturating_sub(start);
        if utf16 {
            let units: Vec<u16> = self.text.encode_utf16().skip(start).take(n).collect();
            return String::from_utf16(&units).unwrap_or_default();
        }
        self.text.chars().skip(start).take(n).collect()
    }
}

/// The key under which paragraphs have their words: the usual one, else the one in which regions stand, else the longest.
fn paragraph_key<'v>(list: &'v [Value], regions: &[Region<'v>]) -> Option<&'v str> {
    let first = list.first()?.as_object()?;
    let is_string = |key: &str| {
        list.iter()
            .all(|p| p.get(key).is_some_and(Value::is_string))
    };
    if is_string("text") {
        return Some("text");
    }
    let keys = first.keys().map(String::as_str).filter(|k| is_string(k));
    let rank = |key: &&str| {
        let fits = |region: &&Region<'_>| {
            let paragraph = number(region.value, "start").and_then(|n| list.get(n));
            let own = paragraph.map_or("", |p| text(p, key));
            let place = number(region.value, "startOffset").zip(number(region.value, "endOffset"));
            let Some((start, end)) = place else {
                return false;
            };
            // Of a region over several paragraphs the first one must be long enough.
            let is_one = region.value.get("start") == region.value.get("end");
            let there: String = own.chars().skip(start).collect();
            match region.words() {
                Some(words) if is_one => is_alike(
                    &there
                        .chars()
                        .take(end.saturating_sub(start))
                        .collect::<String>(),
                    words,
                ),
                _ => !there.is_empty(),
            }
        };
        let n_fitting = regions.iter().take(N_TELLING).filter(fits).count();
        let n_chars: usize = list.iter().map(|p| text(p, key).len()).sum();
        (n_fitting, n_chars)
    };
    keys.max_by_key(rank)
}

/// All texts that a task shows, and who shows which.
pub(super) struct TaskTexts<'v> {
    pub shown: Vec<TaskText<'v>>,
    /// Places in `shown`; nothing of an object that shows no text of the file.
    by_object: BTreeMap<&'v str, Option<usize>>,
}

impl<'v> TaskTexts<'v> {
    /// Nothing where the task has no text.
    pub fn of(data: &'v Value, annotations: &[&'v Value], objects: &Objects) -> Option<Self> {
        let results = annotations.iter().flat_map(|a| items(a, "result"));
        let regions: Vec<Region<'v>> = results
            .filter(|r| is_region_of_text(r))
            .map(Region::of)
            .collect();
        let named = by_object(&regions);
        let mut fields = fields(data, &regions);
        let mut shown_by = told(&fields, &named, objects);
        let is_told = shown_by.iter().any(|s| matches!(s, Shows::Field(_)));
        let mut default = None;
        for (shows, (_, own)) in shown_by.iter_mut().zip(&named) {
            let has_words = own.iter().any(|r| r.words().is_some());
            let is_first = !is_told && default.is_none();
            if *shows == Shows::Unknown && (has_words || (is_first && !own.iter().any(is_media))) {
                default = default.or_else(|| usual(&fields, own));
                *shows = default.map_or(Shows::NoText, Shows::Field);
            }
        }
        let of_config = objects.0.values().filter(|o| o.is_text);
        let of_config = of_config.filter_map(|o| fields.iter().position(|f| f.field == o.field));
        let own = shown_by.iter().filter_map(|s| s.field());
        let mut places: Vec<usize> = own.chain(of_config).collect();
        if places.is_empty() {
            places.extend(usual(&fields, &[]));
        }
        places.extend(answered(&fields, annotations, &named));
        places.sort_unstable();
        places.dedup();
        for (shows, (_, own)) in shown_by.iter().zip(&named) {
            if let Some(field) = shows.field().and_then(|at| fields.get_mut(at))
                && field.page.is_none()
                && own.iter().any(Region::is_of_page)
            {
                field.page = Some(Page::of(&field.text));
            }
        }
        let by_object = named.iter().zip(&shown_by).map(|((name, _), shows)| {
            let place = shows.field().and_then(|at| places.binary_search(&at).ok());
            (*name, place)
        });
        let by_object = by_object.collect();
        let mut at = 0;
        fields.retain(|_| {
            at += 1;
            places.binary_search(&(at - 1)).is_ok()
        });
        let texts = Self {
            shown: fields,
            by_object,
        };
        (!texts.shown.is_empty()).then_some(texts)
    }

    /// The place of the text that an object shows; nothing where it shows none of the file.
    pub fn of_object(&self, name: &str) -> Option<usize> {
        self.by_object.get(name).copied().flatten()
    }
}

/// The regions of each object, in the order in which they are used first.
fn by_object<'v>(regions: &[Region<'v>]) -> Vec<(&'v str, Vec<Region<'v>>)> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut named: Vec<(&'v str, Vec<Region<'v>>)> = Vec::new();
    for region in regions {
        let place = *places.entry(region.object).or_insert(named.len());
        match named.get_mut(place) {
            Some((_, own)) => own.push(*region),
            None => named.push((region.object, vec![*region])),
        }
    }
    named
}

/// Fields about which questions are answered: an object called as a field shows it.
fn answered(
    fields: &[TaskText<'_>],
    annotations: &[&Value],
    named: &[(&str, Vec<Region<'_>>)],
) -> Vec<usize> {
    let results = annotations.iter().flat_map(|a| items(a, "result"));
    let objects: BTreeSet<&str> = results.map(|r| text(r, "to_name")).collect();
    let has_regions = |name: &str| named.iter().any(|(own, _)| *own == name);
    let all = fields.iter().enumerate();
    let shown = all.filter(|(_, f)| {
        objects.contains(f.field) && !has_regions(f.field) && !is_address(&f.text)
    });
    shown.map(|(at, _)| at).collect()
}

/// What is known of an object.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    Field(usize),
    NoText,
    Unknown,
}

impl Shows {
    fn field(self) -> Option<usize> {
        match self {
            Self::Field(at) => Some(at),
            _ => None,
        }
    }
}

/// What the file says of each object, by names or by words.
fn told(
    fields: &[TaskText<'_>],
    named: &[(&str, Vec<Region<'_>>)],
    objects: &Objects,
) -> Vec<Shows> {
    let is_few = fields.len() * named.len() <= MAX_PAIRS;
    let place = |name: &str| fields.iter().position(|f| f.field == name);
    let of_one = |(name, regions): &(&str, Vec<Region<'_>>)| {
        if let Some(object) = objects.0.get(*name) {
            return match place(&object.field).filter(|_| object.is_text) {
                Some(at) => Shows::Field(at),
                None => Shows::NoText,
            };
        }
        let telling = || {
            regions
                .iter()
                .take(N_TELLING)
                .filter(|r| r.words().is_some())
        };
        let mut sources = regions.iter().filter_map(|r| place(r.source?));
        let source = sources.next();
        let of_name = source.or_else(|| place(name));
        if let Some((at, field)) = of_name.and_then(|at| Some((at, fields.get(at)?))) {
            if telling().next().is_none() && is_address(&field.text) {
                return Shows::NoText;
            }
            if source.is_some() || telling().next().is_none() || telling().any(|r| field.fits(r)) {
                return Shows::Field(at);
            }
        }
        let count = |holds: &dyn Fn(&TaskText<'_>, &Region<'_>) -> bool| {
            if !is_few {
                return None;
            }
            let counts = fields
                .iter()
                .map(|f| telling().filter(|r| holds(f, r)).count());
            only_best(counts)
        };
        let holds = |f: &TaskText<'_>, r: &Region<'_>| {
            r.words()
                .is_some_and(|w| f.text.contains(w) || f.text.contains(&with_breaks(w)))
        };
        let at = count(&|f, r| f.fits(r))
            .or(of_name)
            .or_else(|| count(&holds));
        if let Some(at) = at {
            return Shows::Field(at);
        }
        let mut dialogues = fields
            .iter()
            .enumerate()
            .filter(|(_, f)| !f.starts.is_empty());
        match (dialogues.next(), dialogues.next()) {
            (Some((at, _)), None) if regions.iter().any(|r| r.is_of_paragraphs) => Shows::Field(at),
            _ => Shows::Unknown,
        }
    };
    named.iter().map(of_one).collect()
}

/// The place of the largest number above 0, where just one is.
fn only_best(counts: impl Iterator<Item = usize>) -> Option<usize> {
    let counts: Vec<usize> = counts.collect();
    let most = counts.iter().copied().max().filter(|n| *n > 0)?;
    let mut best = counts.iter().enumerate().filter(|(_, n)| **n == most);
    let (at, _) = best.next()?;
    best.next().is_none().then_some(at)
}

/// Whether a region is of something that is played: only its seconds have parts.
fn is_media(region: &Region<'_>) -> bool {
    let is_part = |key: &str| {
        let seconds = region.value.get(key).and_then(Value::as_f64);
        seconds.is_some_and(|s| s.fract() != 0.0)
    };
    region.value.get("channel").is_some() || is_part("start") || is_part("end")
}

/// The text of a task of which nothing else is known: `text`, a dialogue where regions are of one, the one in which the first
/// region's words stand, the longest.
fn usual(fields: &[TaskText<'_>], regions: &[Region<'_>]) -> Option<usize> {
    let dialogue = || fields.iter().position(|f| !f.starts.is_empty());
    if regions.iter().any(|r| r.is_of_paragraphs)
        && let Some(at) = dialogue()
    {
        return Some(at);
    }
    let plain = || {
        let own = fields.iter().enumerate();
        own.filter(|(_, f)| f.starts.is_empty())
    };
    if let Some((at, _)) = plain().find(|(_, f)| f.field == "text") {
        return Some(at);
    }
    let words = regions.iter().find_map(Region::words);
    let with_words = words.and_then(|w| plain().find(|(_, f)| f.text.contains(w)));
    let longest = || {
        plain()
            .filter(|(_, f)| !is_address(&f.text))
            .max_by_key(|(_, f)| f.text.len())
    };
    let found = with_words.or_else(longest).map(|(at, _)| at);
    found.or_else(dialogue)
}

/// Whether a field has nothing but the address of a file.
fn is_address(text: &str) -> bool {
    ADDRESSES.iter().any(|begin| text.starts_with(begin)) && !text.contains(char::is_whitespace)
}

/// Every field of the data that may be a text.
fn fields<'v>(data: &'v Value, regions: &[Region<'v>]) -> Vec<TaskText<'v>> {
    let of_paragraphs: Vec<Region<'v>> = regions
        .iter()
        .filter(|r| r.is_of_paragraphs)
        .copied()
        .collect();
    let all = data.as_object().into_iter().flatten();
    let text = all.filter_map(|(name, value)| match value {
        Value::String(words) => Some(TaskText::of(name, words.as_str(), Vec::new())),
        Value::Array(list) => TaskText::of_paragraphs(name, list, &of_paragraphs),
        _ => None,
    });
    text.collect()
}
