//! The pane driven by a made-up pointer, without a window.
mod keys;
mod marks;
mod pictures;
mod pointer;
mod scripts;
mod scrolling;
mod world;
