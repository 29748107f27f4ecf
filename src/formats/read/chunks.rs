//! Chunks out of the tags of tokens: IOB1, IOB2, BIOES, BILOU and BMES, and names of tags alone.

/// How tags are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// `B-PER`, `B_PER` or `B`: a letter says where in the chunk the token is.
    Lettered,
    /// `PER`: tokens beside each other with one name are one chunk.
    Bare,
}

impl Scheme {
    /// What the first tags of a file show; nothing where all are `O`. Names alone are tags only where `O` stands beside them,
    /// for columns of other things have names too.
    pub fn of<'t>(mut tags: impl Iterator<Item = &'t str> + Clone) -> Option<Self> {
        let mut named = tags.clone().filter(|tag| !is_outside(tag)).peekable();
        named.peek()?;
        if named.any(|tag| letter_and_name(tag).is_some()) {
            return Some(Self::Lettered);
        }
        let has_o = tags.any(|tag| tag == "O");
        Some(if has_o { Self::Bare } else { Self::Lettered })
    }
}

/// Whether a token is in no chunk.
fn is_outside(tag: &str) -> bool {
    matches!(tag, "O" | "_" | "-" | "")
}

/// The letter of a tag and the name behind it, which may be missing.
fn letter_and_name(tag: &str) -> Option<(&str, &str)> {
    let (letter, name) = tag.split_at_checked(1)?;
    let name = match name {
        "" => "",
        name => name.strip_prefix(['-', '_'])?,
    };
    matches!(letter, "B" | "I" | "E" | "S" | "L" | "U" | "M").then_some((letter, name))
}

/// The name of the tag; nothing for `O` and for what is none.
pub(super) fn name_of(tag: &str) -> Option<&str> {
    letter_and_name(tag)
        .map(|(_, name)| name)
        .filter(|name| !name.is_empty())
}

/// Whether a column holds a tag for sure: `O`, or a letter, a hyphen and a name.
pub(super) fn is_tag(column: &str) -> bool {
    column == "O" || (column.get(1..2) == Some("-") && letter_and_name(column).is_some())
}

/// Chunks, and how many tags were not understood.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Chunks {
    /// Tag, first and last token.
    pub all: Vec<(String, usize, usize)>,
    pub n_other: usize,
}

/// The chunks of tokens, out of each one's tag and whether a sentence begins with it: a chunk goes on with `I`, `M`, `E` or
/// `L` of the same name in the same sentence; where names stand alone, with the same name.
pub(super) fn chunks<'t>(
    tags: impl Iterator<Item = (&'t str, bool)>,
    scheme: Option<Scheme>,
) -> Chunks {
    let mut out = Chunks::default();
    let mut open: Option<usize> = None;
    for (i, (tag, is_first)) in tags.enumerate() {
        let found = match scheme {
            _ if is_outside(tag) => None,
            Some(Scheme::Bare) => Some(("I", tag)),
            _ => {
                let found = letter_and_name(tag);
                out.n_other += usize::from(found.is_none());
                found
            }
        };
        let Some((letter, name)) = found else {
            open = None;
            continue;
        };
        let goes_on = matches!(letter, "I" | "M" | "E" | "L") && !is_first;
        if let Some(o) = open.filter(|o| goes_on && out.all[*o].0 == name) {
            out.all[o].2 = i;
        } else {
            open = Some(out.all.len());
            out.all.push((name.to_owned(), i, i));
        }
        if matches!(letter, "E" | "L" | "S" | "U") {
            open = None;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tags of one sentence; a chunk is written NAME:FIRST-LAST.
    #[track_caller]
    fn check(tags: &str, want: &str, n_other: usize) {
        let tags: Vec<&str> = tags.split(' ').collect();
        let scheme = Scheme::of(tags.iter().copied());
        let sentence = tags.iter().enumerate().map(|(i, tag)| (*tag, i == 0));
        let got = chunks(sentence, scheme);
        let all: Vec<String> = got
            .all
            .iter()
            .map(|(name, first, last)| format!("{name}:{first}-{last}"))
            .collect();
        assert_eq!((all.join(" ").as_str(), got.n_other), (want, n_other));
    }

    #[test]
    fn every_scheme_gives_its_chunks() {
        check("O B-P I-P O", "P:1-2", 0);
        check("I-P I-P B-P I-Q", "P:0-1 P:2-2 Q:3-3", 0);
        check("B-P I-P E-P S-P O", "P:0-2 P:3-3", 0);
        check("B-P I-P L-P U-P O", "P:0-2 P:3-3", 0);
        check("B-P M-P M-P E-P S-Q O", "P:0-3 Q:4-4", 0);
        check("B_P I_P O B_Q", "P:0-1 Q:3-3", 0);
        check("B I O B", ":0-1 :3-3", 0);
        check("P P O Q-x Q-x P", "P:0-1 Q-x:3-4 P:5-5", 0);
    }

    #[test]
    fn what_is_no_tag_is_counted_and_no_chunk() {
        check("B-P I-P X-P ? O", "P:0-1", 2);
        check("NN VB NN", "", 3);
        check("_ - O", "", 0);
    }
}
