//! Small controls that several panels use, each with its accessible name.
mod page;
pub mod reading_order;
mod swatch;
mod virtual_list;
pub mod words;

pub use page::{beside_bar, page_ui};
pub use swatch::{paint_swatch, swatch_ui};
pub use virtual_list::{ListResponse, VirtualList};
