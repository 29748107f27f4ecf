//! The window by its accessible names: before, act, after.
