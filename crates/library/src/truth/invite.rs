//! Invites that this device made. They are kept on the inviter alone, and after use or end as well, so
//! that a second use can be refused with its reason.

use replica::HouseholdId;
use rusqlite::{Connection, Row};

use crate::schema::Migration;
use crate::truth;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 10,
    sql: "CREATE TABLE invite (
            secret BLOB NOT NULL PRIMARY KEY CHECK (length(secret) = 16),
            household INTEGER NOT NULL REFERENCES household (no),
            expires_ms INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'used', 'revoked')),
            ticket TEXT NOT NULL
          ) STRICT, WITHOUT ROWID;",
}];

/// What became of an invite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InviteState {
    /// Nobody has come in by it; it may have expired.
    Open,
    /// Somebody was admitted by it.
    Used,
    /// It was taken back.
    Revoked,
}

/// An invite that this device made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteRow {
    /// The 16 random bytes that prove it; never leaves this device but inside the ticket.
    pub secret: [u8; 16],
    /// The household it admits to.
    pub household: HouseholdId,
    /// Its end, in wall milliseconds since 1970.
    pub expires_ms: i64,
    /// What became of it.
    pub state: InviteState,
    /// Its text form, to be shown again.
    pub ticket: String,
}

pub(crate) fn put(c: &Connection, invite: &InviteRow) -> rusqlite::Result<()> {
    let household = truth::household::number(c, &invite.household)?;
    let state = match invite.state {
        InviteState::Open => "open",
        InviteState::Used => "used",
        InviteState::Revoked => "revoked",
    };
    c.prepare_cached(
        "INSERT INTO invite (secret, household, expires_ms, state, ticket) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET expires_ms = excluded.expires_ms, state = excluded.state, ticket = excluded.ticket",
    )?
    .execute((&invite.secret[..], household, invite.expires_ms, state, &invite.ticket))?;
    Ok(())
}

pub(crate) fn all(c: &Connection) -> rusqlite::Result<Vec<InviteRow>> {
    c.prepare_cached(
        "SELECT i.secret, h.id, i.expires_ms, i.state, i.ticket FROM invite i JOIN household h ON h.no = i.household
         ORDER BY i.expires_ms, i.secret",
    )?
    .query_map([], read)?
    .collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<InviteRow> {
    let state = match row.get::<_, String>(3)?.as_str() {
        "open" => InviteState::Open,
        "used" => InviteState::Used,
        _ => InviteState::Revoked,
    };
    Ok(InviteRow {
        secret: row.get(0)?,
        household: HouseholdId(row.get(1)?),
        expires_ms: row.get(2)?,
        state,
        ticket: row.get(4)?,
    })
}
