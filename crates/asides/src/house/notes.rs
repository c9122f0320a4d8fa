//! Keeping notes and what hangs on them.

use std::str::FromStr;

use library::NotesPage;
use replica::DocumentId;
use screening::insight::{LINK_MS, is_after_echo};
use screening::{
    AnyVoice, Document, Edit, Given, Judged, Kind, MemberId, NewNote, NoteId, On, Outcome, Pen, Reaction, ScreeningId,
    Seal, Stamp, State, When, Written, WrittenId, read, write,
};

use super::core::{Core, HouseholdVoices, library_problem};
use super::turn::Turn;
use crate::api::view::{Done, Kept};
use crate::api::{Problem, ask};

/// Notes near a moment that are looked at for whether their author had been shown one of another.
const NEAR_MAX: usize = 256;
/// Until when somebody who comes late may still say what they expect, in milliseconds of film.
const HOPE_UNTIL_MS: i64 = 600_000;
/// A first keystroke longer ago than this is no longer the same thought.
const AGO_MS_MAX: i64 = 4 * 3_600_000;

impl Core {
    /// Writes one edit by a member into a screening: checked, signed, staged.
    pub fn edit(
        &mut self,
        document: DocumentId,
        member: &MemberId,
        edit: &Edit,
        turn: &mut Turn,
    ) -> Result<Written, Problem> {
        let random = self.random()?;
        let wall_ms = self.timebase.wall_ms();
        let actor = self.actor();
        self.open(document)?;
        let Some(held) = self.held.get_mut(&document) else { return Err(unknown()) };
        let voices = HouseholdVoices(self.replica.household(&held.household));
        held.document.set_actor(&actor);
        let written = write(&mut held.document, edit, &Pen { member, wall_ms, random, voices: &voices })
            .map_err(|refused| refusal(&refused))?;
        if let Some(change) = written.change.clone() {
            self.wrote(document, change, turn);
        }
        Ok(written)
    }

