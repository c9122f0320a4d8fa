//! The recap: one text with one owner, this core, and any number of screens that type into it.
//!
//! A screen shows the text as it was at some version, plus what was typed since. It sends that with the version on which
//! it was typed; here it is made at exactly that version and merges with whatever came in meanwhile, and back goes the way
//! from there to now. So nothing typed is ever moved by the house, and nobody waits for anybody. A screen that is behind
//! asks for the way to now without having typed ([`Core::follow_recap`]).
//!
//! Whoever has not seen the end gets nothing of it, not even an answer to what they wrote.

mod carets;
mod passages;
mod versions;

use automerge::{Change, ChangeHash};
use replica::DocumentId;
use screening::{
    Document, MemberId, RecapEdit, Refused, ScreeningId, Splice, edit_recap, recap_since, recap_text, set_recap_at,
};

use super::core::{Core, library_problem};
use super::notes::{id, refusal};
use super::turn::Turn;
use crate::api::view::{RecapOpen, RecapStep, RecapView};
use crate::api::{Problem, ask};
use crate::gate::{Lights, Reach};

pub(crate) use carets::Carets;
use passages::{marked, marks, shown};

/// How many editors are remembered with the last edit of each.
const EDITORS_MAX: usize = 64;

/// The last edit that an editor sent, so that one that is sent again, because its answer was lost, is not written twice.
#[derive(Debug)]
pub(crate) struct Typed {
    document: DocumentId,
    editor: String,
    number: u32,
    tip: Vec<ChangeHash>,
}

impl Core {
    /// Opens the text for somebody who is going to write in it. Marks that were typed between the letters, as in recaps of
    /// earlier versions, are laid on the letters first.
    pub(super) fn open_recap(&mut self, ask: &ask::OfScreening, turn: &mut Turn) -> Result<RecapOpen, Problem> {
        let (recap, _) = self.recap_to_write(&ask.screening)?;
        if self.open(recap)?.document.readable().is_writable() {
            self.tidy_recap(recap, turn)?;
        }
        self.recap_as_it_is(recap)
    }

    /// Writes what was typed, at the version on which it was typed.
    pub(super) fn edit_recap(&mut self, ask: ask::EditRecap, turn: &mut Turn) -> Result<RecapStep, Problem> {
        let (recap, _) = self.recap_to_write(&ask.screening)?;
        let base = heads(&ask.base)?;
        let said_before = self
            .typed
            .iter()
            .find(|typed| typed.document == recap && typed.editor == ask.editor && typed.number == ask.number);
        let tip = match said_before.map(|typed| typed.tip.clone()) {
            Some(tip) => tip,
            // Somebody only says where they are now.
            None if ask.splices.is_empty() && ask.marks.is_empty() => base,
            None => {
                let signs = ask.splices.iter().any(|splice| splice.insert.contains(['|', '=']));
                let changes = self.write_in_recap(recap, turn, |document, wall_ms| {
                    let splices = ask.splices.into_iter().map(|splice| Splice {
                        at: splice.at as usize,
                        delete: splice.delete as usize,
                        insert: splice.insert,
                    });
                    let edit = RecapEdit { splices: splices.collect(), marks: marked(&ask.marks)? };
                    edit_recap(document, &base, &edit, wall_ms).map_err(Stopped::Refused)
                })?;
                let tip = changes.last().map_or(base, |hash| vec![*hash]);
                if signs {
                    self.tidy_recap(recap, turn)?;
                }
                self.remember(Typed { document: recap, editor: ask.editor, number: ask.number, tip: tip.clone() });
                tip
            }
        };
        if let Some(at) = ask.caret {
            self.write_here(recap, &tip, at as usize);
        }
        self.recap_step(recap, &tip)
    }

    /// Tells somebody who is behind what was written since.
    pub(super) fn follow_recap(&mut self, ask: &ask::FollowRecap) -> Result<RecapStep, Problem> {
        let (recap, _) = self.recap_to_write(&ask.screening)?;
        self.recap_step(recap, &heads(&ask.base)?)
    }

    /// Replaces the whole text, for whoever knows no keystrokes.
    pub(super) fn write_recap(&mut self, ask: ask::WriteRecap, turn: &mut Turn) -> Result<RecapView, Problem> {
        let (recap, _) = self.recap_to_write(&ask.screening)?;
        let base = heads(&ask.base)?;
        self.write_in_recap(recap, turn, |document, wall_ms| {
            set_recap_at(document, &base, &ask.text, wall_ms).map_err(Stopped::Refused)
        })?;
        self.tidy_recap(recap, turn)?;
        let RecapOpen { text, version, marks, .. } = self.recap_as_it_is(recap)?;
        let (unused, draft, brief, earlier) = Default::default();
        Ok(RecapView { text, version, marks, unused, draft, brief, earlier })
    }

    /// Reads the text for whoever asks in the name of somebody who may see it.
    pub(super) fn recap_now(&mut self, screening: &ScreeningId) -> Result<RecapOpen, Problem> {
        let recap = self.recap_of(id(screening.as_str())?)?;
        self.recap_as_it_is(recap)
    }

    fn recap_as_it_is(&mut self, recap: DocumentId) -> Result<RecapOpen, Problem> {
        let carets = self.carets_in(recap);
        let document = &self.open(recap)?.document;
        Ok(RecapOpen {
            text: recap_text(document),
            version: version(&document.heads()),
            marks: shown(document),
            carets,
        })
    }

