//! Floor: workspace.