    pub(super) fn jot(&mut self, ask: ask::Jot, turn: &mut Turn) -> Result<Kept, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let member = speaker(me, ask.for_member.as_deref())?;
        let kind = kind_of(&ask.kind, ask.reaction.as_deref())?;
        let habits = self.habits();
        let lag_ms = if matches!(kind, Kind::Reaction(_)) { habits.key_lag_ms } else { habits.text_lag_ms };
        let now_ms = self.timebase.now_ms();
        let timebase = self.timebase.name.clone();
        let pace = &self.paced(document)?.pace;
        let viewing = pace.viewing_of(&member).map(|viewing| viewing.id.clone());
        let at_ms = now_ms - ask.ago_ms.unwrap_or(0).clamp(0, AGO_MS_MAX);
        let (film_ms, stamp) = match (ask.film_ms, &viewing) {
            (Some(film_ms), _) => (film_ms, None),
            // What came to mind later is about no film time, unless one is given.
            (None, _) if matches!(kind, Kind::Afterthought | Kind::FromOutside) => (0, None),
            (None, Some(viewing)) => match pace.then(viewing, &timebase, at_ms - lag_ms) {
                Some(position) => {
                    let (source, source_err_ms) = pace.source(viewing);
                    let stamp = Stamp {
                        viewing: Some(viewing.clone()),
                        timebase,
                        at_ms,
                        lag_ms,
                        source,
                        err_ms: position.err_ms.map(|err_ms| err_ms.saturating_add(source_err_ms)),
                        shift_ms: 0,
                    };
                    (position.film_ms.max(0), Some(stamp))
                }
                None => (0, None),
            },
            (None, None) => (0, None),
        };
        let seal = if ask.sealed { Seal::Sealed } else { Seal::Open };
        let live = stamp.is_some();
        let after_echo =
            live && (self.has_been_shown(document, film_ms) || self.has_heard(document, &member, film_ms)?);
        let note = NewNote { kind, film_ms, text: ask.text, tags: ask.tags, seal, stamp, after_echo };
        let written = self.edit(document, &member, &Edit::Jot(note), turn)?;
        if live && let Some(viewing) = viewing {
            self.is_there(document, &member, &viewing, film_ms, turn);
        }
        match written.id {
            Some(WrittenId::Note(id)) => Ok(Kept { id: id.to_string(), film_ms }),
            _ => Err(unknown()),
        }
    }

    /// Tells whether somebody who watches alone has been shown what another noted here. Who watches with the others is
    /// shown nothing before the lights, but what they let onto their picture.
    fn has_heard(&mut self, document: DocumentId, member: &MemberId, film_ms: i64) -> Result<bool, Problem> {
        let (timebase, at_ms) = (self.timebase.name.clone(), self.timebase.now_ms());
        let pace = &self.open(document)?.pace;
        let row = pace.viewing_of(member).and_then(|viewing| pace.attends(member, &viewing.id));
        let Some(row) = row.filter(|row| row.state == State::StillWatching) else { return Ok(false) };
        let now = row.viewing.as_ref().and_then(|viewing| pace.position(viewing, &timebase, at_ms));
        let reached_ms = row.frontier_ms.max(now.map_or(0, |now| now.film_ms));
        let before: NoteId = id(&"0".repeat(24))?;
        let page = NotesPage { after: Some((film_ms.saturating_sub(LINK_MS), before)), limit: NEAR_MAX, up_to: None };
        let held = self.reader.notes(&ScreeningId::from_bytes(document.0), &page).map_err(library_problem)?;
        Ok(is_after_echo(member, film_ms, reached_ms, &held))
    }

    pub(super) fn edit_note(&mut self, ask: ask::EditNote, turn: &mut Turn) -> Result<Done, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let note: NoteId = id(&ask.note)?;
        let mut edits = Vec::new();
        if let Some(kind) = &ask.kind {
            edits.push(Edit::SetKind { note: note.clone(), kind: kind_of(kind, None)? });
        }
        if let Some(text) = ask.text {
            edits.push(Edit::SetText { note: note.clone(), text });
        }
        if let Some(tags) = ask.tags {
            edits.push(Edit::SetTags { note: note.clone(), tags });
        }
        if let Some(film_ms) = ask.film_ms {
            edits.push(Edit::MoveNote { note: note.clone(), film_ms });
        }
        if let Some(seal) = &ask.seal {
            let seal = Seal::of(seal).ok_or_else(|| bad("seal", seal, "open, sealed, shown, dropped"))?;
            edits.push(Edit::SetSeal { note: note.clone(), seal });
        }
        if let Some(exportable) = ask.exportable {
            edits.push(Edit::SetExportable { note: note.clone(), exportable });
        }
        let author = self.author(document, &note, me);
        for edit in edits {
            self.edit(document, &author, &edit, turn)?;
        }
        Ok(Done {})
    }

    pub(super) fn take_back(&mut self, ask: ask::OfNote, turn: &mut Turn) -> Result<Done, Problem> {
        self.on_own_note(&ask, turn, |note| Edit::TakeBack { note })
    }

    pub(super) fn put_back(&mut self, ask: ask::OfNote, turn: &mut Turn) -> Result<Done, Problem> {
        self.on_own_note(&ask, turn, |note| Edit::PutBack { note })
    }

    fn on_own_note(
        &mut self,
        ask: &ask::OfNote,
        turn: &mut Turn,
        edit: impl FnOnce(screening::NoteId) -> Edit,
    ) -> Result<Done, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let note: NoteId = id(&ask.note)?;
        let author = self.author(document, &note, me);
        self.edit(document, &author, &edit(note), turn)?;
        Ok(Done {})
    }

    /// Finds in whose name this device may change a note: its author's, when it speaks for them; else one's own, to be refused.
    fn author(&mut self, document: DocumentId, note: &screening::NoteId, me: MemberId) -> MemberId {
        let actor = self.actor();
        let Ok(held) = self.open(document) else { return me };
        let author = screening::read_note(&held.document, note, &AnyVoice).map(|note| note.by);
        let household = held.household;
        let voices = HouseholdVoices(self.replica.household(&household));
        author.filter(|author| screening::Voices::may_speak(&voices, &actor, author)).unwrap_or(me)
    }

    pub(super) fn reply(&mut self, ask: ask::Reply, turn: &mut Turn) -> Result<Kept, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let (on, film_ms) = match (&ask.note, ask.film_ms) {
            (Some(note), film_ms) => (On::Note(id(note)?), film_ms.unwrap_or(0)),
            (None, Some(film_ms)) => (On::Moment(film_ms), film_ms),
            (None, None) => return Err(bad("reply", "", "a note or a film time")),
        };
        let by = speaker(me, ask.for_member.as_deref())?;
        let written = self.edit(document, &by, &Edit::Reply { on, text: ask.text }, turn)?;
        match written.id {
            Some(WrittenId::Reply(id)) => Ok(Kept { id: id.to_string(), film_ms }),
            _ => Err(unknown()),
        }
    }

    pub(super) fn mark(&mut self, ask: ask::Mark, turn: &mut Turn) -> Result<Done, Problem> {
        let reaction = reaction_of(&ask.reaction)?;
        let edit = Edit::Mark { note: id(&ask.note)?, reaction, on: ask.on };
        self.edit_as_me(&ask.screening, &edit, turn)
    }

    pub(super) fn give_grade(&mut self, ask: ask::GiveGrade, turn: &mut Turn) -> Result<Done, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let when = When::of(&ask.when).ok_or_else(|| bad("time of the grade", &ask.when, "before, after"))?;
        let given = match &ask.letter {
            None => Given::Passed,
            Some(letter) => Given::Letter(letter.parse().map_err(|_| bad("grade", letter, "A+ to F"))?),
        };
        let member = speaker(me, ask.for_member.as_deref())?;
        let (timebase, now_ms) = (self.timebase.name.clone(), self.timebase.now_ms());
        let pace = &self.paced(document)?.pace;
        let now = pace.viewing_of(&member).and_then(|viewing| pace.position(&viewing.id, &timebase, now_ms));
        if when == When::Before && now.is_some_and(|now| now.film_ms > HOPE_UNTIL_MS) {
            return Err(Problem::new(
                "too-late-to-hope",
                "The film is past 0:10:00, and what one thinks now is no expectation any more. Nothing was changed. Give a grade after it.",
            ));
        }
        self.edit(document, &member, &Edit::Grade { when, given, sealed: when == When::Before }, turn)?;
        Ok(Done {})
    }

    pub(super) fn give_pulse(&mut self, ask: ask::GivePulse, turn: &mut Turn) -> Result<Done, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        self.edit(document, &speaker(me, ask.for_member.as_deref())?, &Edit::Pulse(ask.pulse), turn)?;
        Ok(Done {})
    }

    pub(super) fn settle_prediction(&mut self, ask: ask::Settle, turn: &mut Turn) -> Result<Done, Problem> {
        let outcome = Outcome::of(&ask.outcome).ok_or_else(|| bad("outcome", &ask.outcome, "right, wrong, partly"))?;
        let (document, me) = self.screening(&ask.screening)?;
        let note = id(&ask.note)?;
        let author = self.author(document, &note, me);
        self.edit(document, &author, &Edit::Outcome { note, outcome: Some(outcome) }, turn)?;
        Ok(Done {})
    }

    pub(super) fn contest(&mut self, ask: ask::Contest, turn: &mut Turn) -> Result<Done, Problem> {
        self.edit_as_me(&ask.screening, &Edit::Contest { note: id(&ask.note)?, on: ask.on }, turn)
    }

    pub(super) fn take_position(&mut self, ask: ask::TakePosition, turn: &mut Turn) -> Result<Done, Problem> {
        let question = id(&ask.note)?;
        let edit = Edit::Answer { question, position: ask.position, reason: ask.reason, still_open: ask.still_open };
        let (document, me) = self.screening(&ask.screening)?;
        self.edit(document, &speaker(me, ask.for_member.as_deref())?, &edit, turn)?;
        Ok(Done {})
    }

    pub(super) fn judge(&mut self, ask: ask::Judge, turn: &mut Turn) -> Result<Done, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        let nitpick = id(&ask.note)?;
        let edit = match (ask.judged.as_str(), ask.film_ms) {
            ("agreed", _) => Edit::Judge { nitpick, judged: Judged::Agreed, reason: ask.reason },
            ("explained", Some(film_ms)) => {
                Edit::Judge { nitpick, judged: Judged::Explained { film_ms }, reason: ask.reason }
            }
            ("explained", None) => {
                return Err(Problem::new(
                    "bad-argument",
                    "Where in the film it is explained is missing. Nothing was changed. Give a film time.",
                ));
            }
            ("open", _) => Edit::WithdrawAnswer { question: nitpick },
            (other, _) => return Err(bad("word on a nitpick", other, "agreed, explained, open")),
        };
        self.edit(document, &speaker(me, ask.for_member.as_deref())?, &edit, turn)?;
        Ok(Done {})
    }

    pub(super) fn say_sentence(&mut self, ask: ask::SaySentence, turn: &mut Turn) -> Result<Done, Problem> {
        let (document, me) = self.screening(&ask.screening)?;
        self.edit(document, &speaker(me, ask.for_member.as_deref())?, &Edit::Sentence(ask.text), turn)?;
        Ok(Done {})
    }

    fn edit_as_me(&mut self, screening: &str, edit: &Edit, turn: &mut Turn) -> Result<Done, Problem> {
        let (document, me) = self.screening(screening)?;
        self.edit(document, &me, edit, turn)?;
        Ok(Done {})
    }
}

