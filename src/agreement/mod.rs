//! Floor 3: how far annotators agree. Pure: no files, no clock, no threads of its own.
//!
//! An [`Input`] of plain data is made from projects by the floors above; [`compare`] gives a [`Comparison`]: figures with
//! intervals, and every place where two agree or differ. One measure a file, with its formula and source. What is not
//! defined is a value with a reason ([`figure::Undefined`]), never a number.
//!
//! - spans as sets: [`f1`], [`nervaluate`]; positions as items: [`positions`], [`coding`];
//! - unitizing: [`ualpha`], [`alpha_u`], [`boundary`]; alignment: [`gamma`], [`nary`], [`chance`], [`expected`];
//! - links: [`links`]; places and links of a pair: [`between`], [`values`]; intervals: [`bootstrap`]; two rounds: [`change`].
//!
//! Everything that can be is a sum over documents ([`statistic`]), so that pooling, single documents and resampling are
//! the same arithmetic. Work comes in numbered pieces for a [`Runner`], which may have threads; the result does not depend
//! on their number.
pub mod alpha_u;
pub mod assignment;
pub mod between;
mod board;
pub mod bootstrap;
pub mod boundary;
pub mod catalogue;
pub mod chance;
pub mod change;
pub mod coding;
pub mod comparison;
pub mod counted;
pub mod expected;
pub mod f1;
pub mod figure;
pub mod gamma;
mod group;
pub mod input;
pub mod links;
pub mod made;
pub mod nary;
pub mod near;
pub mod nervaluate;
pub mod pair;
pub mod positions;
pub mod report;
pub mod runner;
pub mod sections;
pub mod shifts;
pub mod statistic;
pub mod ualpha;
pub mod values;

pub use between::{Between, Confusion, LinkKind, LinkPlace, Place, PlaceKind};
pub use bootstrap::{BootstrapSettings, Interval, NoInterval};
pub use catalogue::{CATALOGUE, Description, describe};
pub use change::{Change, changes};
pub use comparison::{Comparison, DocumentRow, Measure, Settings, compare};
pub use expected::GammaSettings;
pub use figure::{Figure, Undefined};
pub use input::{Document, Input, Layers, Link, LinkKey, LinkType, Unit, tokens_of};
pub use runner::{Runner, Serial};
pub use values::Values;
