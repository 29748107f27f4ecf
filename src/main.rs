//! The thin binary: arguments to the command line or the window.
fn main() {}
