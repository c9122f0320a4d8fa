//! Reading without waiting: a connection of its own that sees what was committed, and never a document.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use screening::{
    Answer, Attendance, ClockEntry, Cut, Edge, Grade, Kind, Mark, MemberId, Note, NoteId, Pulse, Reply, Screening,
    ScreeningId, Seal, Sentence, Verdict, Viewing,
};

use crate::model::fact::{self, Sort};
use crate::model::screening::ScreeningRow;
use crate::model::search::{self, Hit};
use crate::model::{self, mark, note, recap, reply, screening as evening};
use crate::{LibraryError, truth};
use replica::DocumentId;

/// Reads what screens show. Several may read beside the one that writes, each from its own thread.
///
/// Everything comes as it stands in the document, seals and later film times included: who may see what
/// is decided above, before anything reaches a screen.
#[derive(Debug)]
pub struct Reader {
    pub(crate) connection: Connection,
}

/// Which notes of a screening are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NotesPage {
    /// Only notes after this place, by (film time in milliseconds, id).
    pub after: Option<(i64, NoteId)>,
    /// At most this many.
    pub limit: usize,
    /// Only what somebody may ask for; everything where nobody is named.
    pub up_to: Option<UpTo>,
}

/// How far somebody has come who asks for notes: of the others' notes those up to a film time, of their own all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpTo {
    /// Who asks.
    pub member: MemberId,
    /// The last film time, in milliseconds.
    pub film_ms: i64,
}

/// So many notes by one member that are alike in kind, seal and whether they were taken back, and near in film time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Who wrote them.
    pub by: MemberId,
    /// What they are; a reaction stands for any.
    pub kind: Kind,
    /// How they are sealed.
    pub seal: Seal,
    /// They were taken back.
    pub taken_back: bool,
    /// The film time of the first, in milliseconds.
    pub first_ms: i64,
    /// The film time of the last, in milliseconds.
    pub last_ms: i64,
    /// How many there are.
    pub notes: u64,
}

