//! Floor 1: text and places in it. Knows no annotation, no file, no window.
pub mod line_index;
pub mod offset;
pub mod segments;
pub mod snap;
pub mod span;


pub use offset::{ByteOffset, CharOffset, Utf16Offset};
pub use span::{SpanError, TextSpan};
