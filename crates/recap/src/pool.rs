//! Which notes may leave, and in which version.

use screening::{Kind, Note, Seal};

use crate::source::{Source, Spoilers};

/// How far a note may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// Nowhere: dropped, taken back, still sealed, or personal and not let out.
    Home,
    /// Into the full review.
    Full,
    /// Into the spoiler-free review too.
    Free,
}

impl Reach {
    pub(crate) fn goes_into(self, spoilers: Spoilers) -> bool {
        match spoilers {
            Spoilers::Full => self >= Reach::Full,
            Spoilers::Free => self == Reach::Free,
        }
    }
}

/// Says how far a note may go.
///
/// A prediction never goes into the spoiler-free review, whatever its film time: it is about the end. It opens with the
/// lights; any other sealed note only when its author shows it.
pub(crate) fn reach(source: &Source, note: &Note) -> Reach {
    let open = match note.seal {
        Seal::Open | Seal::Shown => true,
        Seal::Sealed => note.kind == Kind::Prediction && source.lights_up,
        Seal::Dropped => false,
    };
    let personal = note.kind == Kind::Personal;
    if !open || note.taken_back || (personal && !source.exportable.contains(&note.id)) {
        return Reach::Home;
    }
    let spoils = note.kind == Kind::Prediction || personal || note.seal != Seal::Open;
    if spoils || note.film_ms >= source.free_limit_ms() { Reach::Full } else { Reach::Free }
}
