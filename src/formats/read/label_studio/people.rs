//! Who annotated. Somebody is who they are by e-mail, name on the server or number; what people are called is only shown.

use super::super::imported::Imported;
use super::super::jsonl::{id, items, text};
use super::WHO;
use serde_json::Value;
use std::collections::BTreeMap;

/// The people of all files.
#[derive(Default)]
pub(super) struct People {
    /// Places among the annotators by the server's number.
    by_number: BTreeMap<String, usize>,
    /// What each is called, where that is stated.
    called: BTreeMap<usize, String>,
}

impl People {
    /// The place of who made an annotation: our own field, else who completed it.
    pub fn of(&mut self, out: &mut Imported, annotation: &Value) -> usize {
        let named = items(annotation, "result").iter().find(|r| {
            text(r, "from_name") == WHO && r.get("value").is_some_and(|v| v.get("start").is_none())
        });
        if let Some(name) = named.and_then(|r| r.get("value")?.get("text")?.get(0)?.as_str()) {
            return out.annotator(name);
        }
        match annotation.get("completed_by") {
            Some(user @ Value::Object(_)) => self.person(out, user),
            Some(Value::Number(n)) => self.numbered(out, &n.to_string(), None),
            Some(Value::String(who)) => out.annotator(who),
            _ => out.annotator(""),
        }
    }

    fn person(&mut self, out: &mut Imported, user: &Value) -> usize {
        let called = [text(user, "first_name"), text(user, "last_name")].join(" ");
        let called = called.trim();
        let stated = [text(user, "email"), text(user, "username")];
        let stated = stated.into_iter().find(|n| !n.is_empty());
        let place = match id(user.get("id")) {
            Some(number) => self.numbered(out, &number, stated),
            None => out.annotator(stated.unwrap_or(called)),
        };
        if !called.is_empty() {
            self.called.insert(place, called.to_owned());
        }
        place
    }

    /// Somebody of this number, who is known by the name that was stated first.
    fn numbered(&mut self, out: &mut Imported, number: &str, stated: Option<&str>) -> usize {
        if let Some(place) = self.by_number.get(number) {
            return *place;
        }
        let place = match stated {
            Some(name) => out.annotator(name),
            None => out.annotator(&format!("user {number}")),
        };
        self.by_number.insert(number.to_owned(), place);
        place
    }

    /// Writes what people are called; two who are called the same have their key behind it.
    pub fn name(self, out: &mut Imported) {
        let mut n_called: BTreeMap<&str, usize> = BTreeMap::new();
        let keys = out.annotators.iter().enumerate();
        let keys = keys.filter(|(place, _)| !self.called.contains_key(place));
        let keys: Vec<String> = keys.map(|(_, person)| person.key.clone()).collect();
        let names = self.called.values().chain(&keys);
        for name in names {
            *n_called.entry(name).or_default() += 1;
        }
        for (place, name) in &self.called {
            let is_one = n_called.get(name.as_str()) == Some(&1);
            if let Some(person) = out.annotators.get_mut(*place) {
                person.name = if is_one || person.key == *name {
                    name.clone()
                } else {
                    format!("{name} ({})", person.key)
                };
            }
        }
    }
}
