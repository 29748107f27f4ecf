//! Floor: storage.
