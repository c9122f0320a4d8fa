//! Composing: the one place where spoilers and private notes stay behind.

use std::collections::BTreeMap;

use screening::insight::{self, Moment};
use screening::{Kind, Note, NoteId};

use crate::error::ExportError;
use crate::leak;
use crate::passage::{Block, Mark, Shape, blocks};
use crate::pool::{Reach, reach};
use crate::review::{
    Credit, Earlier, GradeLine, Line, Lone, Page, Position, Predicted, Question, Review, Scene, Text, Turn,
};
use crate::source::{Source, Spoilers};

/// Makes a review of a screening, in the full or the spoiler-free version.
///
/// The full review holds every note that may leave; the spoiler-free one only unsealed, non-personal notes before the
/// free limit, no predictions and no positions, and of the text only the sentences that somebody marked free.
///
/// # Errors
///
/// [`ExportError::Leak`] names the first sentence that would give away what it must not, and
/// [`ExportError::NothingToExport`] says that nothing would remain.
pub fn compose(source: &Source, spoilers: Spoilers) -> Result<Review, ExportError> {
    let review = Composer::new(source, spoilers).review();
    leak::check(source, &review)?;
    if review.is_empty() { Err(ExportError::NothingToExport) } else { Ok(review) }
}

/// A source with its notes at hand, looked at for one version.
pub(crate) struct Composer<'a> {
    source: &'a Source,
    spoilers: Spoilers,
    by_id: BTreeMap<&'a NoteId, (&'a Note, Reach)>,
    /// The notes that may leave.
    notes: Vec<Note>,
}

/// Leaves out headings that nothing stands below: what did stand there stayed behind.
fn with_something_below(pages: Vec<Page>) -> Vec<Page> {
    let mut kept: Vec<Page> = Vec::new();
    // From the end, so that a heading knows the least heading level that still covers something.
    let mut covers = None;
    for page in pages.into_iter().rev() {
        match page.shape {
            Shape::Heading(level) if covers.is_none_or(|below| below <= level) => {
                // A heading of the same or a higher rank comes next: there is nothing in between.
            }
            Shape::Heading(level) => {
                covers = Some(level);
                kept.push(page);
            }
            Shape::Item | Shape::Paragraph => {
                covers = Some(u8::MAX);
                kept.push(page);
            }
        }
    }
    kept.reverse();
    kept
}

impl<'a> Composer<'a> {
    pub(crate) fn new(source: &'a Source, spoilers: Spoilers) -> Self {
        let by_id: BTreeMap<_, _> = source.notes.iter().map(|note| (&note.id, (note, reach(source, note)))).collect();
        let leaving = by_id.values().filter(|(_, reach)| reach.goes_into(spoilers));
        let mut notes: Vec<Note> = leaving.map(|(note, _)| (*note).clone()).collect();
        notes.sort_by(|a, b| (a.film_ms, &a.id).cmp(&(b.film_ms, &b.id)));
        Self { source, spoilers, by_id, notes }
    }

    pub(crate) fn review(&self) -> Review {
        let moments = insight::moments(&self.notes);
        let both = insight::both_noticed(&self.notes);
        Review {
            spoilers: self.spoilers,
            film: self.source.film.clone(),
            people: self.source.people.clone(),
            pages: with_something_below(
                blocks(&self.source.recap).into_iter().filter_map(|block| self.page(block)).collect(),
            ),
            grades: self.grades(),
            turn: self.turn(),
            moments: moments.iter().map(|moment| self.scene(moment)).collect(),
            hot: insight::hot(&moments).iter().map(|moment| self.scene(moment)).collect(),
            lone: self.lone(),
            both: both.iter().map(|both| self.scene(&both.moment)).collect(),
            questions: self.questions(),
            predictions: self.predictions(),
            notes: self.notes.iter().map(|note| self.line(note)).collect(),
            earlier: self.earlier(),
        }
    }

    /// Earlier evenings in one line each: the first sentence that may leave in this version.
    fn earlier(&self) -> Vec<Earlier> {
        let leaves = |mark: Mark| match self.spoilers {
            Spoilers::Full => true,
            Spoilers::Free => mark == Mark::Free,
        };
        let mut earlier: Vec<Earlier> = self
            .source
            .earlier
            .iter()
            .map(|evening| {
                let blocks = blocks(&evening.recap).into_iter();
                let mut sentences = blocks
                    .filter(|block| !matches!(block.shape, Shape::Heading(_)))
                    .flat_map(|block| block.sentences)
                    .filter(|sentence| leaves(sentence.mark) && !sentence.text.trim().is_empty());
                let line = sentences.next().map(|sentence| sentence.text.trim().to_owned()).unwrap_or_default();
                Earlier { watched: evening.watched, grades: evening.grades.clone(), line }
            })
            .collect();
        earlier.sort_by(|a, b| b.watched.cmp(&a.watched).then_with(|| a.line.cmp(&b.line)));
        earlier
    }

