//! Who may write, what is held, and what a peer lacks.
//!
//! A device holds two sets that only grow: changes that somebody vouched for, and signed membership
//! [records](Record). Everything shown is one pure function of the two ([`accepted`] and [`Household::of`]), so two
//! devices that exchange what they hold show the same thing; nothing else has to be agreed on.
//!
//! There is no IO here. Bytes, time and randomness come in as arguments, and what should happen goes out as
//! [`Effect`]s: the [`Replica`] never stores, sends or applies anything itself. That is what lets one seed replay a
//! whole household with partitions, restarts and a hostile member.
//!
//! `docs/protocol.md` describes the wire for other programs.

pub mod gate;
pub mod invite;
pub mod limits;

mod effect;
mod household;
mod id;
mod key;
mod leave;
mod ledger;
mod record;
mod replica;
mod sync;
mod table;

pub use effect::{Effect, Meta, Misdeed, Stored, Taken, Why};
pub use household::{Device, Household, Member, NameError, Refused, Standing, skeleton};
pub use id::{DeviceId, DocumentId, HouseholdId, IdError, MemberKey};
pub use key::{DeviceKey, Signature, actor, bare_actor, vouches};
pub use ledger::{Accepted, accepted};
pub use record::{CutOff, Record, RecordError, SignedRecord, What};
pub use replica::{Delivery, Replica};
pub use sync::frame;
pub use table::{Row, Table};

/// The number an actor gives to its changes in one document: 1, 2, 3 ...
pub type Seq = u64;
