//! The comparison as one page: no script, no network, nothing from the project unescaped.

mod tables;

use super::Subject;
use super::svg::{self, Bar};
use crate::agreement::catalogue::{CATALOGUE, Description, FRAGMENTS, first_panel};
use crate::agreement::counted;
use crate::agreement::figure::decimals as number;
use crate::agreement::{LinkKind, Measure, NoInterval, PlaceKind, made, shifts};
use std::fmt::Write as _;

const STYLE: &str = "\
:root{color-scheme:light dark;--ground:#fdfdfb;--text:#1c1d1f;--faint:#5d6066;--line:#d9dad6;--blue:#1f5fbf;--band:#f1f1ed}\
@media (prefers-color-scheme:dark){:root{--ground:#17181a;--text:#e8e8e4;--faint:#a5a8ae;--line:#3a3c40;--blue:#7eb0ff;--band:#202225}}\
body{background:var(--ground);color:var(--text);font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.7rem;margin-bottom:.2rem}h2{font-size:1.25rem;margin-top:2.5rem}\
.faint{color:var(--faint)}table{border-collapse:collapse;width:100%;margin:.8rem 0}\
th,td{text-align:left;padding:.3rem .7rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top}\
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
tr.sub td:first-child{padding-left:1.2rem;color:var(--faint)}\
.small{width:auto}.small td,.small th{min-width:5rem}.scroll{overflow-x:auto}svg{font:13px system-ui,sans-serif}\
svg text{fill:var(--text)}svg .tick{fill:var(--faint);font-size:11px}svg .grid{stroke:var(--line)}\
svg .range{stroke:var(--blue);stroke-width:3;stroke-opacity:.45}svg .dot,svg .column,svg .heat{fill:var(--blue)}\
svg .heat{stroke:var(--line)}\
@media (max-width:42rem){.figures thead{display:none}.figures tr{display:grid;grid-template-columns:1fr auto auto;column-gap:.5rem;\
border-bottom:1px solid var(--line)}.figures td{border:0;padding-bottom:.1rem}\
.figures td:nth-child(4),.figures .why{grid-column:1/-1;padding-bottom:.4rem;font-size:.9em}}\
details{margin:.5rem 0}summary{cursor:pointer}code{background:var(--band);padding:0 .25rem;overflow-wrap:anywhere}\
blockquote{margin:.2rem 0;padding-left:.6rem;border-left:3px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere}";

/// Text that means nothing but itself, in an element and in an attribute.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not allowed in a document, not even by number.
            c if c.is_control() && c != '\n' && c != '\t' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// The page.
#[must_use]
pub fn html(subject: &Subject<'_>) -> String {
    let mut page = Page {
        subject,
        out: String::new(),
    };
    page.head();
    page.panel();
    page.figures_plot();
    page.changed();
    if subject.comparison.annotators.len() == 2 {
        page.plots();
        page.places();
        page.links();
    } else {
        page.matrix();
        page.without_each();
    }
    page.documents();
    page.advanced();
    page.explanations();
    page.reproduction();
    page.out.push_str("</body></html>\n");
    page.out
}

struct Page<'a> {
    subject: &'a Subject<'a>,
    out: String,
}

