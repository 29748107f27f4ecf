//! The measures of agreement against published figures and against other tools.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "made-up files in a temporary folder"
)]

mod command_line;
mod published;
mod vectors;
