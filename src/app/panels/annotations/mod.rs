//! The Annotations panel: a table of every annotation of the shown layers.
mod rows;
