//! Notes with what hangs on them.

use std::collections::BTreeMap;

use library::NotesPage;
use screening::{Mark, MemberId, Note, NoteId, On, Reply, ScreeningId};

use super::screening::{Looked, look};
use crate::api::view::{MarkView, NoteView, NotesView, ReplyView};
use crate::api::{Problem, ask};
use crate::gate::Sight;
use crate::house::{Asked, id, library_problem};

const PAGE_MAX: u32 = 1_000;
const LAST: usize = 3;

/// What hangs on the notes of a screening.
#[derive(Default)]
pub(crate) struct Hanging {
    marks: BTreeMap<NoteId, Vec<Mark>>,
    replies: BTreeMap<NoteId, Vec<Reply>>,
    /// Replies to moments, by film time.
    pub moments: Vec<(i64, Reply)>,
}

impl Hanging {
    /// Reads what hangs on these notes alone: the length of the evening does not matter.
    pub fn on(asked: &Asked<'_>, looked: &Looked, notes: &[Note]) -> Result<Self, Problem> {
        let screening = &looked.row.id;
        let mut hanging = Self::default();
        for note in notes {
            let mut marks = asked.reader.marks_on(screening, &note.id).map_err(library_problem)?;
            marks.retain(|mark| heard(looked, &mark.member));
            if !marks.is_empty() {
                hanging.marks.insert(note.id.clone(), marks);
            }
            hanging.add(looked, asked.reader.replies_on(screening, &note.id).map_err(library_problem)?);
        }
        Ok(hanging)
    }

    /// Reads the marks and replies of a whole screening, as far as the viewer may know of them.
    pub fn of(asked: &Asked<'_>, looked: &Looked) -> Result<Self, Problem> {
        let screening = &looked.row.id;
        let mut hanging = Self::default();
        let marks = asked.reader.marks(screening).map_err(library_problem)?;
        for mark in marks.into_iter().filter(|mark| heard(looked, &mark.member)) {
            hanging.marks.entry(mark.note.clone()).or_default().push(mark);
        }
        hanging.add(looked, asked.reader.replies(screening).map_err(library_problem)?);
        Ok(hanging)
    }

    fn add(&mut self, looked: &Looked, mut replies: Vec<Reply>) {
        // One order for everybody: by the time of making, ties by id.
        replies.sort_by(|a, b| (a.made_ms, &a.id).cmp(&(b.made_ms, &b.id)));
        for reply in replies.into_iter().filter(|reply| !reply.taken_back && heard(looked, &reply.by)) {
            match &reply.on {
                On::Note(note) => self.replies.entry(note.clone()).or_default().push(reply),
                On::Moment(film_ms) => self.moments.push((*film_ms, reply)),
            }
        }
    }

    /// A note as its viewer sees it.
    pub fn view(&self, asked: &Asked<'_>, looked: &Looked, note: &Note) -> NoteView {
        let mut marks: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for mark in self.marks.get(&note.id).into_iter().flatten() {
            marks.entry(mark.reaction.name()).or_default().push(mark.member.to_string());
        }
        NoteView {
            id: note.id.to_string(),
            by: note.by.to_string(),
            kind: note.kind.name().to_owned(),
            reaction: note.kind.reaction().map(|reaction| reaction.name().to_owned()),
            film_ms: note.film_ms,
            text: note.text.clone(),
            tags: note.tags.clone(),
            seal: note.seal.name().to_owned(),
            made_ms: note.made_ms,
            mine: note.by == looked.me,
            edited: note.edited,
            taken_back: note.taken_back,
            exportable: note.exportable,
            entered_by: entered_by(asked, looked, &note.actor, &note.by),
            marks: marks
                .into_iter()
                .map(|(reaction, members)| MarkView { reaction: reaction.to_owned(), members })
                .collect(),
            replies: self.replies.get(&note.id).into_iter().flatten().map(|reply| reply_view(looked, reply)).collect(),
        }
    }
}

/// Whether the viewer may know of what somebody said.
fn heard(looked: &Looked, by: &MemberId) -> bool {
    looked.viewer.sight_of_talk(by) == Sight::Clear
}

/// A reply as its viewer sees it.
pub(crate) fn reply_view(looked: &Looked, reply: &Reply) -> ReplyView {
    ReplyView {
        id: reply.id.to_string(),
        by: reply.by.to_string(),
        text: reply.text.clone(),
        made_ms: reply.made_ms,
        mine: reply.by == looked.me,
    }
}

/// The name of the one whose device wrote a note for somebody else.
fn entered_by(asked: &Asked<'_>, looked: &Looked, actor: &[u8], author: &MemberId) -> String {
    asked
        .household(&looked.row.household)
        .and_then(|household| Some((household, household.device_of(actor)?)))
        .filter(|(_, device)| device.member.to_string() != author.as_str())
        .and_then(|(household, device)| Some(household.member(&device.member)?.name.clone()))
        .unwrap_or_default()
}

/// Answers `notes`.
pub(crate) fn notes(asked: &Asked<'_>, ask: &ask::Notes) -> Result<NotesView, Problem> {
    let screening = id(&ask.screening)?;
    let looked = look(asked, &screening)?;
    let by: Option<MemberId> = ask.by.as_deref().map(id).transpose()?;
    let limit = ask.limit.unwrap_or(100).clamp(1, PAGE_MAX) as usize;
    let after = match (ask.after_ms, &ask.after_id) {
        (Some(film_ms), Some(note)) => Some((film_ms, id(note)?)),
        (Some(film_ms), None) => Some((film_ms, "f".repeat(24).parse().map_err(|_| crate::house::closed())?)),
        (None, _) => None,
    };
    let page = NotesPage { after, limit: limit + 1, up_to: Some(looked.viewer.up_to()) };
    let mut notes = asked
        .reader
        .notes_where(&screening, &page, |note| {
            looked.viewer.sight(note) == Sight::Clear && by.as_ref().is_none_or(|by| note.by == *by)
        })
        .map_err(library_problem)?;
    let more = notes.len() > limit;
    notes.truncate(limit);
    let hanging = Hanging::on(asked, &looked, &notes)?;
    Ok(NotesView { notes: notes.iter().map(|note| hanging.view(asked, &looked, note)).collect(), more })
}

/// Answers `my_last`: one's own last three notes, the last first.
pub(crate) fn my_last(asked: &Asked<'_>, screening: &ScreeningId) -> Result<NotesView, Problem> {
    let looked = look(asked, screening)?;
    let mut notes = Vec::new();
    let mut newest = |note| {
        if looked.viewer.sight(&note) == Sight::Clear {
            notes.push(note);
        }
        notes.len() <= LAST
    };
    asked.reader.newest_by(screening, &looked.me, &mut newest).map_err(library_problem)?;
    let more = notes.len() > LAST;
    notes.truncate(LAST);
    let hanging = Hanging::default();
    Ok(NotesView { notes: notes.iter().map(|note| hanging.view(asked, &looked, note)).collect(), more })
}
