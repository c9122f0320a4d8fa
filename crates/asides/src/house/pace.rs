//! How a screening goes on: its clock, its viewings and who watches, kept beside the document while it is in memory.
//!
//! A jot must know the film time at once; reading these few rows again when a change touched them keeps that
//! independent of how many notes there are.

use std::collections::BTreeMap;

use library::{LibraryError, Reader};
use screening::{
    Attendance, ClockEntry, Cut, Document, Edge, FilmClock, MemberId, Position, ScreeningId, Source, State, Touched,
    Viewing, ViewingId, Voices, read, read_attendance, read_cut, read_edge, read_entry, read_viewing,
};

/// Clock, viewings and attendance of one screening.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    pub entries: Vec<ClockEntry>,
    pub edges: Vec<Edge>,
    pub viewings: Vec<Viewing>,
    pub attendance: Vec<Attendance>,
    pub cuts: Vec<Cut>,
    /// Something was learned of the clock since the notes' film times were last looked at.
    pub news: bool,
}

impl Pace {
    /// Reads it from the library's rows.
    pub fn of(reader: &Reader, screening: &ScreeningId) -> Result<Self, LibraryError> {
        Ok(Self {
            entries: reader.clock(screening)?,
            edges: reader.edges(screening)?,
            viewings: reader.viewings(screening)?,
            attendance: reader.attendance(screening)?,
            cuts: reader.cuts(screening)?,
            news: true,
        })
    }

    /// Reads it from a document; for one that is new here and has no rows yet.
    pub fn of_document(document: &Document, voices: &dyn Voices) -> Self {
        let read = read(document, voices).screening;
        Self {
            entries: read.clock,
            edges: read.edges,
            viewings: read.viewings,
            attendance: read.attendance,
            cuts: read.cuts,
            news: true,
        }
    }

    /// Reads again what a change touched.
    pub fn refresh(&mut self, document: &Document, touched: &Touched, voices: &dyn Voices) {
        if touched.everything {
            *self = Self::of_document(document, voices);
            return;
        }
        self.news |= !(touched.clock.is_empty() && touched.edges.is_empty() && touched.cuts.is_empty());
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
        for id in &touched.cuts {
            self.cuts.retain(|cut| cut.id != *id);
            self.cuts.extend(read_cut(document, id, voices));
        }
        for (member, viewing) in &touched.attendance {
            self.attendance.retain(|row| (&row.member, &row.viewing) != (member, viewing));
            self.attendance.extend(read_attendance(document, member, viewing.as_ref(), voices));
        }
    }

    /// Finds the viewing that a member is in: the one they watch, else the last they were in, else the one that the
    /// others share; a pass that somebody makes alone draws nobody in.
    pub fn viewing_of(&self, member: &MemberId) -> Option<&Viewing> {
        let newest = |a: &&Viewing, b: &&Viewing| (a.started_ms, &b.id).cmp(&(b.started_ms, &a.id));
        let rows = || self.attendance.iter().filter(|row| row.member == *member);
        let watches = |row: &&Attendance| matches!(row.state, State::Watching | State::StillWatching);
        let find = |row: &Attendance| self.find(row.viewing.as_ref()?);
        let goes_on = |viewing: &&Viewing| viewing.ended_ms.is_none();
        rows()
            .filter(watches)
            .filter_map(find)
            .filter(goes_on)
            .max_by(newest)
            .or_else(|| rows().filter_map(find).max_by(newest))
            .or_else(|| self.shared().filter(goes_on).min_by(newest))
            .or_else(|| self.shared().min_by(newest))
            .or_else(|| self.viewings.iter().min_by(newest))
    }

    /// The viewings but those that somebody makes alone.
    fn shared(&self) -> impl Iterator<Item = &Viewing> {
        let alone = |viewing: &&Viewing| {
            let mut rows = self.attendance.iter().filter(|row| row.viewing.as_ref() == Some(&viewing.id)).peekable();
            rows.peek().is_some() && rows.all(|row| row.state == State::StillWatching)
        };
        self.viewings.iter().filter(move |viewing| !alone(viewing))
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

    /// Finds the copy that is watched in a viewing; none when it runs like the film itself.
    pub fn cut_of(&self, viewing: &ViewingId) -> Option<&Cut> {
        let cut = self.find(viewing)?.cut.as_ref()?;
        self.cuts.iter().find(|known| known.id == *cut)
    }

    /// Tells where the film is in a viewing now, at a time of a timebase.
    pub fn position(&self, viewing: &ViewingId, timebase: &str, now_ms: i64) -> Option<Position> {
        self.clock(viewing, timebase).now(now_ms)
    }

    /// Tells where the film was in a viewing at an earlier time of a timebase.
    pub fn then(&self, viewing: &ViewingId, timebase: &str, at_ms: i64) -> Option<Position> {
        self.clock(viewing, timebase).then(at_ms)
    }

    fn clock<'a>(&'a self, viewing: &ViewingId, timebase: &'a str) -> FilmClock<'a> {
        let entries = self.entries.iter().filter(|entry| entry.viewing == *viewing);
        FilmClock::on(timebase, entries, &self.edges, &self.cuts)
    }

    /// Finds the newest entry of a viewing: the one that somebody made in knowledge of all others.
    pub fn newest(&self, viewing: &ViewingId) -> Option<&ClockEntry> {
        let entries = self.entries.iter().filter(|entry| entry.viewing == *viewing);
        entries.max_by(|a, b| (a.lamport, &b.id).cmp(&(b.lamport, &a.id)))
    }

    /// Tells what the film clock of a viewing goes by, and how wrong that may be by itself, in milliseconds.
    pub fn source(&self, viewing: &ViewingId) -> (Source, i64) {
        let source = self.newest(viewing).map(|entry| entry.source.clone()).unwrap_or_default();
        let err_ms = match &source {
            Source::Player(word) => players::Kind::of(word).map_or(0, players::Kind::err_ms),
            Source::Hand | Source::Given | Source::Newer(_) => 0,
        };
        (source, err_ms)
    }

    /// Tells, for each viewing, the film time that its clock has come to, in milliseconds, where that can be relied on: an
    /// ended one stands where its last entry left it, and a running one counts when its clock was compared with ours.
    pub fn clocks_ms(&self, timebase: &str, at_ms: i64) -> BTreeMap<ViewingId, i64> {
        let film_ms = |viewing: &Viewing| {
            let newest = self.newest(&viewing.id)?;
            if viewing.ended_ms.is_some() && newest.rate == 0.0 {
                return Some(newest.film_ms);
            }
            self.position(&viewing.id, timebase, at_ms).filter(|now| now.err_ms.is_some()).map(|now| now.film_ms)
        };
        self.viewings.iter().filter_map(|viewing| Some((viewing.id.clone(), film_ms(viewing)?))).collect()
    }

    /// Finds a member's row for a viewing.
    pub fn attends(&self, member: &MemberId, viewing: &ViewingId) -> Option<&Attendance> {
        self.attendance.iter().find(|row| row.member == *member && row.viewing.as_ref() == Some(viewing))
    }
}
