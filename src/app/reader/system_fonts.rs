//! The bundled fonts, and those of the system for what they lack.
use super::layout::HiddenChar;
use super::overrides::without_overrides;
use egui::Context;
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontFamilyName, FontWeight,
    GenericFamily, Layout, LayoutContext, OverflowWrap, StyleProperty,
};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;
use unicode_segmentation::UnicodeSegmentation as _;

/// Fonts that the program brings. Every collection that is made of them knows them by the same numbers.
#[derive(Clone)]
pub(super) struct Bundled {
    files: Vec<&'static [u8]>,
    blobs: Vec<Blob<u8>>,
}

impl Bundled {
    pub(super) fn new(files: &[&'static [u8]]) -> Self {
        let blobs = files.iter().map(|bytes| Blob::new(Arc::new(*bytes)));
        Self {
            files: files.to_vec(),
            blobs: blobs.collect(),
        }
    }

    /// These fonts alone.
    pub(super) fn context(&self) -> FontContext {
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: false,
        });
        for blob in &self.blobs {
            collection.register_fonts(blob.clone(), None);
        }
        FontContext {
            collection,
            source_cache: SourceCache::default(),
        }
    }

    /// Whether one of them has a picture of `c`.
    pub(super) fn covers(&self, c: char) -> bool {
        self.files.iter().any(|bytes| {
            swash::FontRef::from_index(bytes, 0).is_some_and(|font| font.charmap().map(c) != 0)
        })
    }
}

/// Where the system's fonts are.
#[derive(Default)]
pub(super) enum SystemFonts {
    /// No text needs them.
    #[default]
    Unasked,
    /// They are looked for beside the window.
    Coming(Receiver<FontContext>),
    /// They stand among the others.
    Here,
}

impl SystemFonts {
    pub(super) const fn are_unasked(&self) -> bool {
        matches!(self, Self::Unasked)
    }

    pub(super) const fn are_here(&self) -> bool {
        matches!(self, Self::Here)
    }

    pub(super) const fn is_coming(&self) -> bool {
        matches!(self, Self::Coming(_))
    }

    /// The bundled fonts and the system's, if they have come just now.
    pub(super) fn take(&mut self) -> Option<FontContext> {
        let Self::Coming(coming) = self else {
            return None;
        };
        match coming.try_recv() {
            Ok(fonts) => {
                *self = Self::Here;
                Some(fonts)
            }
            Err(TryRecvError::Empty) => None,
            // Whoever looked for them is gone: the bundled ones have to do.
            Err(TryRecvError::Disconnected) => {
                *self = Self::Here;
                None
            }
        }
    }
}

/// What is asked of the system's fonts.
pub(super) struct Wanted {
    pub(super) bundled: Bundled,
    pub(super) families: Vec<String>,
    /// Characters that are likely to be shown next.
    pub(super) sample: String,
}

impl Wanted {
    /// The bundled fonts and the system's, with the fonts of the sample's scripts found already.
    pub(super) fn look(&self) -> FontContext {
        let mut fonts = self.bundled.context();
        fonts.collection.load_system_fonts();
        let style = TextStyle {
            families: &self.families,
            has_system_fonts: true,
            size: 16.0,
            is_bold: false,
            hidden: &[],
            width: None,
        };
        let mut layouts = LayoutContext::new();
        for paragraph in self.sample.lines() {
            style.shape(&mut fonts, &mut layouts, paragraph);
        }
        fonts
    }

    /// Looks on a thread of its own, and has the window draw again.
    pub(super) fn look_beside(self, window: Context) -> SystemFonts {
        let (sender, coming) = channel();
        let looking = thread::Builder::new()
            .name("fonts".to_owned())
            .spawn(move || {
                // The window may be closed already.
                let _ = sender.send(self.look());
                window.request_repaint();
            });
        if let Err(error) = looking {
            log::warn!("the system's fonts are not looked for: {error}");
        }
        SystemFonts::Coming(coming)
    }
}

/// How a paragraph is set.
pub(super) struct TextStyle<'a> {
    /// The text families, in order of preference.
    pub(super) families: &'a [String],
    pub(super) has_system_fonts: bool,
    /// In points.
    pub(super) size: f32,
    pub(super) is_bold: bool,
    pub(super) hidden: &'a [HiddenChar],
    /// Of the column, in points; `None` for one line.
    pub(super) width: Option<f32>,
}

impl TextStyle<'_> {
    pub(super) fn shape(
        &self,
        fonts: &mut FontContext,
        layouts: &mut LayoutContext<()>,
        text: &str,
    ) -> Layout<()> {
        let powerless = without_overrides(text);
        let text = powerless.as_ref();
        let families = |of_system: &[GenericFamily]| {
            let ours = self.families.iter().map(|name| FontFamilyName::named(name));
            let of_system = of_system.iter().filter(|_| self.has_system_fonts);
            let names = ours.chain(of_system.map(|family| FontFamilyName::Generic(*family)));
            StyleProperty::FontFamily(FontFamily::List(Cow::Owned(names.collect())))
        };
        let mut builder = layouts.ranged_builder(fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontSize(self.size));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        builder.push_default(families(&[GenericFamily::Serif, GenericFamily::SansSerif]));
        // The two lists end with every font that there is: to find emoji at their end, all of them would be opened and kept.
        for emoji in emoji(text) {
            let first = families(&[
                GenericFamily::Emoji,
                GenericFamily::Serif,
                GenericFamily::SansSerif,
            ]);
            builder.push(first, emoji);
        }
        if self.is_bold {
            builder.push_default(StyleProperty::FontWeight(FontWeight::BOLD));
        }
        for hidden in self.hidden {
            let start = hidden.start as usize;
            builder.push(
                StyleProperty::LetterSpacing(hidden.room * self.size),
                start..start + usize::from(hidden.len),
            );
        }
        for (start, _) in text.match_indices('\t') {
            builder.push(StyleProperty::LetterSpacing(self.size * 2.0), start..=start);
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(self.width);
        layout.align(Alignment::Start, AlignmentOptions::default());
        layout
    }
}

/// Where emoji stand that have no other form than that of a picture, sequences as a whole.
fn emoji(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // What lies beyond U+FFFF begins with such a byte.
    if text.bytes().all(|byte| byte < 0xF0) {
        return found;
    }
    for (start, cluster) in text.grapheme_indices(true) {
        if !cluster.contains(|c| matches!(c, '\u{1F000}'..='\u{1FAFF}')) {
            continue;
        }
        let end = start + cluster.len();
        match found.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => found.push(start..end),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_are_found_as_whole_sequences() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = emoji(text).into_iter().map(|at| &text[at]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("", &[]);
        check("No emoji: ⚖️ ❤️ 1️⃣ 船 𝔸", &[]);
        check("A ship 🚢🚢, a family 👩‍👩‍👧.", &["🚢🚢", "👩‍👩‍👧"]);
        check("❤️‍🔥 🏃‍♂️ 👍🏽 🇮🇹", &["❤️‍🔥", "🏃‍♂️", "👍🏽", "🇮🇹"]);
    }
}
