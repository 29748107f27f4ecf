//! Durations of the same thing done many times.

use std::time::{Duration, Instant};

/// Durations in the order they were taken.
#[derive(Clone, Debug, Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    /// Adds one.
    pub fn push(&mut self, sample: Duration) {
        self.0.push(sample);
    }

    /// Does something once and adds how long it took.
    pub fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let value = work();
        self.push(start.elapsed());
        value
    }

    /// The value that this share (0 to 1) of the samples does not pass, in milliseconds; 0 without samples.
    #[must_use]
    pub fn quantile_millis(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let last = sorted.len().saturating_sub(1);
        let at = (share * last as f64).round() as usize;
        sorted.get(at).copied().map_or(0.0, millis)
    }

    /// The middle one, in milliseconds.
    #[must_use]
    pub fn median_millis(&self) -> f64 {
        self.quantile_millis(0.5)
    }
}

/// A duration in milliseconds.
#[must_use]
pub fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
