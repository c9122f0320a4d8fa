//! How a screening goes on: its clock, its viewings and who watches, kept beside the document while it is in memory.
//!
//! A jot must know the film time at once; reading these few rows again when a change touched them keeps that
//! independent of how many notes there are.

use library::{LibraryError, Reader};
use screening::{
    Attendance, ClockEntry, Document, Edge, MemberId, Position, ScreeningId, State, Touched, Viewing, ViewingId,
    Voices, position, read, read_attendance, read_edge, read_entry, read_viewing,
};

/// Clock, viewings and attendance of one screening.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    pub entries: Vec<ClockEntry>,
    pub edges: Vec<Edge>,
    pub viewings: Vec<Viewing>,
    pub attendance: Vec<Attendance>,
}

impl Pace {
    /// Reads it from the library's rows.
    pub fn of(reader: &Reader, screening: &ScreeningId) -> Result<Self, LibraryError> {
        Ok(Self {
            entries: reader.clock(screening)?,
            edges: reader.edges(screening)?,
            viewings: reader.viewings(screening)?,
            attendance: reader.attendance(screening)?,
        })
    }

    /// Reads it from a document; for one that is new here and has no rows yet.
    pub fn of_document(document: &Document, voices: &dyn Voices) -> Self {
        let read = read(document, voices).screening;
        Self { entries: read.clock, edges: read.edges, viewings: read.viewings, attendance: read.attendance }
    }

    /// Reads again what a change touched.
    pub fn refresh(&mut self, document: &Document, touched: &Touched, voices: &dyn Voices) {
        if touched.everything {
            *self = Self::of_document(document, voices);
            return;
        }
        for id in &touched.clock {
            self.entries.retain(|entry| entry.id != *id);
            self.entries.extend(read_entry(document, id, voices));
        }
        for (a, b) in &touched.edges {
            self.edges.retain(|edge| (&edge.a, &edge.b) != (a, b));
            self.edges.extend(read_edge(document, a, b, voices));
        }
        for id in &touched.viewings {
            self.viewings.retain(|viewing| viewing.id != *id);
            self.viewings.extend(read_viewing(document, id, voices));
        }
        for (member, viewing) in &touched.attendance {
            self.attendance.retain(|row| (&row.member, &row.viewing) != (member, viewing));
            self.attendance.extend(read_attendance(document, member, viewing.as_ref(), voices));
        }
    }

    /// Finds the viewing that a member watches: the one they are in, else the last that goes on, else the last.
    pub fn viewing_of(&self, member: &MemberId) -> Option<&Viewing> {
        let watching =
            |row: &&Attendance| row.member == *member && matches!(row.state, State::Watching | State::StillWatching);
        let newest = |a: &&Viewing, b: &&Viewing| (a.started_ms, &b.id).cmp(&(b.started_ms, &a.id));
        let own = self.attendance.iter().filter(watching).filter_map(|row| self.find(row.viewing.as_ref()?));
        own.filter(|viewing| viewing.ended_ms.is_none())
            .max_by(newest)
            .or_else(|| self.viewings.iter().filter(|viewing| viewing.ended_ms.is_none()).max_by(newest))
            .or_else(|| self.viewings.iter().max_by(newest))
    }

    /// Tells whether every viewing has ended; a text that belongs to no film time is never over.
    pub fn is_over(&self) -> bool {
        !self.viewings.is_empty() && self.viewings.iter().all(|viewing| viewing.ended_ms.is_some())
    }

    /// Tells whether a film was started that nobody ended.
    pub fn goes_on(&self) -> bool {
        !self.entries.is_empty() && !self.is_over()
    }

    /// Finds a viewing by its id.
    pub fn find(&self, id: &ViewingId) -> Option<&Viewing> {
        self.viewings.iter().find(|viewing| viewing.id == *id)
    }

    /// Tells where the film is in a viewing, at a time of a timebase.
    pub fn position(&self, viewing: &ViewingId, timebase: &str, at_ms: i64) -> Option<Position> {
        let entries: Vec<ClockEntry> = self.entries.iter().filter(|entry| entry.viewing == *viewing).cloned().collect();
        position(&entries, &self.edges, timebase, at_ms)
    }

    /// Finds a member's row for a viewing.
    pub fn attends(&self, member: &MemberId, viewing: &ViewingId) -> Option<&Attendance> {
        self.attendance.iter().find(|row| row.member == *member && row.viewing.as_ref() == Some(viewing))
    }
}
