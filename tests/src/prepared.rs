//! An evening that has been: thousands of notes written straight into a profile's file.
//!
//! Asking a house fifty thousand times takes minutes. Here the same edits go through the same [`screening::write`],
//! every change is signed by the profile's own device, and the rows are stored by the same library, so that a house
//! opened on the profile cannot tell the difference.

mod dice;

use std::path::Path;

use asides::profile::Profile;
use automerge::Change;
use library::Library;
use replica::{DeviceKey, DocumentId, Household, HouseholdId, Replica};
use screening::{
    AnyVoice, Document, Edit, Film, Kind, MemberId, NewNote, NoteId, On, Opening, Pen, Purpose, Reaction, ScreeningId,
    Seal, Source, Stamp, State, ViewingId, WrittenId, write,
};

use self::dice::Dice;
use crate::household::SATURDAY_MS;

/// How long the film runs.
pub const LENGTH_MS: i64 = 7_200_000;
const TURN_CHANGES: usize = 2_000;

/// What kind of evening is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How many notes.
    pub notes: usize,
    /// Whether every tenth note got a reply and every fifth a reaction of somebody else.
    pub talk: bool,
    /// Whether the lights are up and everybody has seen the end.
    pub over: bool,
}

/// An evening that lies in a profile's file.
#[derive(Debug)]
pub struct Prepared {
    /// The household that watched.
    pub household: HouseholdId,
    /// Its screening.
    pub screening: ScreeningId,
    /// Every change of it, in order.
    pub changes: Vec<Change>,
    /// The notes' words alone, in UTF-8.
    pub text_bytes: usize,
}

/// Writes an evening into a profile that nobody has open; everybody for whom its device may speak took part.
///
/// # Errors
/// When the profile has no household yet, or its file cannot be opened or written.
pub fn evening(profile: &Path, plan: Plan) -> anyhow::Result<Prepared> {
    let profile = Profile::at(profile)?;
    let mut library = Library::open(&profile.database())?.library;
    let key = DeviceKey::from_seed(profile.device_seed()?);
    let replica = Replica::new(key.clone(), library.records()?, vec![]);
    let home = replica.households().next().ok_or_else(|| anyhow::anyhow!("nobody has founded a household here"))?;
    let mut writer = Writer::begin(&key, home)?;
    writer.watch(plan)?;
    writer.store(&mut library, &key)?;
    Ok(Prepared {
        household: home.id(),
        screening: writer.screening,
        changes: writer.changes,
        text_bytes: writer.text_bytes,
    })
}

struct Writer {
    household: HouseholdId,
    id: DocumentId,
    screening: ScreeningId,
    recap: (DocumentId, Document, Change),
    viewing: ViewingId,
    document: Document,
    changes: Vec<Change>,
    /// Each with the actor of a run of the program of their own.
    people: Vec<(MemberId, Vec<u8>)>,
    text_bytes: usize,
    wall_ms: i64,
    dice: Dice,
}

impl Writer {
    fn begin(key: &DeviceKey, home: &Household) -> anyhow::Result<Self> {
        let device = home.device(&key.id()).ok_or_else(|| anyhow::anyhow!("this device is not in the household"))?;
        let spoken = device.speaks_for.iter().map(|member| MemberId::from_bytes(member.0));
        let people: Vec<_> = spoken
            .enumerate()
            .map(|(place, member)| (member, replica::actor(&key.id(), [place as u8 + 1; 8])))
            .collect();
        let (id, recap) = (DocumentId([0x5c; 16]), DocumentId([0x5d; 16]));
        let screening = ScreeningId::from_bytes(id.0);
        let film = Film { title: "Marathon".into(), length_ms: Some(LENGTH_MS), ..Film::default() };
        let opening = Opening { film, cut: None, viewing: String::new() };
        let (by, actor) = &people[0];
        let wall_ms = SATURDAY_MS - 86_400_000;
        let (document, first) =
            Document::new_screening(actor, &opening, by, Some(&ScreeningId::from_bytes(recap.0)), wall_ms, 1)?;
        let (text, first_of_text) = Document::new_recap(actor, &screening, wall_ms)?;
        Ok(Self {
            household: home.id(),
            id,
            screening,
            recap: (recap, text, first_of_text),
            viewing: ViewingId::new(wall_ms, 1),
            document,
            changes: vec![first],
            people,
            text_bytes: 0,
            wall_ms,
            dice: Dice(1),
        })
    }

