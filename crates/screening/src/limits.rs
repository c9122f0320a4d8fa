//! How much of everything there may be. A limit on everything is what keeps one broken or hostile device from stopping
//! the others.

/// Bytes of a saved document.
pub const DOCUMENT_BYTES: usize = 64 * 1024 * 1024;
/// Changes of a document.
pub const DOCUMENT_CHANGES: usize = 100_000;
/// Graphemes of a note, a reply, a position or a reason.
pub const TEXT_GRAPHEMES: usize = 4_000;
/// Bytes of the same.
pub const TEXT_BYTES: usize = 16 * 1024;
/// Graphemes of the film in one sentence.
pub const SENTENCE_GRAPHEMES: usize = 400;
/// Graphemes of a title.
pub const TITLE_GRAPHEMES: usize = 200;
/// Graphemes of a label, a tag, a director's name.
pub const LABEL_GRAPHEMES: usize = 80;
/// Bytes of a title, label, tag or name when it is read.
pub const LABEL_BYTES: usize = 4 * 1024;
/// Tags of a note, directors of a film.
pub const LIST_ITEMS: usize = 20;
/// Known places of a copy.
pub const KNOTS: usize = 64;
/// Characters of a timebase or of a source.
pub const WORD_CHARS: usize = 64;
/// Film time of anything: two days, in milliseconds.
pub const FILM_MS: i64 = 48 * 3_600_000;
/// The place of a clock entry in the order of its viewing.
pub const LAMPORT: i64 = 1_000_000;
/// Notes whose film times one edit sets anew: as many as surely fit into one change.
pub const RETIMED: usize = 200;
/// How fast a film may run.
pub const RATE: f64 = 16.0;
/// UTF-16 code units of a recap.
pub const RECAP_UNITS: usize = 400_000;
/// Letters typed or deleted by one change of a recap: no device takes in a change of more than 2,000 operations.
pub const RECAP_OPERATIONS: usize = 1_500;
/// Fields of one item that are looked at in one go.
pub const FIELDS: usize = 64;
/// Oddities in one reading.
pub const ODDITIES: usize = 1_000;
/// Values overwritten by a stranger that are looked up in one reading.
pub const LOOKS_BACK: usize = 1_000;
/// How far back each of them is looked up.
pub const STEPS_BACK: usize = 32;
/// How deep documents are looked into.
pub const DEPTH: usize = 8;
