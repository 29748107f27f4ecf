//! The whole program by its command line: what it prints, which code it ends with, what is on the disk.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on ends; it makes its own files"
)]

mod articles;
mod check;
mod compare;
mod decide;
mod edit;
mod export;
mod import;
mod kill;
mod links;
mod merge;
mod new;
mod newer;
mod office;
mod other;
mod search;
mod stats;
mod suggest;
mod world;