/// Writes those of this device's notes again that fell with a change that does not count: ids are stable, so it is the same note.
pub(super) fn write_again(core: &mut Core, document: DocumentId, before: &Document, turn: &mut Turn) {
    let own: Vec<u8> = core.device.0.iter().take(16).copied().collect();
    let Ok(held) = core.open(document) else { return };
    let there: std::collections::BTreeSet<_> =
        read(&held.document, &AnyVoice).screening.notes.into_iter().map(|note| note.id).collect();
    let lost: Vec<_> = read(before, &AnyVoice)
        .screening
        .notes
        .into_iter()
        .filter(|note| {
            note.is_shown() && !there.contains(&note.id) && note.actor.windows(16).any(|part| part == own.as_slice())
        })
        .collect();
    for note in lost {
        let member = note.by.clone();
        if let Err(problem) = core.edit(document, &member, &Edit::Again(Box::new(note)), turn) {
            tracing::error!(%problem, "a note that fell could not be written again");
        }
    }
}

pub(super) fn kind_of(name: &str, reaction: Option<&str>) -> Result<Kind, Problem> {
    if name == "reaction" {
        return reaction_of(reaction.unwrap_or_default()).map(Kind::Reaction);
    }
    match Kind::of(name, None) {
        Kind::Newer(name) => Err(bad(
            "kind",
            &name,
            "remark, question, prediction, quote, nitpick, feeling, personal, afterthought, from-outside, reaction",
        )),
        kind => Ok(kind),
    }
}

