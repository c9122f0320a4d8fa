//! The truth: what was signed, what this device was told, what it decided.
//!
//! Nothing here can be computed from anything else, so these tables are only added to, apart from a few
//! settings. Each table stands in a file of its own with its migrations and its statements. Long
//! identities (32 bytes of a household, 24 of an actor) are stored once and named by a small number after
//! that: at 50,000 notes an evening the identities would outweigh the notes.

use crate::schema::Migration;

pub(crate) mod actor;
pub(crate) mod address;
pub(crate) mod change;
pub(crate) mod document;
pub(crate) mod household;
pub(crate) mod invite;
pub(crate) mod record;
pub(crate) mod setting;
pub(crate) mod snapshot;
pub(crate) mod tip;

/// The migrations of every table of truth.
pub(crate) const MIGRATIONS: &[&[Migration]] = &[
    household::MIGRATIONS,
    record::MIGRATIONS,
    document::MIGRATIONS,
    actor::MIGRATIONS,
    change::MIGRATIONS,
    tip::MIGRATIONS,
    snapshot::MIGRATIONS,
    setting::MIGRATIONS,
    address::MIGRATIONS,
    invite::MIGRATIONS,
];

/// The tables of truth, parents before children, as a salvage copies them.
pub(crate) const TABLES: &[&str] =
    &["household", "record", "document", "actor", "change", "snapshot", "kept", "setting", "address", "invite"];
