//! A disk that fails or crashes on demand.
