//! Countermark: annotate articles by hand, never lose a mark, never shift an offset.
//!
//! The floors, lowest first: ([`archive`], [`text`]), [`model`], ([`agreement`], [`edit`], [`formats`], [`ingest`], [`suggest`]), [`storage`], [`workspace`],
//! ([`app`], [`cli`]). A floor names only floors below it; `tests/tidy.rs` holds the code to that.
pub mod agreement;
pub mod app;
pub mod archive;
pub mod cli;
pub mod edit;
pub mod formats;
pub mod ingest;
pub mod model;
pub mod storage;
pub mod suggest;
pub mod text;
pub mod workspace;
