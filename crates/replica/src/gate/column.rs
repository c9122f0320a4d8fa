//! Counts what a column would unfold to, from its run headers alone.

use super::GateError;
use super::number::Bytes;
use crate::limits;

/// How many bytes the strings of a column may unfold to.
const TEXT_BYTES: u64 = 4 * limits::CHANGE_BYTES as u64;

/// Returns the number of values in a column, at most [`limits::COLUMN_VALUES`].
pub(super) fn count(spec: u32, data: &[u8]) -> Result<u64, GateError> {
    let mut data = Bytes(data);
    match spec & 7 {
        0 => grouped(spec, &mut data),
        4 => switched(spec, &mut data),
        5 => {
            let mut unfolded = 0_u64;
            runs(spec, &mut data, |data, times| {
                let length = data.text()?.len() as u64;
                unfolded = unfolded.saturating_add(length.saturating_mul(times));
                if unfolded > TEXT_BYTES { Err(GateError::TooManyValues { column: spec }) } else { Ok(()) }
            })
        }
        3 => runs(spec, &mut data, |data, _| data.signed().map(drop)),
        // Raw value bytes are addressed by the metadata column and cannot unfold.
        7 => Ok(0),
        _ => runs(spec, &mut data, |data, _| data.unsigned().map(drop)),
    }
}

/// How many items each group has: their sum is bounded too, since a reader loops over them.
fn grouped(spec: u32, data: &mut Bytes<'_>) -> Result<u64, GateError> {
    let mut items = 0_u64;
    runs(spec, data, |data, times| {
        items = items.saturating_add(data.unsigned()?.saturating_mul(times));
        if items > limits::COLUMN_VALUES { Err(GateError::TooManyValues { column: spec }) } else { Ok(()) }
    })
}

/// Alternating runs of false and true.
fn switched(spec: u32, data: &mut Bytes<'_>) -> Result<u64, GateError> {
    let mut total = 0;
    while !data.0.is_empty() {
        total = add(spec, total, data.unsigned()?)?;
    }
    Ok(total)
}

/// Run-length encoding: n > 0 repeats one value, n < 0 lists -n values, 0 announces nulls.
fn runs(
    spec: u32,
    data: &mut Bytes<'_>,
    mut value: impl FnMut(&mut Bytes<'_>, u64) -> Result<(), GateError>,
) -> Result<u64, GateError> {
    let mut total = 0;
    while !data.0.is_empty() {
        match data.signed()? {
            0 => total = add(spec, total, data.unsigned()?)?,
            times @ 1.. => {
                total = add(spec, total, times.unsigned_abs())?;
                value(data, times.unsigned_abs())?;
            }
            listed => {
                total = add(spec, total, listed.unsigned_abs())?;
                for _ in 0..listed.unsigned_abs() {
                    value(data, 1)?;
                }
            }
        }
    }
    Ok(total)
}

fn add(spec: u32, total: u64, more: u64) -> Result<u64, GateError> {
    let total = total.saturating_add(more);
    if total > limits::COLUMN_VALUES { Err(GateError::TooManyValues { column: spec }) } else { Ok(total) }
}
