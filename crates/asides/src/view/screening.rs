//! One screening: who, how far, what state.

use std::collections::BTreeMap;

use chrono::{DateTime, Local, NaiveDate};
use library::ScreeningRow;
use screening::{Given, MemberId, ScreeningId, State, ViewingId, When};

use crate::api::Problem;
use crate::api::view::{ClockView, GradeView, KeptView, MemberView, ScreeningView};
use crate::gate::{Counts, GradesSeen, Lights, Reach, Viewer};
use crate::house::{Asked, Pace, library_problem, members};

/// How far into the next day an evening lasts, in milliseconds.
const EVENING_ENDS_MS: i64 = 5 * 3_600_000;

/// A screening as somebody looks at it.
pub(crate) struct Looked {
    pub row: ScreeningRow,
    pub me: MemberId,
    pub pace: Pace,
    pub viewer: Viewer,
    /// Where the film is in the viewer's viewing.
    pub now: Option<screening::Position>,
    pub members: Vec<MemberView>,
    /// Who has seen the end.
    pub lights: Lights,
    /// How far each who was there has come, as the boards count it.
    pub frontiers: BTreeMap<MemberId, i64>,
    /// Where the clock of every viewing stands.
    pub clocks_ms: BTreeMap<ViewingId, i64>,
}

/// Looks at a screening: finds who asks and how far they have come.
pub(crate) fn look(asked: &Asked<'_>, id: &ScreeningId) -> Result<Looked, Problem> {
    let row = asked.row(id)?;
    let me = asked.me_in(&row.household)?;
    let pace = Pace::of(asked.reader, id).map_err(library_problem)?;
    let now_ms = asked.timebase.now_ms();
    let viewing = pace.viewing_of(&me).map(|viewing| viewing.id.clone());
    let now = viewing.as_ref().and_then(|viewing| pace.position(viewing, &asked.timebase.name, now_ms));
    let reach = reach(asked, id, &pace, viewing.map(|viewing| (me.clone(), viewing)))?;
    let lights = Lights::of(&reach);
    let viewer = Viewer::place(me.clone(), &reach, &lights);
    let place = |member: &MemberId| Viewer::place(member.clone(), &reach, &lights).frontier_ms;
    let frontiers = people(&pace).map(|member| (member.clone(), place(member))).collect();
    let clocks_ms = reach.clocks_ms;
    let mut members =
        asked.household(&row.household).map(|household| members(&asked.live, household)).unwrap_or_default();
    // Whoever left the household stays in the evenings in which they were.
    members.retain(|one| one.presence != "out" || people(&pace).any(|was_there| was_there.as_str() == one.id));
    Ok(Looked { row, me, viewer, now, members, lights, frontiers, clocks_ms, pace })
}

/// Everybody who is or was there, once each.
fn people(pace: &Pace) -> impl Iterator<Item = &MemberId> {
    pace.attendance.iter().map(|row| &row.member).collect::<std::collections::BTreeSet<_>>().into_iter()
}

/// Gathers what is known of who came how far.
fn reach<'a>(
    asked: &Asked<'_>,
    id: &ScreeningId,
    pace: &'a Pace,
    watching: Option<(MemberId, ViewingId)>,
) -> Result<Reach<'a>, Problem> {
    let mut noted_ms = BTreeMap::new();
    for member in people(pace) {
        if let Some(film_ms) = asked.reader.noted_until(id, member).map_err(library_problem)? {
            noted_ms.insert(member.clone(), film_ms);
        }
    }
    let clocks_ms = pace.clocks_ms(&asked.timebase.name, asked.timebase.now_ms());
    Ok(Reach { attendance: &pace.attendance, viewings: &pace.viewings, noted_ms, clocks_ms, watching })
}

impl Looked {
    /// The day on which a member saw the end, if they did: the day of the viewing in which they did.
    pub fn watched(&self, member: &MemberId) -> Option<NaiveDate> {
        if !self.lights.has(member) {
            return None;
        }
        let mine = self.pace.attendance.iter().filter(|row| row.member == *member);
        let seen = mine.filter_map(|row| Some((row.state, self.pace.find(row.viewing.as_ref()?)?)));
        let ended = |state| {
            let in_state = seen.clone().filter(move |(one, _)| *one == state);
            in_state.map(|(_, viewing)| viewing.ended_ms.unwrap_or(viewing.started_ms))
        };
        // Who fell asleep on Saturday and saw the end on Sunday finished on Sunday; who then sat with somebody else on
        // Monday had finished before.
        let first_end = ended(State::Finished).min().or_else(|| ended(State::Watching).max());
        day(first_end.or(self.row.ended_ms).or(self.row.started_ms).unwrap_or(self.row.made_ms))
    }

