//! Floor 6: the window. It reads the workspace and sends commands; it changes no project by itself and knows no file
//! format and no journal.
//!
//! - [`start`]: opening the window; [`window`]: what it holds, and the order of a frame;
//! - [`ui_command`]: the one table of commands; [`keyboard`]: from keys to commands, [`typing`] in
//!   their order; [`dispatch`]: from commands to
//!   deeds, which live in [`annotating`], [`linking`], [`suggesting`], [`opening`], `arriving`, `unnamed`, `adding`, [`newer`],
//!   `reviewing`, [`saving`], [`exporting`], [`importing`] and
//!   [`project_view`];
//! - [`find`]: looking for text, here and everywhere;
//! - [`tokens`]: the one place of colours, sizes and fonts;
//! - [`context`]: what a panel sees, and how it answers;
//! - [`work_area`]: what stands in the middle; [`panes`]: the texts shown, one or two, [`side_by_side`]: how they stand;
//! - [`reader`]: a text; [`reading_pane`] gathers what it shows; [`compare`]: annotators against each other; [`overview`]:
//!   contradictions and speakers of the whole project; [`panels`], [`dialogs`], [`widgets`]: the rest.
mod adding;
pub mod annotating;
mod arriving;
mod closing;
pub mod compare;
pub mod context;
pub mod dialogs;
pub mod dispatch;
pub mod exporting;
pub mod find;
mod fragments;
pub mod importing;
pub mod keyboard;
pub mod linking;
mod lists;
pub mod menus;
mod messages;
pub mod newer;
pub mod opening;
pub mod overview;
pub mod panels;
pub mod panes;
pub mod project_view;
pub mod reader;
pub mod reading_pane;
mod reviewing;
pub mod saving;
pub mod shell;
pub mod side_by_side;
pub mod stack_menu;
mod start;
mod stepping;
pub mod suggesting;
pub mod surroundings;
pub mod tag_bar;
#[cfg(test)]
mod tests;
pub mod title_row;
pub mod tokens;
pub mod typing;
pub mod ui_command;
mod unnamed;
pub mod welcome;
pub mod widgets;
pub mod window;
mod window_parts;
pub mod work_area;

pub use context::{AppAction, Current, DialogRequest, Message, Sender, ViewContext};
pub use start::run;
pub use tokens::Tokens;
pub use ui_command::UiCommand;
pub use window::App;
