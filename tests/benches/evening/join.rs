//! An empty device that joins: how long until it has everything, and what that takes on the wire.

use crate::couple::Couple;
use crate::table::{print, ratio, time};
use crate::wire;

/// Measures with so many notes there before; the first size, without any, is what joining itself takes.
pub async fn measure(sizes: &[usize]) -> anyhow::Result<()> {
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    let mut empty = None;
    for size in sizes {
        let couple = Couple::with(*size).await?;
        let joined_in = couple.joined_in;
        let beyond = joined_in.saturating_sub(*empty.get_or_insert(joined_in));
        let (host, guest, prepared, _folder) = couple.ends().await;
        let mut row = vec![time(joined_in), time(beyond / (*size).max(1) as u32)];
        if let Some(prepared) = prepared {
            let frames = wire::catch_up(&host, &guest, &prepared.household)?;
            let a_note = |bytes: usize| bytes as f64 / *size as f64;
            let chunks: usize = prepared.changes.iter().map(|change| change.raw_bytes().len()).sum();
            row.push(format!("{:.1} B", a_note(frames.to_guest_bytes)));
            row.push(format!("{:.1} B", a_note(frames.to_host_bytes)));
            row.push(format!("{:.1} B", a_note(chunks)));
            row.push(format!("{:.1} B", a_note(prepared.text_bytes)));
            row.push(ratio(frames.to_guest_bytes as f64, prepared.text_bytes as f64));
            row.push(frames.to_guest.to_string());
        }
        rows.push((format!("{size} notes"), row));
    }
    let rows: Vec<(&str, Vec<String>)> = rows.iter().map(|(name, row)| (name.as_str(), row.clone())).collect();
    let heads = ["joined in", "a note", "sent", "sent back", "changes", "words", "sent/words", "frames"];
    print(
        "An empty device joins (real QUIC; bytes a note are whole frames, counted between two replicas)",
        &heads,
        &rows,
    );
    Ok(())
}
