//! Where each device was last reached.

use replica::DeviceId;
use rusqlite::Connection;

use crate::schema::Migration;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 9,
    sql: "CREATE TABLE address (
            device BLOB NOT NULL PRIMARY KEY CHECK (length(device) = 32),
            bytes BLOB NOT NULL
          ) STRICT, WITHOUT ROWID;",
}];

pub(crate) fn put(c: &Connection, device: &DeviceId, bytes: &[u8]) -> rusqlite::Result<()> {
    c.prepare_cached(
        "INSERT INTO address (device, bytes) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET bytes = excluded.bytes",
    )?
    .execute((&device.0[..], bytes))?;
    Ok(())
}

pub(crate) fn all(c: &Connection) -> rusqlite::Result<Vec<(DeviceId, Vec<u8>)>> {
    c.prepare_cached("SELECT device, bytes FROM address ORDER BY device")?
        .query_map([], |row| Ok((DeviceId(row.get(0)?), row.get(1)?)))?
        .collect()
}
