//! `asides`: the house without a window.

fn main() {}
