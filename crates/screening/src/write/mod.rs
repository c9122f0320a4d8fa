//! Writing: an edit becomes one change, or is refused.
//!
//! Every edit is first checked and decided as a list of strokes, then drawn in one transaction, so that an edit is there
//! whole or not at all. Who may do what: a note, a reply, a grade, an answer and an attendance belong to their member;
//! the film, its copies, viewings, the clock and edges belong to everybody.

mod check;
mod notes;
mod opinions;
mod places;
mod stroke;

use automerge::transaction::{CommitOptions, Transaction};
use automerge::{AutomergeError, Change, ChangeHash, PatchLog, ReadDoc};

use crate::document::{Document, Genesis, Purpose, guarded};
use crate::edit::Edit;
use crate::id::{CutId, EntryId, MemberId, NoteId, ReplyId, ViewingId};
use crate::limits;
use crate::read::Voices;
use crate::refused::Refused;

pub(crate) use places::{cut_stroke, film_strokes, viewing_stroke};
pub(crate) use stroke::{Stroke, draw};

/// Who writes, and when: time and randomness come from outside.
#[derive(Clone, Copy)]
pub struct Pen<'a> {
    /// The member in whose name.
    pub member: &'a MemberId,
    /// The wall time, in milliseconds since 1970.
    pub wall_ms: i64,
    /// Randomness for the id of what is made; its low 48 bits count.
    pub random: u64,
    /// Who may write in whose name.
    pub voices: &'a dyn Voices,
}

/// The name of what an edit made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub enum WrittenId {
    Note(NoteId),
    Reply(ReplyId),
    Viewing(ViewingId),
    Entry(EntryId),
    Cut(CutId),
}

/// What came of an edit.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The change; none when everything was already so.
    pub change: Option<Change>,
    /// The name of what was made, when something was.
    pub id: Option<WrittenId>,
}

/// What an edit is going to put.
#[derive(Debug, Default)]
struct Plan {
    strokes: Vec<Stroke>,
    id: Option<WrittenId>,
}

impl From<Vec<Stroke>> for Plan {
    fn from(strokes: Vec<Stroke>) -> Plan {
        Plan { strokes, id: None }
    }
}

/// Checks an edit and writes it in one transaction.
///
/// An edit that would change nothing is no failure: it comes back without a change.
///
/// ```
/// # use screening::*;
/// # let me = MemberId::from_bytes([1; 10]);
/// # let film = Film { title: "The Lamplighter's Daughter".into(), ..Film::default() };
/// # let opening = Opening { film, cut: None, viewing: String::new() };
/// # let (mut document, _) = Document::new_screening(&[7; 24], &opening, &me, None, 0, 1)?;
/// let pen = Pen { member: &me, wall_ms: 1_763_755_452_000, random: 7, voices: &AnyVoice };
/// let jot = Edit::Jot(NewNote {
///     kind: Kind::Remark,
///     film_ms: 252_000,
///     text: "The clock has no hands.".into(),
///     tags: vec![],
///     seal: Seal::Open,
///     stamp: None,
///     after_echo: false,
/// });
/// let written = write(&mut document, &jot, &pen)?;
/// let Some(WrittenId::Note(id)) = written.id else { unreachable!() };
/// assert_eq!(read_note(&document, &id, &AnyVoice).unwrap().text, "The clock has no hands.");
///
/// let empty = Edit::SetText { note: id, text: "  ".into() };
/// assert!(write(&mut document, &empty, &pen).unwrap_err().to_string().contains("nothing was written"));
/// # Ok::<(), Refused>(())
/// ```
pub fn write(doc: &mut Document, edit: &Edit, pen: &Pen<'_>) -> Result<Written, Refused> {
    may_write(doc, Purpose::Screening)?;
    if !pen.voices.may_speak(doc.actor(), pen.member) {
        return Err(Refused::NotAVoice);
    }
    let Plan { strokes, id } = plan(doc, edit, pen)?;
    let change = match strokes.is_empty() {
        true => None,
        false => Some(commit(doc, pen.wall_ms, |tx, genesis| draw(tx, genesis, &strokes))?),
    };
    Ok(Written { change, id })
}

