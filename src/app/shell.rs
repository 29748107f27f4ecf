//! What the parts of the window itself see: like [`ViewContext`], and they are there without a project too.

use super::context::{Sender, ViewContext};
use super::tokens::Tokens;
use super::ui_command::Facts;
use crate::workspace::settings::Settings;

/// All of it borrowed for a frame.
pub struct Shell<'a> {
    /// Colours and sizes of the theme in force.
    pub tokens: &'a Tokens,
    /// What survives a restart.
    pub settings: &'a Settings,
    /// What the command table asks.
    pub facts: &'a Facts,
    /// Where answers go.
    pub sender: &'a Sender,
    /// The open project, if any.
    pub view: Option<ViewContext<'a>>,
}
