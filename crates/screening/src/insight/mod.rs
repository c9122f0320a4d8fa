//! What the notes say together: pure functions over slices of notes, so that every device computes the same boards.
//!
//! Two devices that hold the same notes must show the same moments in the same order, in whatever order the notes came
//! to them. So nothing here looks at a clock, a setting or the order of its input: notes are sorted by (film time, id)
//! first, and every tie has a last word.
//!
//! What a member may not see yet is taken out before these functions are asked; what nobody may see (taken back, dropped,
//! still sealed) they leave out themselves. All of it takes n log n of the notes.

mod board;
mod both;
mod echo;
mod grade_path;
mod lag;
mod lone;
mod moment;
mod nitpick;
mod question;
mod round;

pub use board::{About, Board, boards};
pub use both::{Both, both_noticed};
pub use echo::{ECHO_MS, is_after_echo};
pub use grade_path::{Alone, Earlier, GradePath, Turnaround, alone, grade_paths, turnaround};
pub use lag::learned_lag;
pub use lone::{Lone, only_one_noticed};
pub use moment::{LINK_MS, Moment, SPAN_MS, hot, is_answer, is_in_play, is_noticing, moments};
pub use nitpick::{Nitpick, Pile, nitpicks};
pub use question::{OpenQuestion, Standing, open_questions};
pub use round::{Drawn, Table, Why, draw};
