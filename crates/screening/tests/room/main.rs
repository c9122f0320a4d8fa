//! What a screening's document keeps, refuses and survives.

mod converge;
mod evening;
mod golden;
mod hostile;
mod recap;
mod touching;
mod voices;
mod writing;
