//! Small controls that several panels use, each with its accessible name.
mod swatch;
mod virtual_list;

pub use swatch::{paint_swatch, swatch_ui};
pub use virtual_list::{ListResponse, VirtualList};
