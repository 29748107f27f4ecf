//! The measures of agreement against published figures and against other tools.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod command_line;
mod published;
mod vectors;
