//! What a page says about its article in linked data (JSON-LD in a script element), in the words of schema.org.

use dom_smoothie::Readability;
use serde_json::Value;

/// What linked data says of the article; empty where it says nothing.
#[derive(Clone, Debug, Default)]
pub struct LinkedData {
    /// The headline.
    pub headline: String,
    /// The publisher's name.
    pub outlet: String,
    /// The authors' names, one after the other.
    pub author: String,
    /// When, in the page's own notation.
    pub published: String,
    /// The page's address, as stated.
    pub url: String,
}

impl LinkedData {
    /// The first article that the page's scripts describe. Scripts that are no JSON are passed over.
    pub fn of(page: &Readability) -> Self {
        let scripts = page.doc.select("script[type=\"application/ld+json\" i]");
        let values: Vec<Value> = scripts
            .iter()
            .filter_map(|script| serde_json::from_str(script.text().trim()).ok())
            .collect();
        let mut things = Vec::new();
        for value in &values {
            gather(value, &mut things);
        }
        let article = things.iter().find(|thing| is_article(thing));
        article.map_or_else(Self::default, |article| Self::of_article(article, &things))
    }

    fn of_article(article: &Value, things: &[&Value]) -> Self {
        let words = |keys: &[&str]| {
            let found = keys.iter().find_map(|key| words_of(&article[*key]));
            found.unwrap_or_default()
        };
        Self {
            headline: words(&["headline", "name"]),
            outlet: names(&article["publisher"], things),
            author: [&article["author"], &article["creator"]]
                .map(|people| names(people, things))
                .into_iter()
                .find(|found| !found.is_empty())
                .unwrap_or_default(),
            published: words(&["datePublished", "dateCreated"]),
            url: [&article["url"], &article["mainEntityOfPage"]]
                .into_iter()
                .find_map(|at| words_of(at).or_else(|| words_of(&at["@id"])))
                .unwrap_or_default(),
        }
    }
}

/// The things on the upper floor: alone, in a list, in a graph.
fn gather<'v>(value: &'v Value, things: &mut Vec<&'v Value>) {
    let alone = std::slice::from_ref(value);
    for thing in value.as_array().map_or(alone, Vec::as_slice) {
        things.push(thing);
        things.extend(thing["@graph"].as_array().into_iter().flatten());
    }
}

/// Kinds of articles of schema.org whose names do not end in "Article".
const KINDS: [&str; 4] = [
    "Report",
    "BlogPosting",
    "LiveBlogPosting",
    "SocialMediaPosting",
];

fn is_article(thing: &Value) -> bool {
    let is_kind = |kind: &str| kind.ends_with("Article") || KINDS.contains(&kind);
    match &thing["@type"] {
        Value::String(kind) => is_kind(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(is_kind),
        _ => false,
    }
}

fn words_of(value: &Value) -> Option<String> {
    let words = value.as_str()?.split_whitespace().collect::<Vec<_>>();
    (!words.is_empty()).then(|| words.join(" "))
}

/// More are not told.
const MAX_NAMES: usize = 50;

/// The names of people or bodies: said here, in a list, or elsewhere in the graph under their id.
fn names(value: &Value, things: &[&Value]) -> String {
    let one = |value: &Value| {
        let elsewhere = || {
            let id = value.get("@id")?;
            let same = things.iter().find(|t| t.get("@id") == Some(id))?;
            words_of(&same["name"])
        };
        words_of(value)
            .or_else(|| words_of(&value["name"]))
            .or_else(elsewhere)
    };
    let all: Vec<String> = match value {
        Value::Array(all) => all.iter().take(MAX_NAMES).filter_map(one).collect(),
        value => one(value).into_iter().collect(),
    };
    all.join(", ")
}
