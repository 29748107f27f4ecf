//! The thin binary: arguments to the command line or the window.

use countermark::{app, cli};
use std::process::ExitCode;

fn main() -> ExitCode {
    let filter = env_logger::Env::new().default_filter_or("error,countermark=warn");
    env_logger::Builder::from_env(filter)
        .format_target(false)
        .init();
    match cli::parse(std::env::args_os()) {
        cli::Request::Window(files) => app::run(files, cli::command_names),
        cli::Request::Command(request) => ExitCode::from(cli::run(request)),
        cli::Request::Exit(code) => ExitCode::from(code),
    }
}
