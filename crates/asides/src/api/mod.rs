//! The one list of what can be asked of the house.
//!
//! Every call has a name, an argument and an answer. From this list come the window's bridge, the HTTP routes of
//! `asides serve`, `GET /api` and the TypeScript types in `ui/src/bridge/api.ts` (a test fails when they are stale).
//! Tests ask through the same list. Names are snake case; a call without an argument takes `{}`.

pub mod ask;
pub mod list;
pub mod problem;
pub mod say;
pub mod typescript;
pub mod view;

pub use list::{Ask, Call, Ways, calls};
pub use problem::Problem;
