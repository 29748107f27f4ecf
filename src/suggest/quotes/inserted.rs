//! “Said Venn” inside the marks, as French and Italian papers have it: « Nous partons, a dit Venn, demain ».

use super::attribution::{Attribution, Place, Reach, Site};
use super::phrases::{Who, Words};
use super::tokens::Kind;
use super::words::Class;

/// Words inside the marks that are not the speaker's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inserted {
    /// The comma or dash before them.
    pub(super) first: usize,
    /// The comma or dash behind them.
    pub(super) last: usize,
    pub(super) attribution: Attribution,
}

impl Words<'_, '_> {
    /// The first “said Venn” between commas or dashes in the quotation at `site`.
    pub(super) fn inserted(&self, site: Site) -> Option<Inserted> {
        const MAX_WORDS: usize = 16;
        let is_cut = |i: usize| self.is_kind(i, Kind::Comma) || self.is_kind(i, Kind::Dash);
        for first in (site.first + 1..site.end).filter(|&i| is_cut(i)) {
            let mut verb = first + 1;
            while verb < site.end && self.is(verb, Class::AUXILIARY) && verb < first + 3 {
                verb += 1;
            }
            let sign = self.tokens.list[first].kind;
            let ends =
                (verb + 1..site.end.min(first + MAX_WORDS)).filter(|&i| self.is_kind(i, sign));
            let ends: Vec<usize> = ends.take(2).collect();
            let Some(&near) = ends.first().filter(|_| self.is(verb, Class::SAID)) else {
                continue;
            };
            // « …, a dit Venn, chef de gare à Sund, … »: the apposition, too.
            let is_apposition = |&end: &usize| {
                sign == Kind::Comma
                    && (near + 1..end).any(|i| {
                        self.tokens.is_name_word(i)
                            || self.is(i, Class::ROLE)
                            || self.is_kind(i, Kind::Number)
                    })
            };
            let last = ends.get(1).copied().filter(is_apposition).unwrap_or(near);
            let mention = self.names.between(verb + 1, near).first();
            let is_near = |m: &&super::names::Mention| m.run_start <= verb + 3;
            let Some(mention) = mention.filter(is_near) else {
                continue;
            };
            let attribution = Attribution {
                who: Some(Who::name(mention)),
                verb: Some(verb),
                reach: Reach::Beside,
                place: Place::After,
            };
            return Some(Inserted {
                first,
                last,
                attribution,
            });
        }
        None
    }
}
