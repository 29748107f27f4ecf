//! Floor: edit.
