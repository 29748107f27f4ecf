//! `countermark completions`: shell completions.

use super::console::Console;
use super::error::exit;
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

/// Print completions for a shell.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell.
    shell: Shell,
}

pub fn run(args: &CompletionsArgs, console: &mut Console) -> u8 {
    let mut text = Vec::new();
    let mut command = super::Arguments::command();
    clap_complete::generate(args.shell, &mut command, "countermark", &mut text);
    console.write(&text);
    exit::DONE
}
