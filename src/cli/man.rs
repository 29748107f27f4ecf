//! `countermark man`: the manual page.

use super::console::Console;
use super::error::exit;
use clap::{Args, CommandFactory as _};
use std::io;

/// Print the manual page, in roff.
#[derive(Debug, Args)]
pub struct ManArgs {}

const EXIT_STATUS: &str = ".SH \"EXIT STATUS\"\n\
    .TP\n0\nDone.\n\
    .TP\n1\nDone, with faults: problems found, or a command that could not be done.\n\
    .TP\n2\nWrong usage or an unknown name.\n\
    .TP\n3\nAn input cannot be read or is not what it should be.\n\
    .TP\n4\nAn output cannot be written, the project is open elsewhere, a file exists, or no window can be opened.\n";

pub fn run(_args: &ManArgs, console: &mut Console) -> u8 {
    // Writing to memory does not fail.
    console.write(&page().unwrap_or_default());
    exit::DONE
}

/// The page of the program, then one section a command.
fn page() -> io::Result<Vec<u8>> {
    let mut command = super::Arguments::command();
    command.build();
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for sub in command.get_subcommands() {
        if sub.get_name() == "help" {
            continue;
        }
        let man = clap_mangen::Man::new(sub.clone());
        text.extend_from_slice(
            format!(".SH \"COUNTERMARK {}\"\n", sub.get_name().to_uppercase()).as_bytes(),
        );
        let mut options = Vec::new();
        man.render_description_section(&mut options)?;
        man.render_options_section(&mut options)?;
        let options = String::from_utf8_lossy(&options)
            .replace(".SH DESCRIPTION\n", ".PP\n")
            .replace(".SH OPTIONS\n", ".PP\n");
        text.extend_from_slice(options.as_bytes());
    }
    text.extend_from_slice(EXIT_STATUS.as_bytes());
    Ok(text)
}