    fn watch(&mut self, plan: Plan) -> anyhow::Result<()> {
        for place in 0..plan.notes {
            let who = self.dice.below(self.people.len() as u64) as usize;
            let other = (who + 1) % self.people.len();
            let film_ms = LENGTH_MS * place as i64 / plan.notes as i64;
            let note = self.jot(who, film_ms)?;
            if plan.talk && place % 10 == 0 {
                let text = self.dice.words();
                self.write(other, &Edit::Reply { on: On::Note(note.clone()), text })?;
            }
            if plan.talk && place % 5 == 0 {
                self.write(other, &Edit::Mark { note, reaction: Reaction::Laugh, on: true })?;
            }
        }
        if plan.over {
            self.write(0, &Edit::EndViewing { viewing: self.viewing.clone() })?;
            for who in 0..self.people.len() {
                let seen = Edit::Attend {
                    viewing: Some(self.viewing.clone()),
                    state: State::Finished,
                    frontier_ms: LENGTH_MS,
                };
                self.write(who, &seen)?;
            }
        }
        Ok(())
    }

    /// Three of ten notes are reactions; the others are three to fifteen words.
    fn jot(&mut self, who: usize, film_ms: i64) -> anyhow::Result<NoteId> {
        let (kind, text) = match self.dice.below(10) {
            0..3 => (Kind::Reaction(Reaction::ALL[self.dice.below(9) as usize]), String::new()),
            3 => (Kind::Question, self.dice.words()),
            _ => (Kind::Remark, self.dice.words()),
        };
        self.text_bytes += text.len();
        let stamp = Stamp {
            viewing: Some(self.viewing.clone()),
            timebase: format!("{who:02x}c0ffee00000000"),
            at_ms: self.wall_ms,
            lag_ms: 2_000,
            source: Source::Hand,
            err_ms: None,
            shift_ms: 0,
        };
        let note =
            NewNote { kind, film_ms, text, tags: vec![], seal: Seal::Open, stamp: Some(stamp), after_echo: false };
        match self.write(who, &Edit::Jot(note))? {
            Some(WrittenId::Note(note)) => Ok(note),
            other => anyhow::bail!("a note became {other:?}"),
        }
    }

    fn write(&mut self, who: usize, edit: &Edit) -> anyhow::Result<Option<WrittenId>> {
        self.wall_ms += 100 + self.dice.below(1_000) as i64;
        let (member, actor) = &self.people[who];
        self.document.set_actor(actor);
        let pen = Pen { member, wall_ms: self.wall_ms, random: self.dice.draw(), voices: &AnyVoice };
        let written = write(&mut self.document, edit, &pen)?;
        self.changes.extend(written.change);
        Ok(written.id)
    }

    /// Everything was written by the device itself, in names that it may use: no voice has to be asked for.
    fn store(&self, library: &mut Library, key: &DeviceKey) -> anyhow::Result<()> {
        for some in self.changes.chunks(TURN_CHANGES) {
            let turn = library.turn()?;
            turn.put_document(&self.household, &self.id, &Purpose::Screening)?;
            for change in some {
                turn.put_change(&self.id, change, Some(&key.sign_change(&self.household, &self.id, &change.hash())))?;
            }
            turn.commit()?;
        }
        let (recap, text, first) = &self.recap;
        let turn = library.turn()?;
        turn.put_document(&self.household, recap, &Purpose::Recap)?;
        turn.put_change(recap, first, Some(&key.sign_change(&self.household, recap, &first.hash())))?;
        turn.refresh_all(recap, text, &AnyVoice)?;
        turn.refresh_all(&self.id, &self.document, &AnyVoice)?;
        turn.commit()?;
        Ok(())
    }
}
