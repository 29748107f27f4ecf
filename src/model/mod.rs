//! Floor: model.
