//! Floor 5: the application without a window: the open project, commands, saving, background jobs.
mod command;
mod environment;
mod plan;
mod words;

pub use command::{Command, CommandError, Outcome};
pub use environment::{
    Clock, CountingIds, Environment, FixedClock, IdSource, SystemClock, UuidV7,
};
pub use words::{shown, slug};
