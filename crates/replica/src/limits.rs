//! Every limit of the protocol in one place, each with the reason it has this size.

/// The largest frame, in bytes as sent.
pub const FRAME_BYTES: usize = 256 * 1024;
/// The largest packed batch after decompression, in bytes; 2,000 changes of a jot each are a quarter of it.
pub const BATCH_BYTES: usize = 2 * 1024 * 1024;
/// The most changes in one batch: checking them must not stop the app for a tenth of a second.
pub const BATCH_CHANGES: usize = 2_000;
/// The most signatures checked for one frame (about 50 us each).
pub const BATCH_SIGNATURES: usize = 1_000;
/// The largest change, in bytes.
pub const CHANGE_BYTES: usize = 64 * 1024;
/// The most values in any column of a change; a run header may claim no more.
pub const COLUMN_VALUES: u64 = 2_000;
/// The most dependencies a change may name, and the most other actors it may mention.
pub const CHANGE_DEPS: u64 = 512;
/// The most changes of one peer waiting for a dependency or a signature.
pub const WAITING_CHANGES: usize = 1_000;
/// The most bytes of one peer waiting for a dependency or a signature.
pub const WAITING_BYTES: usize = 4 * 1024 * 1024;
/// How many changes of an actor may stand between two signatures at rest.
pub const SIGNATURE_EVERY: u64 = 64;
/// The most changes in one document.
pub const DOCUMENT_CHANGES: usize = 100_000;
/// The most documents of one household.
pub const HOUSEHOLD_DOCUMENTS: usize = 2_000;
/// Live changes a second from one peer; whoever has more to say sends a catch-up.
pub const LIVE_PER_SECOND: u32 = 200;
/// How many live changes a peer may send at once before the rate counts.
pub const LIVE_BURST: u32 = 400;
/// Bytes of catch-up, decompressed, a second from one peer.
pub const CATCH_UP_PER_SECOND: u32 = 16 * 1024 * 1024;
/// Bytes of catch-up at once before the rate counts.
pub const CATCH_UP_BURST: u32 = 64 * 1024 * 1024;
/// Catch-up frames on the way to a peer that it has not acknowledged.
pub const WINDOW_FRAMES: u32 = 4;
/// Bytes asked of the store for one step of a catch-up.
pub const FETCH_BYTES: usize = 512 * 1024;
/// The largest membership record, in bytes.
pub const RECORD_BYTES: usize = 128 * 1024;
/// The most cut-offs in one removal; more go into a second removal of the same device.
pub const RECORD_CUT_OFFS: usize = 1_000;
/// The highest number a device may give to its records in one household.
pub const RECORD_SEQ: u64 = 1_024;
/// The most records of one household.
pub const HOUSEHOLD_RECORDS: usize = 8_192;
/// The most graphemes in a name.
pub const NAME_GRAPHEMES: usize = 40;
/// The most bytes in a name: a grapheme can be built of very many marks.
pub const NAME_BYTES: usize = 400;
/// Proofs of bad faith after which a connection is closed.
pub const STRIKES: u32 = 10;
/// Milliseconds after which strikes are forgotten, and for which a peer closed for them stays out.
pub const STRIKES_MS: i64 = 60_000;
/// Milliseconds of quiet after which two peers compare what they hold.
pub const REPAIR_MS: i64 = 10_000;
/// Milliseconds between two attempts to mend the same gap.
pub const MEND_MS: i64 = 1_000;
/// Milliseconds for which acknowledgements of live changes are gathered.
pub const ACK_MS: i64 = 100;
/// Milliseconds after which a catch-up nobody acknowledges is given up; the next comparison begins it again.
pub const STALL_MS: i64 = 15_000;
