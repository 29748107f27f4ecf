//! Offsets into one text, one type a unit, so that mixing units does not compile.
//!
//! Conversions need the text: see [`crate::text::LineIndex`].

use std::fmt;

macro_rules! offset_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub usize);

        impl $name {
            /// The start of the text.
            pub const ZERO: Self = Self(0);

            /// The bare number, in this type's unit.
            #[must_use]
            pub const fn get(self) -> usize {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

offset_type! {
    /// UTF-8 bytes from the start of the text: the unit inside the program.
    ByteOffset
}
offset_type! {
    /// Unicode code points from the start of the text: the unit of the project file, of the W3C
    /// Web Annotation model and of brat.
    CharOffset
}
offset_type! {
    /// UTF-16 code units from the start of the text: the unit of UIMA and JavaScript.
    Utf16Offset
}
