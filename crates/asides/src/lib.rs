//! asides
