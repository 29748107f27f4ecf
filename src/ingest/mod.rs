//! Floor: ingest.