    /// A block with the sentences that may leave; none when nothing remains of it.
    fn page(&self, block: Block) -> Option<Page> {
        let mut texts: Vec<Text> = Vec::new();
        let mut gap = "";
        for sentence in block.sentences {
            if self.spoilers == Spoilers::Free && sentence.mark != Mark::Free {
                gap = if sentence.text.contains('\n') { "\n" } else { " " };
                continue;
            }
            if let Some(before) = texts.last_mut()
                && !before.text.ends_with(char::is_whitespace)
            {
                before.text.push_str(gap);
            }
            gap = "";
            let credits = sentence.credits.iter().filter_map(|note| self.credit(note)).collect();
            texts.push(Text { text: sentence.text, credits });
        }
        let empty = texts.iter().all(|text| text.text.trim().is_empty());
        (!empty).then_some(Page { shape: block.shape, texts })
    }

    /// Who had the idea. Where a note may not leave, its time does not either; where it must stay home, nor does the name.
    fn credit(&self, note: &NoteId) -> Option<Credit> {
        let (note, reach) = self.by_id.get(note)?;
        let film_ms = reach.goes_into(self.spoilers).then_some(note.film_ms);
        (*reach > Reach::Home).then(|| Credit { by: self.source.name(&note.by), kind: note.kind.clone(), film_ms })
    }

    fn line(&self, note: &Note) -> Line {
        Line {
            note: note.id.clone(),
            film_ms: note.film_ms,
            by: self.source.name(&note.by),
            kind: note.kind.clone(),
            text: note.text.clone(),
            tags: note.tags.clone(),
        }
    }

    fn scene(&self, moment: &Moment) -> Scene {
        let notes: Vec<&Note> = moment.notes.iter().filter_map(|id| Some(self.by_id.get(id)?.0)).collect();
        let mut who: Vec<String> = Vec::new();
        for note in &notes {
            let name = self.source.name(&note.by);
            if !who.contains(&name) {
                who.push(name);
            }
        }
        Scene { film_ms: moment.start_ms, who, lines: notes.iter().map(|note| self.line(note)).collect() }
    }

    /// Only-one is found among all notes, so that it stays true where some of them stay home, and told of those that leave.
    fn lone(&self) -> Vec<Lone> {
        insight::only_one_noticed(&self.source.notes, &self.source.frontiers)
            .into_iter()
            .filter_map(|mut lone| {
                lone.moment.notes.retain(|id| self.leaves(id));
                let noticing = |id: &NoteId| self.by_id.get(id).is_some_and(|(note, _)| insight::is_noticing(note));
                let told = lone.moment.notes.iter().any(noticing);
                let mut scene = self.scene(&lone.moment);
                scene.film_ms = scene.lines.first()?.film_ms;
                told.then_some(Lone { scene, passed: lone.passed, others: lone.others })
            })
            .collect()
    }

    fn leaves(&self, id: &NoteId) -> bool {
        self.by_id.get(id).is_some_and(|(_, reach)| reach.goes_into(self.spoilers))
    }

    fn questions(&self) -> Vec<Question> {
        insight::open_questions(&self.notes, &self.source.answers)
            .iter()
            .filter_map(|open| {
                let answers = if self.spoilers == Spoilers::Full { open.answers.as_slice() } else { &[] };
                let positions = answers.iter().flat_map(|answer| {
                    std::iter::once(&answer.stance).chain(&answer.rivals).map(|stance| Position {
                        by: self.source.name(&answer.member),
                        position: stance.position.clone(),
                        reason: stance.reason.clone(),
                    })
                });
                let line = self.line(self.by_id.get(&open.question)?.0);
                Some(Question { line, standing: open.standing, positions: positions.collect() })
            })
            .collect()
    }

    fn predictions(&self) -> Vec<Predicted> {
        let predictions = self.notes.iter().filter(|note| note.kind == Kind::Prediction);
        predictions
            .map(|note| {
                let verdict =
                    self.source.verdicts.iter().find(|verdict| self.source.lights_up && verdict.note == note.id);
                let contested = verdict.into_iter().flat_map(|verdict| &verdict.contested_by);
                Predicted {
                    line: self.line(note),
                    outcome: verdict.and_then(|verdict| verdict.outcome),
                    contested_by: contested.map(|member| self.source.name(member)).collect(),
                }
            })
            .collect()
    }

    fn paths(&self) -> Vec<insight::GradePath> {
        if self.source.lights_up { insight::grade_paths(&self.source.grades, &self.source.pulses) } else { Vec::new() }
    }

    fn grades(&self) -> Vec<GradeLine> {
        let mut paths = self.paths();
        let place = |path: &insight::GradePath| self.source.people.iter().position(|person| person.id == path.member);
        paths.sort_by_key(|path| (place(path).unwrap_or(usize::MAX), path.member.clone()));
        paths
            .into_iter()
            .map(|path| GradeLine {
                name: self.source.name(&path.member),
                member: path.member,
                hope: path.hope,
                pulse: path.pulse,
                after: path.after,
            })
            .collect()
    }

    fn turn(&self) -> Option<Turn> {
        let turn = insight::turnaround(&self.paths())?;
        let from = match turn.from {
            insight::Earlier::Hope(letter) => letter.to_string(),
            insight::Earlier::Pulse(tap) => format!("{tap} of 5 at half an hour"),
        };
        Some(Turn { by: self.source.name(&turn.member), from, to: turn.to })
    }
}
