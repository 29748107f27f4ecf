//! The parts of the window around the text. Each gathers plain data first, then draws it without decisions.
pub mod annotations;
pub mod annotators;
pub mod article_details;
pub mod articles;
pub mod draft;
#[cfg(test)]
pub(super) mod fixture;
pub mod guidelines;
pub mod history;
pub mod inspector;
pub mod links;
pub mod parts;
pub mod problems;
pub mod review;
pub mod search;
pub mod suggestions;
pub mod tagset;
pub(super) mod wording;
pub(super) mod worked;