impl<'a> Page<'a> {
    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.out.write_fmt(text);
    }

    /// Figures over all documents, of nobody in particular.
    fn whole(&self, description: &'a Description) -> impl Iterator<Item = &'a Measure> + use<'a> {
        let all = self.subject.comparison.measures.iter();
        all.filter(|m| {
            m.id == description.id
                && m.document.is_none()
                && m.pair.is_none()
                && m.without.is_none()
        })
    }

    fn head(&mut self) {
        let comparison = self.subject.comparison;
        let names: Vec<String> = self.subject.names.iter().map(|n| escaped(n)).collect();
        let title = match names.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [others @ .., last] => format!("{} and {last}", others.join(", ")),
        };
        self.put(format_args!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
             <title>Agreement of {title}</title><style>{STYLE}</style></head><body>\
             <h1>Agreement of {title}</h1>"
        ));
        let spans: Vec<String> = names
            .iter()
            .zip(&comparison.n_spans)
            .map(|(name, n)| format!("{name}: {n} spans"))
            .collect();
        let n = comparison.n_compared;
        self.put(format_args!(
            "<p class=\"faint\">{n} articles compared. {}.</p>",
            spans.join("; ")
        ));
        let repeated: usize = comparison.n_folded.iter().sum();
        if repeated > 0 {
            self.put(format_args!(
                "<p class=\"faint\">{repeated} spans repeat the place and tag of another of the same annotator and \
                 are counted once.</p>"
            ));
        }
        let left_out: Vec<String> = self.subject.omitted_in_words().collect();
        for line in left_out.into_iter().chain(made::caution(comparison)) {
            self.put(format_args!("<p class=\"faint\">{}.</p>", escaped(&line)));
        }
        if !self.subject.reanchored.is_empty() {
            self.put(format_args!("<p>Of two texts:</p><ul>"));
            for d in &self.subject.reanchored {
                self.put(format_args!(
                    "<li>{} <span class=\"faint\">({})</span></li>",
                    escaped(&d.title),
                    escaped(&d.in_words())
                ));
            }
            self.put(format_args!("</ul>"));
        }
        if !self.subject.left_out.is_empty() {
            self.put(format_args!("<p>Not compared:</p><ul>"));
            for d in &self.subject.left_out {
                let side = if d.side == 0 { "first" } else { "second" };
                self.put(format_args!(
                    "<li>{} <span class=\"faint\">({}, only in the {side}: {})</span></li>",
                    escaped(&d.title),
                    escaped(&d.id),
                    escaped(&d.reason)
                ));
            }
            self.put(format_args!("</ul>"));
        }
    }

    fn first_panel(&self) -> Vec<&'static Description> {
        first_panel(self.subject.names.len())
    }

    fn table_head(&mut self) {
        self.put(format_args!(
            "<div class=\"scroll\"><table class=\"figures\"><thead><tr><th>Figure</th><th class=\"n\">Value</th>\
             <th class=\"n\">95 % interval</th><th>Counted</th></tr></thead><tbody>"
        ));
    }

    fn row(&mut self, description: &Description, measure: &Measure) {
        let (class, name) = match &measure.label {
            Some(label) => (" class=\"sub\"", self.label_name(label)),
            None => ("", description.name.to_owned()),
        };
        let name = escaped(&name);
        let Ok(value) = measure.value else {
            let why = self.subject.comparison.why_not(measure);
            let why = escaped(&why.unwrap_or_default());
            self.put(format_args!(
                "<tr{class}><td>{name}</td><td class=\"n\">n/a</td>\
                     <td class=\"why faint\" colspan=\"2\">{why}</td></tr>"
            ));
            return;
        };
        let value = number(value);
        let mut counted = counted::words(measure, &self.subject.names);
        let interval = match measure.interval {
            Ok(i) => format!("{} – {}", number(i.low), number(i.high)),
            // Said once, below the table.
            Err(NoInterval::FewDocuments) => "–".to_owned(),
            Err(why) => {
                let between = if counted.is_empty() { "" } else { "; " };
                let _ = write!(counted, "{between}no interval: {}", why.words());
                "–".to_owned()
            }
        };
        self.put(format_args!(
            "<tr{class}><td>{name}</td><td class=\"n\">{value}</td><td class=\"n\">{interval}</td>\
             <td class=\"faint\">{}</td></tr>",
            escaped(&counted)
        ));
    }

    /// The name of a label or a type of link.
    fn label_name(&self, id: &str) -> String {
        let labels = self.subject.input.labels.iter();
        let labels = labels.zip(&self.subject.label_names);
        let types = self.subject.input.link_types.iter().map(|t| &t.id);
        let types = types.zip(&self.subject.link_type_names);
        let found = labels.chain(types).find(|(own, _)| *own == id);
        found.map_or_else(|| id.to_owned(), |(_, name)| name.clone())
    }

    fn panel(&mut self) {
        self.put(format_args!("<h2>Figures</h2>"));
        self.table_head();
        for description in self.first_panel() {
            for measure in self.whole(description) {
                // A tag that nobody used says nothing in the first table.
                if measure.label.is_none() || measure.value.is_ok() {
                    self.row(description, measure);
                }
            }
        }
        self.put(format_args!("</tbody></table></div>"));
        let mut measures = self.subject.comparison.measures.iter();
        if measures.any(|m| m.document.is_none() && m.interval == Err(NoInterval::FewDocuments)) {
            self.put(format_args!(
                "<p class=\"faint\">No intervals: {}.</p>",
                NoInterval::FewDocuments.words()
            ));
        }
    }

    fn figures_plot(&mut self) {
        let bars: Vec<Bar> = self
            .first_panel()
            .into_iter()
            .filter_map(|d| {
                let measure = self.whole(d).find(|m| m.label.is_none())?;
                Some(Bar {
                    name: d.name.to_owned(),
                    value: measure.value.ok()?,
                    interval: measure.interval.ok().map(|i| (i.low, i.high)),
                })
            })
            .collect();
        let plot = svg::figures("Figures with 95 % intervals", &bars);
        self.put(format_args!("<div class=\"scroll\">{plot}</div>"));
    }

    fn plots(&mut self) {
        self.put(format_args!(
            "<h2>Tags of spans that answer to each other</h2><p class=\"faint\">Rows: {}; columns: {}. Matched by \
             position alone. The more of its row a cell holds, the stronger its colour.</p>",
            escaped(&self.subject.names[0]),
            escaped(&self.subject.names[1])
        ));
        let mut names = self.subject.label_names.clone();
        names.push("(none)".to_owned());
        let counts = self.subject.comparison.confusion();
        let plot = svg::heat_map("Tags of matched spans", &names, counts);
        self.put(format_args!("<div class=\"scroll\">{plot}</div>"));
        self.put(format_args!(
            "<h2>Boundaries</h2><p class=\"faint\">By how many characters start and end of the second annotator’s span \
             lie behind the first’s, {}.</p>",
            self.subject.comparison.shifted_words(self.subject.input)
        ));
        let shifts = self.subject.comparison.shifts(self.subject.input);
        for (title, values) in [
            ("Starts", shifts.iter().map(|s| s.0).collect::<Vec<_>>()),
            ("Ends", shifts.iter().map(|s| s.1).collect()),
        ] {
            let plot = svg::histogram(title, &shifts::classes(&values));
            self.put(format_args!(
                "<h3>{title}</h3><div class=\"scroll\">{plot}</div>"
            ));
        }
    }

    fn places(&mut self) {
        let comparison = self.subject.comparison;
        self.put(format_args!(
            "<h2>Places</h2><p class=\"faint\">The alignment of γ (α = β = 1). Other figures match in their own way: F1 \
             by exact words or half the characters, κ of tags by position alone.</p><ul>"
        ));
        for kind in PlaceKind::ALL {
            let n = comparison.n_places(kind);
            let words = place_words(kind, &self.subject.names);
            let of_fields = comparison.places().iter();
            let of_fields = of_fields.filter(|p| p.kind == kind && p.is_of_fields());
            let of_fields = match of_fields.count() {
                0 => String::new(),
                n => format!(", {n} of them with other fields or notes"),
            };
            self.put(format_args!("<li>{n} {}{of_fields}</li>", escaped(&words)));
        }
        self.put(format_args!("</ul>"));
        for (i, document) in comparison.documents.iter().enumerate() {
            let apart: Vec<_> = comparison
                .places()
                .iter()
                .filter(|p| p.document == i && (p.kind != PlaceKind::Same || p.is_of_fields()))
                .collect();
            if apart.is_empty() {
                continue;
            }
            self.put(format_args!(
                "<details><summary>{} <span class=\"faint\">({} differences)</span></summary>\
                 <div class=\"scroll\"><table><thead><tr><th>How</th><th>{}</th><th>{}</th></tr></thead><tbody>",
                escaped(&document.title),
                apart.len(),
                escaped(&self.subject.names[0]),
                escaped(&self.subject.names[1])
            ));
            for place in apart {
                let words = if place.is_of_fields() {
                    OTHER_FIELDS.to_owned()
                } else {
                    place_words(place.kind, &self.subject.names)
                };
                self.put(format_args!("<tr><td>{}</td>", escaped(&words)));
                for unit in [place.a, place.b] {
                    self.span(unit);
                }
                self.put(format_args!("</tr>"));
            }
            self.put(format_args!("</tbody></table></div></details>"));
        }
    }

    fn span(&mut self, unit: Option<usize>) {
        let Some(unit) = unit else {
            self.put(format_args!("<td></td>"));
            return;
        };
        let fragments = &self.subject.input.units[unit].fragments;
        let spans = fragments.iter().map(|(s, e)| format!("{s}–{e}"));
        let words = self.subject.words.get(unit).map_or("", String::as_str);
        self.put(format_args!(
            "<td><strong>{}</strong> <span class=\"faint\">{}</span><blockquote dir=\"auto\">{}</blockquote>",
            escaped(self.subject.label(unit)),
            spans.collect::<Vec<_>>().join(", "),
            escaped(words)
        ));
        self.fields(&self.subject.fields(unit));
    }

    /// What is said beyond tag or type, and the end of the cell.
    fn fields(&mut self, said: &str) {
        if !said.is_empty() {
            self.put(format_args!(
                "<span class=\"faint\" dir=\"auto\">{}</span>",
                escaped(said)
            ));
        }
        self.out.push_str("</td>");
    }

    fn links(&mut self) {
        let links = self.subject.comparison.links();
        let n = |kind| links.iter().filter(|l| l.kind == kind).count();
        let (first, second) = (&self.subject.names[0], &self.subject.names[1]);
        let of_fields = match links.iter().filter(|l| l.is_of_fields()).count() {
            0 => String::new(),
            n => format!(" ({n} of them with other fields or notes)"),
        };
        let line = format!(
            "{} made by both{of_fields}, {} with another type, {} only by {first}, {} only by {second}.",
            n(LinkKind::Same),
            n(LinkKind::Type),
            n(LinkKind::OnlyA),
            n(LinkKind::OnlyB)
        );
        self.put(format_args!(
            "<h2>Links</h2><p>{} <span class=\"faint\">Ends matched by the alignment above.</span></p>",
            escaped(&line)
        ));
        let apart: Vec<_> = links
            .iter()
            .filter(|l| l.kind != LinkKind::Same || l.is_of_fields())
            .collect();
        if apart.is_empty() {
            return;
        }
        self.put(format_args!(
            "<details><summary>Links that differ <span class=\"faint\">({})</span></summary>\
             <div class=\"scroll\"><table><thead><tr><th>How</th><th>{}</th><th>{}</th></tr></thead><tbody>",
            apart.len(),
            escaped(first),
            escaped(second)
        ));
        for link in apart {
            let words = match link.kind {
                LinkKind::Same => OTHER_FIELDS.to_owned(),
                LinkKind::Type => "another type".to_owned(),
                LinkKind::OnlyA => format!("only {first}"),
                LinkKind::OnlyB => format!("only {second}"),
            };
            self.put(format_args!("<tr><td>{}</td>", escaped(&words)));
            for link in [link.a, link.b] {
                self.link(link);
            }
            self.put(format_args!("</tr>"));
        }
        self.put(format_args!("</tbody></table></div></details>"));
    }

    fn link(&mut self, link: Option<usize>) {
        let Some(link) = link else {
            self.put(format_args!("<td></td>"));
            return;
        };
        let data = &self.subject.input.links[link];
        self.put(format_args!(
            "<td><strong>{}</strong>",
            escaped(self.subject.link_type(link))
        ));
        for unit in [data.from, data.to] {
            let document = self.subject.input.units[unit].document;
            let title = &self.subject.comparison.documents[document].title;
            let words = self.subject.words.get(unit).map_or("", String::as_str);
            self.put(format_args!(
                " <span class=\"faint\">{}</span><blockquote dir=\"auto\">{}</blockquote>",
                escaped(title),
                escaped(words)
            ));
        }
        self.fields(&self.subject.link_fields(link));
    }

    fn advanced(&mut self) {
        self.put(format_args!(
            "<h2>More figures</h2><details><summary>Show all</summary>"
        ));
        self.table_head();
        let first = self.first_panel();
        for description in CATALOGUE.iter().filter(|d| !first.contains(d)) {
            for measure in self.whole(description) {
                self.row(description, measure);
            }
        }
        self.put(format_args!("</tbody></table></div></details>"));
    }

    fn explanations(&mut self) {
        self.put(format_args!(
            "<h2>What the figures mean</h2><p>There are no accepted thresholds for γ and uα; read them beside the places \
             where the annotators differ.</p><p>{FRAGMENTS}</p><dl>"
        ));
        for description in CATALOGUE {
            if self.whole(description).next().is_some() {
                self.put(format_args!(
                    "<dt><strong>{}</strong> <code>{}</code></dt><dd>{} <span class=\"faint\">{}. {}.</span></dd>",
                    escaped(description.name),
                    description.id,
                    escaped(description.meaning),
                    escaped(description.formula),
                    escaped(description.source)
                ));
            }
        }
        self.put(format_args!("</dl>"));
    }

    fn reproduction(&mut self) {
        let comparison = self.subject.comparison;
        self.put(format_args!(
            "<h2>How it was made</h2><p>Countermark {}. {}</p>",
            escaped(&self.subject.version),
            escaped(&made::parameters(comparison))
        ));
        if let Some(line) = made::reporting_line(comparison) {
            self.put(format_args!(
                "<p>For a paper: <code>{}</code></p>",
                escaped(&line)
            ));
        }
        self.put(format_args!("<ul>"));
        for source in &self.subject.sources {
            self.put(format_args!(
                "<li>{} <span class=\"faint\">SHA-256 of the project</span> <code>{}</code>",
                escaped(&source.name),
                escaped(&source.sha256)
            ));
            if let Some(sum) = &source.file_sha256 {
                self.put(format_args!(
                    " <span class=\"faint\">of the file</span> <code>{}</code>",
                    escaped(sum)
                ));
            }
            self.put(format_args!("</li>"));
        }
        self.put(format_args!(
            "</ul><p class=\"faint\">The project is hashed in the form of a saved file, edits in the journal included; \
             the file as it lay there.</p>"
        ));
    }
}

/// How two differ who marked or linked the same.
const OTHER_FIELDS: &str = "other fields or notes";

fn place_words(kind: PlaceKind, names: &[String]) -> String {
    let name = |i: usize| names.get(i).map_or("", String::as_str);
    match kind {
        PlaceKind::Same => "the same".to_owned(),
        PlaceKind::Boundary => "other boundaries".to_owned(),
        PlaceKind::Label => "another tag".to_owned(),
        PlaceKind::BoundaryAndLabel => "other boundaries and another tag".to_owned(),
        PlaceKind::OnlyA => format!("only {}", name(0)),
        PlaceKind::OnlyB => format!("only {}", name(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_project_is_markup() {
        assert_eq!(
            escaped("<b a=\"1\">&'\u{0}"),
            "&lt;b a=&quot;1&quot;&gt;&amp;&#39;\u{fffd}"
        );
    }
}