fn reaction_of(name: &str) -> Result<Reaction, Problem> {
    name.parse().map_err(|_| bad("reaction", name, "laugh, shock, tears, love, great, hm, bravo, slow, look"))
}

/// In whose name a call writes: one's own, or that of somebody without a device. Whether this device may, the document says.
pub(super) fn speaker(me: MemberId, for_member: Option<&str>) -> Result<MemberId, Problem> {
    for_member.map_or(Ok(me), |member| member.parse().map_err(|_| unknown_member()))
}

/// Reads an id; what was expected says the id itself, what became of it is said here.
pub(crate) fn id<T: FromStr>(text: &str) -> Result<T, Problem>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error: T::Err| Problem::new("bad-id", format!("{error}. Nothing was changed.")))
}

fn bad(what: &str, found: &str, range: &str) -> Problem {
    let found: String = found.chars().take(64).collect();
    Problem::new("bad-argument", format!("“{found}” is no {what}; nothing was changed. It is one of: {range}."))
}

fn unknown() -> Problem {
    Problem::new("unknown", "This is not here, or not here yet. Nothing was changed.")
}

fn unknown_member() -> Problem {
    Problem::new("unknown-member", "Nobody here has this id. Nothing was written.")
}

/// Puts a refusal of the document into words.
pub(super) fn refusal(refused: &screening::Refused) -> Problem {
    Problem::of(refused)
}