    fn recap_step(&mut self, recap: DocumentId, from: &[ChangeHash]) -> Result<RecapStep, Problem> {
        let carets = self.carets_in(recap);
        let document = &self.open(recap)?.document;
        let splices = recap_since(document, from).map_err(|refused| refusal(&refused))?.into_iter().map(|splice| {
            ask::RecapSplice { at: small(splice.at), delete: small(splice.delete), insert: splice.insert }
        });
        let splices = splices.collect();
        Ok(RecapStep { version: version(&document.heads()), splices, marks: shown(document), carets })
    }

    /// Lays typed marks on the letters.
    fn tidy_recap(&mut self, recap: DocumentId, turn: &mut Turn) -> Result<(), Problem> {
        self.write_in_recap(recap, turn, |document, wall_ms| match recap::tidied(&recap_text(document)) {
            Some(edit) => {
                let heads = document.heads();
                edit_recap(document, &heads, &edit, wall_ms).map_err(Stopped::Refused)
            }
            None => Ok(Vec::new()),
        })?;
        Ok(())
    }

    /// Writes into the text: signed, staged, and told. Gives the hashes of the changes.
    fn write_in_recap(
        &mut self,
        recap: DocumentId,
        turn: &mut Turn,
        write: impl FnOnce(&mut Document, i64) -> Result<Vec<Change>, Stopped>,
    ) -> Result<Vec<ChangeHash>, Problem> {
        let actor = self.actor();
        let wall_ms = self.timebase.wall_ms();
        let held = self.open(recap)?;
        held.document.set_actor(&actor);
        let heads = held.document.heads();
        let changes = match write(&mut held.document, wall_ms) {
            Ok(changes) => changes,
            Err(stopped) => {
                // Refused in the middle it may hold half of an edit: it is read again from what is stored.
                if held.document.heads() != heads {
                    self.held.remove(&recap);
                }
                return Err(stopped.into());
            }
        };
        let hashes = changes.iter().map(Change::hash).collect();
        for change in changes {
            self.wrote(recap, change, turn);
        }
        Ok(hashes)
    }

    fn remember(&mut self, typed: Typed) {
        self.typed.retain(|before| before.document != typed.document || before.editor != typed.editor);
        if self.typed.len() >= EDITORS_MAX {
            self.typed.remove(0);
        }
        self.typed.push(typed);
    }

    /// Finds the recap of a screening for somebody who has seen the end of it.
    fn recap_to_write(&mut self, screening: &str) -> Result<(DocumentId, MemberId), Problem> {
        let (document, me) = self.screening(screening)?;
        if !self.has_finished(document, &me)? {
            return Err(not_finished());
        }
        Ok((self.recap_of(document)?, me))
    }

    fn has_finished(&mut self, document: DocumentId, member: &MemberId) -> Result<bool, Problem> {
        let (timebase, at_ms) = (self.timebase.name.clone(), self.timebase.now_ms());
        let Some(held) = self.held.get(&document) else { return Ok(false) };
        let pace = &held.pace;
        let mut reach = Reach { attendance: &pace.attendance, viewings: &pace.viewings, ..Reach::default() };
        if Lights::of(&reach).has(member) {
            return Ok(true);
        }
        // Whoever does not say so themselves may have been there when the lights went up.
        let noted_ms =
            self.reader.noted_until(&ScreeningId::from_bytes(document.0), member).map_err(library_problem)?;
        reach.noted_ms.extend(noted_ms.map(|noted_ms| (member.clone(), noted_ms)));
        reach.clocks_ms = pace.clocks_ms(&timebase, at_ms);
        Ok(Lights::of(&reach).has(member))
    }

    /// Finds the document that holds a screening's recap.
    fn recap_of(&mut self, screening: DocumentId) -> Result<DocumentId, Problem> {
        let held = self.open(screening)?;
        let recap = held
            .document
            .recap()
            .ok_or_else(|| Problem::new("no-recap", "This screening has no recap yet. Nothing was changed."))?;
        let recap: DocumentId = id(recap.as_str())?;
        if !self.places.contains_key(&recap) {
            return Err(Problem::new(
                "no-recap",
                "The recap has not reached this device yet. Nothing was changed. It comes with the next device that has it.",
            ));
        }
        Ok(recap)
    }
}

/// Why nothing was written.
enum Stopped {
    Refused(Refused),
    Problem(Problem),
}

impl From<Stopped> for Problem {
    fn from(stopped: Stopped) -> Problem {
        match stopped {
            Stopped::Refused(refused) => refusal(&refused),
            Stopped::Problem(problem) => problem,
        }
    }
}

/// Names a state of a text.
fn version(heads: &[ChangeHash]) -> String {
    let mut names: Vec<String> = heads.iter().map(ToString::to_string).collect();
    names.sort();
    names.join(".")
}

fn heads(version: &str) -> Result<Vec<ChangeHash>, Problem> {
    let heads = version.split('.').filter(|name| !name.is_empty()).map(|name| {
        name.parse().map_err(|_| {
            Problem::new(
                "bad-argument",
                "This is no version of the recap. Nothing was changed; your text is still here. Open the recap again.",
            )
        })
    });
    heads.collect()
}

/// Places of a recap are below 400,000.
fn small(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn not_finished() -> Problem {
    Problem::new(
        "not-finished",
        "The recap tells the whole film. It opens here when you have seen the end. Nothing is lost until then.",
    )
}