impl Reader {
    pub(crate) fn open(path: &Path) -> Result<Reader, LibraryError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(crate::library::PATIENCE)?;
        connection.pragma_update(None, "query_only", true)?;
        connection.pragma_update(None, "cell_size_check", true)?;
        crate::open::one_plan(&connection)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Reader { connection })
    }

    /// Whether every document is in the read model; false between a drop and the end of the rebuild.
    pub fn is_whole(&self) -> Result<bool, LibraryError> {
        Ok(model::is_whole(&self.connection)?)
    }

    /// Lists every screening, the latest evening first.
    pub fn screenings(&self) -> Result<Vec<ScreeningRow>, LibraryError> {
        Ok(evening::all(&self.connection)?)
    }

    /// Gives one screening's row.
    pub fn screening(&self, id: &ScreeningId) -> Result<Option<ScreeningRow>, LibraryError> {
        match self.find(id)? {
            Some(no) => Ok(evening::one(&self.connection, no)?),
            None => Ok(None),
        }
    }

    /// Gives a page of notes by (film time, id).
    pub fn notes(&self, id: &ScreeningId, page: &NotesPage) -> Result<Vec<Note>, LibraryError> {
        self.notes_where(id, page, |_| true)
    }

    /// Gives a page of those notes that `keep` wants, by (film time, id); what it refuses does not count.
    pub fn notes_where(
        &self,
        id: &ScreeningId,
        page: &NotesPage,
        mut keep: impl FnMut(&Note) -> bool,
    ) -> Result<Vec<Note>, LibraryError> {
        let mut found = Vec::new();
        if let Some(no) = self.find(id)?
            && page.limit > 0
        {
            note::by_film(&self.connection, no, page, |note| {
                if keep(&note) {
                    found.push(note);
                }
                found.len() < page.limit
            })?;
        }
        Ok(found)
    }

    /// Gives every note of a screening by (film time, id).
    pub fn all_notes(&self, id: &ScreeningId) -> Result<Vec<Note>, LibraryError> {
        self.notes(id, &NotesPage { limit: usize::MAX, ..NotesPage::default() })
    }

    /// Gives every note of one member in a screening by (film time, id).
    pub fn notes_by(&self, id: &ScreeningId, member: &MemberId) -> Result<Vec<Note>, LibraryError> {
        let up_to = UpTo { member: member.clone(), film_ms: -1 };
        let page = NotesPage { after: None, limit: usize::MAX, up_to: Some(up_to) };
        self.notes_where(id, &page, |note| note.by == *member)
    }

    /// Gives one note.
    pub fn note(&self, id: &ScreeningId, note: &NoteId) -> Result<Option<Note>, LibraryError> {
        match self.find(id)? {
            Some(no) => Ok(note::one(&self.connection, no, note)?),
            None => Ok(None),
        }
    }

    /// Gives a member's notes, the newest first, until `wanted` has enough.
    pub fn newest_by(
        &self,
        id: &ScreeningId,
        member: &MemberId,
        wanted: impl FnMut(Note) -> bool,
    ) -> Result<(), LibraryError> {
        match self.find(id)? {
            Some(no) => Ok(note::newest_by(&self.connection, no, member.as_str(), wanted)?),
            None => Ok(()),
        }
    }

    /// Counts the notes of a screening in steps of `step_ms` of the film's scale, those up to `until_ms` apart from those
    /// after it, without reading any.
    pub fn tallies(&self, id: &ScreeningId, until_ms: i64, step_ms: i64) -> Result<Vec<Tally>, LibraryError> {
        match self.find(id)? {
            Some(no) => Ok(note::tallies(&self.connection, no, until_ms, step_ms)?),
            None => Ok(Vec::new()),
        }
    }

    /// Gives the replies on one note, oldest first.
    pub fn replies_on(&self, id: &ScreeningId, note: &NoteId) -> Result<Vec<Reply>, LibraryError> {
        Ok(self.find(id)?.map(|no| reply::on_note(&self.connection, no, note)).transpose()?.unwrap_or_default())
    }

    /// Gives the marks on one note.
    pub fn marks_on(&self, id: &ScreeningId, note: &NoteId) -> Result<Vec<Mark>, LibraryError> {
        Ok(self.find(id)?.map(|no| mark::on_note(&self.connection, no, note)).transpose()?.unwrap_or_default())
    }

    /// Gives the film time of the furthest note that a member jotted in a viewing, in milliseconds.
    pub fn noted_until(&self, id: &ScreeningId, member: &MemberId) -> Result<Option<i64>, LibraryError> {
        Ok(self.find(id)?.map(|no| note::noted_until(&self.connection, no, member)).transpose()?.flatten())
    }

    /// Gives every reply of a screening, oldest first.
    pub fn replies(&self, id: &ScreeningId) -> Result<Vec<Reply>, LibraryError> {
        Ok(self.find(id)?.map(|no| reply::all(&self.connection, no)).transpose()?.unwrap_or_default())
    }

    /// Gives every mark of a screening.
    pub fn marks(&self, id: &ScreeningId) -> Result<Vec<Mark>, LibraryError> {
        Ok(self.find(id)?.map(|no| mark::all(&self.connection, no)).transpose()?.unwrap_or_default())
    }

    /// Gives every grade of a screening, by member.
    pub fn grades(&self, id: &ScreeningId) -> Result<Vec<Grade>, LibraryError> {
        self.facts(id, Sort::Grade)
    }

    /// Gives every pulse of a screening, by member.
    pub fn pulses(&self, id: &ScreeningId) -> Result<Vec<Pulse>, LibraryError> {
        self.facts(id, Sort::Pulse)
    }

    /// Gives every member's sentence about the film, by member.
    pub fn sentences(&self, id: &ScreeningId) -> Result<Vec<Sentence>, LibraryError> {
        self.facts(id, Sort::Sentence)
    }

    /// Gives what became of the predictions, by note.
    pub fn outcomes(&self, id: &ScreeningId) -> Result<Vec<Verdict>, LibraryError> {
        self.facts(id, Sort::Verdict)
    }

    /// Gives the answers to questions, by question and member.
    pub fn answers(&self, id: &ScreeningId) -> Result<Vec<Answer>, LibraryError> {
        self.facts(id, Sort::Answer)
    }

    /// Gives how far everyone came, by member and viewing.
    pub fn attendance(&self, id: &ScreeningId) -> Result<Vec<Attendance>, LibraryError> {
        self.facts(id, Sort::Attendance)
    }

    /// Gives the viewings, newest first.
    pub fn viewings(&self, id: &ScreeningId) -> Result<Vec<Viewing>, LibraryError> {
        self.facts(id, Sort::Viewing)
    }

    /// Gives the copies of the film, newest first.
    pub fn cuts(&self, id: &ScreeningId) -> Result<Vec<Cut>, LibraryError> {
        self.facts(id, Sort::Cut)
    }

    /// Gives the entries of the film clock, by (viewing, lamport, id).
    pub fn clock(&self, id: &ScreeningId) -> Result<Vec<ClockEntry>, LibraryError> {
        let mut entries: Vec<ClockEntry> = self.facts(id, Sort::Clock)?;
        entries.sort_by(|a, b| (&a.viewing, a.lamport, &a.id).cmp(&(&b.viewing, b.lamport, &b.id)));
        Ok(entries)
    }

    /// Gives the edges between timebases.
    pub fn edges(&self, id: &ScreeningId) -> Result<Vec<Edge>, LibraryError> {
        self.facts(id, Sort::Edge)
    }

    /// Gives one member's grades in every screening.
    pub fn grades_by(&self, member: &MemberId) -> Result<Vec<(ScreeningId, Grade)>, LibraryError> {
        self.facts_by(member, Sort::Grade)
    }

    /// Gives one member's attendance in every screening.
    pub fn attendance_by(&self, member: &MemberId) -> Result<Vec<(ScreeningId, Attendance)>, LibraryError> {
        self.facts_by(member, Sort::Attendance)
    }

    /// Gives the text of a recap, by the recap's own document.
    pub fn recap(&self, document: &DocumentId) -> Result<Option<String>, LibraryError> {
        match truth::document::find(&self.connection, document)? {
            Some(no) => Ok(recap::get(&self.connection, no)?),
            None => Ok(None),
        }
    }

    /// Gives everything of a screening, as reading its document would.
    pub fn whole(&self, id: &ScreeningId) -> Result<Option<Screening>, LibraryError> {
        let Some(row) = self.screening(id)? else { return Ok(None) };
        Ok(Some(Screening {
            film: row.film,
            by: row.by,
            made_ms: row.made_ms,
            recap: row.recap.map(|recap| ScreeningId::from_bytes(recap.0)),
            cuts: self.cuts(id)?,
            viewings: self.viewings(id)?,
            clock: self.clock(id)?,
            edges: self.edges(id)?,
            notes: self.all_notes(id)?,
            replies: self.replies(id)?,
            marks: self.marks(id)?,
            grades: self.grades(id)?,
            pulses: self.pulses(id)?,
            sentences: self.sentences(id)?,
            verdicts: self.outcomes(id)?,
            answers: self.answers(id)?,
            attendance: self.attendance(id)?,
        }))
    }

    /// Finds at most `limit` things by their words: titles, then recaps, then notes and replies, newest first.
    pub fn search(&self, typed: &str, limit: usize) -> Result<Vec<Hit>, LibraryError> {
        self.search_where(typed, limit, |_| true)
    }

    /// Finds at most `limit` things that `keep` wants; what it refuses does not count.
    pub fn search_where(
        &self,
        typed: &str,
        limit: usize,
        mut keep: impl FnMut(&Hit) -> bool,
    ) -> Result<Vec<Hit>, LibraryError> {
        let mut found = Vec::new();
        if limit > 0 {
            search::run(&self.connection, typed, |hit| {
                if keep(&hit) {
                    found.push(hit);
                }
                found.len() < limit
            })?;
        }
        Ok(found)
    }

    fn find(&self, id: &ScreeningId) -> Result<Option<i64>, LibraryError> {
        Ok(truth::document::find_text(&self.connection, id.as_str())?)
    }

    fn facts<T: serde::de::DeserializeOwned>(&self, id: &ScreeningId, sort: Sort) -> Result<Vec<T>, LibraryError> {
        Ok(self.find(id)?.map(|no| fact::all(&self.connection, no, sort)).transpose()?.unwrap_or_default())
    }

    fn facts_by<T: serde::de::DeserializeOwned>(
        &self,
        member: &MemberId,
        sort: Sort,
    ) -> Result<Vec<(ScreeningId, T)>, LibraryError> {
        let found = fact::of_member(&self.connection, member.as_str(), sort)?;
        found.into_iter().map(|(no, value)| Ok((search::screening_id(&self.connection, no)?, value))).collect()
    }
}
