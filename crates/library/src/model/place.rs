//! Where a row lies: row numbers that rise with the time of making, and ids as bytes.
//!
//! FTS5 gives the newest rows first fifty times faster than the best ones, where "newest" is the highest
//! row number. A note that arrives a week late must not stand above tonight's, so the number is the second
//! in which the note was made. Seconds, because the index stores the gaps between numbers and small gaps
//! take one byte.

use rusqlite::{Connection, types::Type};

use crate::error::hex;
use crate::model::fnv;

/// 1 January 2000; earlier notes lie close behind it.
const FIRST_SECOND: i64 = 946_684_800;
const LAST_NO: i64 = 1 << 40;

/// A free row number in `table` for something made at `made_ms`, as close behind that second as there is room.
///
/// The search widens eightfold every four tries, so that an import of thousands in one second spreads over
/// a few hours instead of probing them one by one.
pub(crate) fn free(c: &Connection, table: &str, made_ms: i64, salt: &[u8]) -> rusqlite::Result<i64> {
    let mut taken = c.prepare_cached(&format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE no = ?1)"))?;
    let base = (made_ms.div_euclid(1000) - FIRST_SECOND).clamp(1, LAST_NO);
    let mut random = fnv(salt.iter().copied()).unsigned_abs();
    let mut no = base;
    for round in 0_u32.. {
        if !taken.query_row([no], |row| row.get(0))? {
            break;
        }
        random = random.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        let window = 1_u64 << (3 * (round / 4 + 1)).min(40);
        no = base + i64::try_from((random >> 23) % window).unwrap_or(0);
    }
    Ok(no)
}

/// An id's hexadecimal digits as bytes, half the size.
pub(crate) fn pack(digits: &str) -> Vec<u8> {
    let nibble = |digit: u8| char::from(digit).to_digit(16).and_then(|n| u8::try_from(n).ok()).unwrap_or(0);
    digits
        .as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => nibble(*high) << 4 | nibble(*low),
            _ => 0,
        })
        .collect()
}

/// Bytes or words of a row as the value they were made from.
pub(crate) fn parsed<T: std::str::FromStr>(column: usize, text: &str) -> rusqlite::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text.parse().map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(e)))
}

/// Packed bytes as the id they were made from.
pub(crate) fn unpack<T: std::str::FromStr>(column: usize, bytes: &[u8]) -> rusqlite::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    parsed(column, &hex(bytes))
}
