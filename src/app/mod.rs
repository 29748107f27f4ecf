//! Floor 6: the window. Knows everything below, draws it, and changes nothing by itself.
pub mod reader;