    /// waiting, running, paused or over.
    pub fn state(&self) -> &'static str {
        if self.pace.viewing_of(&self.me).is_some_and(|viewing| viewing.ended_ms.is_some()) {
            "over"
        } else {
            match self.now {
                None => "waiting",
                Some(now) if now.speed != 0.0 => "running",
                Some(_) => "paused",
            }
        }
    }

    /// watching, finished, slept, left or still-watching; empty before.
    pub fn my_state(&self) -> &'static str {
        if self.viewer.finished {
            return State::Finished.name();
        }
        let viewing = self.pace.viewing_of(&self.me);
        viewing.and_then(|viewing| self.pace.attends(&self.me, &viewing.id)).map_or("", |row| row.state.name())
    }

    /// The grades and pulses that come through the gate.
    pub fn grades_seen(&self, asked: &Asked<'_>) -> Result<GradesSeen, Problem> {
        let grades = asked.reader.grades(&self.row.id).map_err(library_problem)?;
        let pulses = asked.reader.pulses(&self.row.id).map_err(library_problem)?;
        Ok(self.viewer.grades(grades, pulses, &self.lights))
    }

    /// Grades as they are sent: those to be seen, and of the others only that they are given.
    pub fn grades(&self, seen: GradesSeen) -> Vec<GradeView> {
        let shown = seen.grades.into_iter().map(|grade| GradeView {
            member: grade.member.to_string(),
            when: grade.when.name().to_owned(),
            sealed: match grade.when {
                When::Before => grade.sealed && !self.viewer.finished,
                When::After => !seen.open,
            },
            rivals: grade.rivals.iter().map(|given| word(*given)).collect(),
            given: word(grade.given),
        });
        let closed = seen.closed.into_iter().map(|(member, when)| GradeView {
            member: member.to_string(),
            when: when.name().to_owned(),
            given: String::new(),
            sealed: true,
            rivals: Vec::new(),
        });
        let pulses = seen.pulses.into_iter().map(|pulse| GradeView {
            member: pulse.member.to_string(),
            when: "pulse".to_owned(),
            given: pulse.tap.to_string(),
            sealed: !self.viewer.finished,
            rivals: Vec::new(),
        });
        shown.chain(closed).chain(pulses).collect()
    }

    /// Tells whether somebody has seen the end.
    pub fn has_finished(&self, member: &MemberId) -> bool {
        self.lights.has(member)
    }

    /// The copy that the viewer watches; none when it runs like the film.
    pub fn cut(&self) -> Option<&screening::Cut> {
        self.pace.cut_of(&self.pace.viewing_of(&self.me)?.id)
    }

    /// The clock of the viewer's viewing, as it is sent.
    pub fn clock(&self) -> ClockView {
        super::clock(self.now, self.cut())
    }

    /// Tells whether the viewer does not wish to know how much of the film is left.
    pub fn hides_length(&self, asked: &Asked<'_>) -> bool {
        asked.live.habits.hide_length && !self.viewer.finished
    }

    /// The screening's view, with how many of its notes came through.
    pub fn view(&self, asked: &Asked<'_>, counts: &Counts) -> Result<ScreeningView, Problem> {
        let seen = self.grades_seen(asked)?;
        let awaited = seen.awaited.iter().map(ToString::to_string).collect();
        let in_the_dark = !self.viewer.finished;
        let hides = self.hides_length(asked);
        Ok(ScreeningView {
            id: self.row.id.to_string(),
            household: self.row.household.to_string(),
            title: self.row.film.title.clone(),
            year: self.row.film.year,
            length_ms: self.row.film.length_ms.filter(|_| !hides),
            watched_ms: self.row.started_ms.unwrap_or(self.row.made_ms),
            members: self.members.clone(),
            grades: self.grades(seen),
            awaited,
            clock: self.clock(),
            state: self.state().to_owned(),
            my_state: self.my_state().to_owned(),
            frontier_ms: if self.viewer.finished {
                self.row.film.length_ms.unwrap_or(0).max(0)
            } else {
                self.viewer.frontier_ms
            },
            notes: u32::try_from(counts.mine + counts.others).unwrap_or(u32::MAX),
            mine: u32::try_from(counts.mine).unwrap_or(u32::MAX),
            folded: if in_the_dark { u32::try_from(counts.others).unwrap_or(u32::MAX) } else { 0 },
            kept: counts
                .kept
                .iter()
                .map(|(member, notes)| KeptView {
                    member: member.to_string(),
                    notes: u32::try_from(*notes).unwrap_or(u32::MAX),
                })
                .collect(),
            writable: true,
            standing: super::standing::standing(self, &self.clocks_ms),
            copy: self.cut().map(super::copy::copy),
            length_hidden: hides,
        })
    }
}

/// The day that people would say it was, where this device stands: an evening lasts until five in the morning.
fn day(wall_ms: i64) -> Option<NaiveDate> {
    let time = DateTime::from_timestamp_millis(wall_ms.saturating_sub(EVENING_ENDS_MS))?;
    Some(time.with_timezone(&Local).date_naive())
}

/// A grade's word: A+ to F, or pass.
fn word(given: Given) -> String {
    match given {
        Given::Letter(letter) => letter.to_string(),
        Given::Passed => "pass".to_owned(),
    }
}

/// Answers `screening`.
pub(crate) fn screening(asked: &Asked<'_>, id: &ScreeningId) -> Result<ScreeningView, Problem> {
    let looked = look(asked, id)?;
    asked.will_write_in(id);
    let tallies = asked.reader.tallies(id, looked.viewer.frontier_ms, i64::MAX).map_err(library_problem)?;
    looked.view(asked, &looked.viewer.count_through(tallies))
}

/// Answers `clock`.
pub(crate) fn clock(asked: &Asked<'_>, id: &ScreeningId) -> Result<ClockView, Problem> {
    Ok(look(asked, id)?.clock())
}
