//! Tables of the page: pair by pair, without each, article by article.

use super::{Page, escaped};
use crate::agreement::catalogue::{CATALOGUE, OF_PAIRS, describe};
use crate::agreement::figure::decimals as number;
use crate::agreement::report::svg::{self, Bar};
use crate::agreement::{Figure, Measure};
use std::collections::BTreeMap;

impl Page<'_> {
    /// What changed since an earlier state.
    pub(super) fn changed(&mut self) {
        let Some(changed) = &self.subject.changed else {
            return;
        };
        self.put(format_args!(
            "<h2>Changed since {}</h2><p class=\"faint\">{} articles of both states, drawn once for both.</p>\
             <div class=\"scroll\"><table><thead><tr><th>Figure</th><th class=\"n\">Before</th><th class=\"n\">Now</th>\
             <th class=\"n\">Difference</th><th class=\"n\">95 % interval</th></tr></thead><tbody>",
            escaped(&changed.since),
            changed.n_articles
        ));
        for (name, change) in changed.first() {
            let shown = |value: Figure| value.map_or_else(|_| "n/a".to_owned(), number);
            let interval = change.interval.map_or_else(
                |why| why.words().to_owned(),
                |i| format!("{} – {}", number(i.low), number(i.high)),
            );
            self.put(format_args!(
                "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
                 <td class=\"n\">{}</td></tr>",
                escaped(name),
                shown(change.before),
                shown(change.after),
                shown(change.difference),
                escaped(&interval)
            ));
        }
        self.put(format_args!("</tbody></table></div>"));
    }

    /// Pairs of three and more annotators.
    pub(super) fn matrix(&mut self) {
        for id in OF_PAIRS {
            let Some(description) = CATALOGUE.iter().find(|d| d.id == id) else {
                continue;
            };
            self.put(format_args!(
                "<h2>{}, pair by pair</h2><div class=\"scroll\"><table class=\"small\"><tr><th></th>",
                description.name
            ));
            let names = self.subject.names.clone();
            for name in &names {
                self.put(format_args!("<th class=\"n\">{}</th>", escaped(name)));
            }
            self.put(format_args!("</tr>"));
            for (i, name) in names.iter().enumerate() {
                self.put(format_args!("<tr><th>{}</th>", escaped(name)));
                for j in 0..names.len() {
                    let pair = (i.min(j), i.max(j));
                    let measures = &self.subject.comparison.measures;
                    let own = measures.iter().find(|m| {
                        m.id == id
                            && m.pair == Some(pair)
                            && m.label.is_none()
                            && m.document.is_none()
                    });
                    let shown = match own.map(|m| m.value) {
                        Some(Ok(value)) => number(value),
                        Some(Err(_)) => "n/a".to_owned(),
                        None => String::new(),
                    };
                    self.put(format_args!("<td class=\"n\">{shown}</td>"));
                }
                self.put(format_args!("</tr>"));
            }
            self.put(format_args!("</table></div>"));
        }
    }

    /// Figures without each of three and more annotators in turn.
    pub(super) fn without_each(&mut self) {
        self.put(format_args!(
            "<h2>Without each in turn</h2><p class=\"faint\">A value that is clearly higher without somebody says that \
             this annotator differs from all others.</p><div class=\"scroll\"><table class=\"small\"><tr><th>Figure</th>"
        ));
        let names = self.subject.names.clone();
        for name in &names {
            self.put(format_args!(
                "<th class=\"n\">without {}</th>",
                escaped(name)
            ));
        }
        self.put(format_args!("</tr>"));
        let measures = &self.subject.comparison.measures;
        for description in CATALOGUE {
            let of = |i: usize| {
                let own = |m: &&Measure| m.id == description.id && m.without == Some(i);
                measures.iter().find(own)
            };
            let Some(found) = (0..names.len()).map(of).collect::<Option<Vec<&Measure>>>() else {
                continue;
            };
            self.put(format_args!("<tr><td>{}</td>", escaped(description.name)));
            for measure in found {
                let shown = measure.value.map_or_else(|_| "n/a".to_owned(), number);
                self.put(format_args!("<td class=\"n\">{shown}</td>"));
            }
            self.put(format_args!("</tr>"));
        }
        self.put(format_args!("</table></div>"));
    }

    pub(super) fn documents(&mut self) {
        let comparison = self.subject.comparison;
        let mut found: BTreeMap<(&str, usize), &Measure> = BTreeMap::new();
        for measure in &comparison.measures {
            if let (Some(document), None, None) = (measure.document, &measure.label, measure.pair) {
                found.insert((measure.id, document), measure);
            }
        }
        let of = |id: &'static str, document| found.get(&(id, document)).copied();
        let mut shown = vec![
            "f1.strict",
            "f1.iou50",
            "gamma",
            "ualpha.u",
            "ualpha.binary",
        ];
        // Of more than two, pairs have the others.
        shown.retain(|id| found.range((*id, 0)..=(*id, usize::MAX)).next().is_some());
        let (Some(first), true) = (
            CATALOGUE.first(),
            comparison.measures.iter().any(|m| m.document.is_some()),
        ) else {
            return;
        };
        self.put(format_args!("<h2>Article by article</h2>"));
        if comparison.annotators.len() == 2 && comparison.documents.len() <= 60 {
            let documents = comparison.documents.iter().enumerate();
            let bars: Vec<Bar> = documents
                .filter_map(|(i, document)| {
                    Some(Bar {
                        name: svg::shortened(&document.title, 28),
                        value: of(first.id, i)?.value.ok()?,
                        interval: None,
                    })
                })
                .collect();
            let plot = svg::figures("F1, strict, of each article", &bars);
            self.put(format_args!(
                "<p class=\"faint\">{}</p><div class=\"scroll\">{plot}</div>",
                first.name
            ));
        }
        self.put(format_args!(
            "<div class=\"scroll\"><table><thead><tr><th>Article</th>"
        ));
        for name in &self.subject.names {
            self.put(format_args!("<th class=\"n\">{}</th>", escaped(name)));
        }
        for id in &shown {
            let name = describe(id).map_or(*id, |d| d.name);
            self.put(format_args!("<th class=\"n\">{name}</th>"));
        }
        self.put(format_args!("</tr></thead><tbody>"));
        for (i, document) in comparison.documents.iter().enumerate() {
            self.put(format_args!("<tr><td>{}</td>", escaped(&document.title)));
            for n in &document.n_spans {
                let n = n.map_or_else(|| "not assigned".to_owned(), |n| n.to_string());
                self.put(format_args!("<td class=\"n\">{n}</td>"));
            }
            for id in &shown {
                let cell = match of(id, i).map(|m| m.value) {
                    Some(Ok(value)) => number(value),
                    Some(Err(why)) => format!("<span title=\"{}\">n/a</span>", why.words()),
                    None => String::new(),
                };
                self.put(format_args!("<td class=\"n\">{cell}</td>"));
            }
            self.put(format_args!("</tr>"));
        }
        self.put(format_args!("</tbody></table></div>"));
    }
}