fn plan(doc: &Document, edit: &Edit, pen: &Pen<'_>) -> Result<Plan, Refused> {
    match edit {
        Edit::Jot(new) => notes::jot(doc, pen, new),
        Edit::Again(note) => notes::again(doc, pen, note),
        Edit::SetText { note, text } => notes::set_text(doc, pen, note, text),
        Edit::SetKind { note, kind } => notes::set_kind(doc, pen, note, kind),
        Edit::SetTags { note, tags } => notes::set_tags(doc, pen, note, tags),
        Edit::Retime { notes } => notes::retime(doc, pen, notes),
        Edit::MoveNote { note, film_ms } => notes::move_note(doc, pen, note, *film_ms),
        Edit::SetExportable { note, exportable } => notes::set_exportable(doc, pen, note, *exportable),
        Edit::SetSeal { note, seal } => notes::set_seal(doc, pen, note, *seal),
        Edit::TakeBack { note } => notes::take_back(doc, pen, note, true),
        Edit::PutBack { note } => notes::take_back(doc, pen, note, false),
        Edit::Reply { on, text } => notes::reply(doc, pen, on, text),
        Edit::SetReply { reply, text } => notes::set_reply(doc, pen, reply, text),
        Edit::TakeBackReply { reply } => notes::take_back_reply(doc, pen, reply),
        Edit::Mark { note, reaction, on } => notes::mark(doc, pen, note, *reaction, *on),
        Edit::Grade { when, given, sealed } => opinions::grade(doc, pen, *when, *given, *sealed),
        Edit::Pulse(tap) => opinions::pulse(doc, pen, *tap),
        Edit::Sentence(said) => opinions::sentence(doc, pen, said.as_deref()),
        Edit::Outcome { note, outcome } => opinions::outcome(doc, pen, note, *outcome),
        Edit::Contest { note, on } => opinions::contest(doc, pen, note, *on),
        Edit::Answer { question, position, reason, still_open } => {
            opinions::answer(doc, pen, question, position, reason, *still_open)
        }
        Edit::Judge { nitpick, judged, reason } => opinions::judge(doc, pen, nitpick, *judged, reason),
        Edit::WithdrawAnswer { question } => opinions::withdraw_answer(doc, pen, question),
        Edit::Attend { viewing, state, frontier_ms } => {
            places::attend(doc, pen, viewing.as_ref(), *state, *frontier_ms)
        }
        Edit::AddViewing { label, cut } => places::add_viewing(doc, pen, label, cut.as_ref()),
        Edit::EndViewing { viewing } => places::end_viewing(doc, pen, viewing, true),
        Edit::ReopenViewing { viewing } => places::end_viewing(doc, pen, viewing, false),
        Edit::Clock(new) => places::clock(doc, pen, new),
        Edit::Edge(edge) => places::edge(doc, pen, edge),
        Edit::Film(film) => places::film(doc, pen, film),
        Edit::AddCut(new) => places::add_cut(doc, pen, new),
        Edit::SetCopy { cut, new } => places::set_copy(doc, pen, cut, new),
        Edit::SetCut { viewing, cut } => places::set_cut(doc, pen, viewing, cut.as_ref()),
    }
}

/// Checks that the document is of the right sort, not newer than this code, and not full.
pub(crate) fn may_write(doc: &Document, purpose: Purpose) -> Result<(), Refused> {
    let schema = doc.readable();
    if !schema.is_writable() {
        return Err(Refused::NewerFormat { found: schema.to_string() });
    }
    if doc.purpose() != purpose {
        let expected = if purpose == Purpose::Recap { "recap" } else { "screening" };
        return Err(Refused::WrongDocument { expected });
    }
    let limit = limits::DOCUMENT_CHANGES;
    if usize::try_from(doc.change_count()).unwrap_or(usize::MAX) >= limit {
        return Err(Refused::Full { limit });
    }
    Ok(())
}

/// Runs one transaction and gives its change.
pub(crate) fn commit(
    doc: &mut Document,
    wall_ms: i64,
    work: impl FnOnce(&mut Transaction<'_>, &Genesis) -> Result<(), AutomergeError>,
) -> Result<Change, Refused> {
    let Document { am, genesis } = doc;
    let hash = guarded(|| {
        let mut tx = am.transaction();
        work(&mut tx, genesis)?;
        Ok(tx.commit_with(CommitOptions::default().with_time(wall_ms.div_euclid(1000))).0)
    });
    let hash = hash.map_err(Refused::broken)?.map_err(|error: AutomergeError| Refused::broken(error))?;
    let change = hash.and_then(|hash| doc.am.get_change_by_hash(&hash));
    change.ok_or_else(|| Refused::broken("the change it made is not to be found"))
}

/// Runs one transaction at earlier heads, as somebody would have who saw only these, and gives its change.
pub(crate) fn commit_at(
    doc: &mut Document,
    heads: &[ChangeHash],
    wall_ms: i64,
    work: impl FnOnce(&mut Transaction<'_>) -> Result<(), AutomergeError>,
) -> Result<Change, Refused> {
    let am = &mut doc.am;
    let hash = guarded(|| {
        let mut tx = am.transaction_at(PatchLog::inactive(), heads).map_err(|error| error.to_string())?;
        work(&mut tx).map_err(|error| error.to_string())?;
        Ok(tx.commit_with(CommitOptions::default().with_time(wall_ms.div_euclid(1000))).0)
    });
    let hash = hash.map_err(Refused::broken)?.map_err(|why: String| Refused::broken(why))?;
    let change = hash.and_then(|hash| doc.am.get_change_by_hash(&hash));
    change.ok_or_else(|| Refused::broken("the change it made is not to be found"))
}
