//! An evening to test with: members 1 to 3, and devices named `0x10 * k + member`.

use automerge::transaction::Transaction;
use automerge::{ActorId, Automerge, LoadOptions, TextEncoding};
use screening::*;

/// 22 November 2025, 20:00.
pub const WALL_MS: i64 = 1_763_841_600_000;

/// A device speaks for the member in the lower half of its byte.
pub struct Household;

impl Voices for Household {
    fn may_speak(&self, actor: &[u8], member: &MemberId) -> bool {
        actor.first().is_some_and(|device| *member == self::member(device & 0x0f))
    }
}

pub fn member(number: u8) -> MemberId {
    MemberId::from_bytes([number; 10])
}

pub fn film(title: &str) -> Film {
    Film { title: title.into(), ..Film::default() }
}

/// A screening as member 1 opens it on device 0x11.
pub fn evening() -> Document {
    let opening = Opening { film: film("The Lamplighter's Daughter"), cut: None, viewing: "couch".into() };
    Document::new_screening(&[0x11; 24], &opening, &member(1), None, WALL_MS, 1).unwrap().0
}

pub fn viewing() -> ViewingId {
    ViewingId::new(WALL_MS, 1)
}

/// The same document in the hands of another device.
pub fn on(doc: &Document, device: u8) -> Document {
    let mut doc = doc.clone();
    doc.set_actor(&[device; 24]);
    doc
}

/// Writes as the member of the document's device, at a moment that also makes the id.
pub fn try_at(doc: &mut Document, number: u64, edit: Edit) -> Result<Written, Refused> {
    let member = member(doc.actor()[0] & 0x0f);
    let wall_ms = WALL_MS + 1_000 * i64::try_from(number).unwrap();
    write(doc, &edit, &Pen { member: &member, wall_ms, random: number, voices: &Household })
}

#[track_caller]
pub fn at(doc: &mut Document, number: u64, edit: Edit) -> Written {
    try_at(doc, number, edit).unwrap()
}

pub fn remark(text: &str) -> NewNote {
    NewNote {
        kind: Kind::Remark,
        film_ms: 252_000,
        text: text.into(),
        tags: vec![],
        seal: Seal::Open,
        stamp: None,
        after_echo: false,
    }
}

#[track_caller]
pub fn jot(doc: &mut Document, number: u64, new: NewNote) -> NoteId {
    match at(doc, number, Edit::Jot(new)).id {
        Some(WrittenId::Note(id)) => id,
        other => panic!("a note was to be made, not {other:?}"),
    }
}

#[track_caller]
pub fn note(doc: &Document, id: &NoteId) -> Note {
    read_note(doc, id, &Household).unwrap()
}

/// Hands over what the other lacks.
pub fn exchange(from: &Document, to: &mut Document) {
    to.apply(from.changes()).unwrap();
}

/// Writes past all checks, as a device with another program would.
pub fn raw(doc: &mut Document, device: u8, work: impl FnOnce(&mut Transaction<'_>)) {
    let options = LoadOptions::new().text_encoding(TextEncoding::Utf16CodeUnit);
    let mut am = Automerge::load_with_options(&doc.save(), options).unwrap();
    am.set_actor(ActorId::from(&[device; 24][..]));
    let mut tx = am.transaction();
    work(&mut tx);
    tx.commit();
    doc.apply(am.get_changes(&doc.heads())).unwrap();
}

/// Reads the document and checks that reading each thing by its name says the same.
pub fn reading(doc: &Document) -> Reading {
    let reading = read(doc, &Household);
    for note in &reading.screening.notes {
        assert_eq!(read_note(doc, &note.id, &Household).as_ref(), Some(note));
    }
    reading
}
