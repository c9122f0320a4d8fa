//! The recap's text, and what is not in it yet.

use recap::{EarlierEvening, Person, Shape, Source, Spoilers, blocks, compose, draft, fold, notated};
use screening::{Given, Grade, Kind, Marking, MemberId, Passage, ScreeningId, Sentence, When};

use super::notes::Hanging;
use super::screening::{Looked, look};
use crate::api::Problem;
use crate::api::view::{EarlierView, GradeOfView, RecapOpen, RecapView};
use crate::house::{Asked, Message, library_problem};

/// The most unused notes that are offered at once.
const UNUSED_MAX: usize = 100;

/// Answers `recap`.
pub(crate) fn recap(asked: &Asked<'_>, id: &ScreeningId) -> Result<RecapView, Problem> {
    let looked = look(asked, id)?;
    if !looked.viewer.finished {
        return Err(Problem::new(
            "not-finished",
            "The recap tells the whole film. It opens here when you have seen the end. Nothing is lost until then.",
        ));
    }
    let open = asked.look(|answer| Message::RecapText { screening: id.clone(), answer })??;
    let source = source(asked, &looked, in_notation(&open))?;
    let RecapOpen { text, version, marks, .. } = open;
    let hanging = Hanging::of(asked, &looked)?;
    let unused = source
        .notes
        .iter()
        .filter(|note| {
            !note.text.trim().is_empty()
                && !matches!(note.kind, Kind::Personal | Kind::Prediction | Kind::Reaction(_))
                && !text.contains(note.text.trim())
                && !text.contains(&format!("[^{}]", note.id))
        })
        .take(UNUSED_MAX)
        .map(|note| hanging.view(asked, &looked, note))
        .collect();
    let draft = if text.trim().is_empty() { draft(&source) } else { String::new() };
    let brief = compose(&source, Spoilers::Full).map(|review| review.brief()).unwrap_or_default();
    let mut earlier = earlier(asked, &looked)?;
    earlier.sort_by_key(|(_, evening)| std::cmp::Reverse(evening.watched));
    let earlier = earlier.into_iter().map(|(screening, evening)| in_one_line(&screening, evening)).collect();
    Ok(RecapView { text, version, marks, unused, draft, brief, earlier })
}

/// The text with its marks between the letters, as a review reads it.
pub(crate) fn in_notation(open: &RecapOpen) -> String {
    let passages = open.marks.iter().filter_map(|mark| {
        let marking = Marking::of(&mark.marking)?;
        Some(Passage { from: mark.from as usize, to: mark.to as usize, marking })
    });
    notated(&open.text, &passages.collect::<Vec<_>>())
}

/// An earlier evening as a link: its day, its grades, the first line of what was written then.
fn in_one_line(screening: &ScreeningId, evening: EarlierEvening) -> EarlierView {
    let mut sentences = blocks(&evening.recap)
        .into_iter()
        .filter(|block| !matches!(block.shape, Shape::Heading(_)))
        .flat_map(|block| block.sentences)
        .map(|sentence| sentence.text.trim().to_owned());
    let grades = evening.grades.into_iter().map(|(name, letter)| GradeOfView { name, letter: letter.to_string() });
    EarlierView {
        screening: screening.to_string(),
        day: evening.watched.to_string(),
        grades: grades.collect(),
        line: sentences.find(|line| !line.is_empty()).unwrap_or_default(),
    }
}

/// Gathers what a review is made of: everything here has passed the gate.
pub(crate) fn source(asked: &Asked<'_>, looked: &Looked, recap: String) -> Result<Source, Problem> {
    let id = &looked.row.id;
    let notes = asked.reader.all_notes(id).map_err(library_problem)?;
    let through = looked.viewer.let_through(notes);
    let exportable = through.notes.iter().filter(|note| note.exportable).map(|note| note.id.clone()).collect();
    let seen = looked.grades_seen(asked)?;
    let finished = looked.viewer.finished;
    let there = |member: &str| {
        looked.pace.attendance.iter().any(|row| row.member.as_str() == member)
            || through.notes.iter().any(|note| note.by.as_str() == member)
    };
    let people = looked
        .members
        .iter()
        .filter(|member| there(&member.id))
        .filter_map(|member| {
            let id: screening::MemberId = member.id.parse().ok()?;
            let seen_before = asked
                .reader
                .attendance_by(&id)
                .unwrap_or_default()
                .iter()
                .filter(|(other, _)| *other != looked.row.id)
                .filter_map(|(other, _)| asked.reader.screening(other).ok().flatten())
                .any(|other| {
                    other.film.title == looked.row.film.title
                        && other.film.year == looked.row.film.year
                        && other.made_ms < looked.row.made_ms
                });
            let watched = looked.watched(&id);
            Some(Person { id, name: member.name.clone(), watched, seen_before, tags: Vec::new() })
        })
        .collect();
    Ok(Source {
        film: looked.row.film.clone(),
        people,
        notes: through.notes,
        frontiers: looked.frontiers.clone(),
        grades: seen.grades,
        pulses: if finished { seen.pulses } else { Vec::new() },
        answers: asked.reader.answers(id).map_err(library_problem)?,
        verdicts: if finished { asked.reader.outcomes(id).map_err(library_problem)? } else { Vec::new() },
        sentences: sentences_seen(asked, looked)?,
        recap,
        lights_up: finished,
        free_until_ms: looked.row.film.free_until_ms,
        exportable,
        earlier: Vec::new(),
    })
}

/// The film in one sentence by member; none until everybody of the viewer's sitting wrote or passed, since a draft is
/// everybody's to read.
fn sentences_seen(asked: &Asked<'_>, looked: &Looked) -> Result<Vec<(MemberId, String)>, Problem> {
    let sentences = asked.reader.sentences(&looked.row.id).map_err(library_problem)?;
    let seen = looked.viewer.sentences(sentences, &looked.lights);
    if !seen.open {
        return Ok(Vec::new());
    }
    let said = |sentence: Sentence| Some((sentence.member, sentence.said.filter(|_| sentence.rivals.is_empty())?));
    Ok(seen.sentences.into_iter().filter_map(said).collect())
}

/// Earlier evenings of the household with the same film that whoever asks has seen to the end.
pub(crate) fn earlier(asked: &Asked<'_>, looked: &Looked) -> Result<Vec<(ScreeningId, EarlierEvening)>, Problem> {
    let title = fold(&looked.row.film.title);
    let mut evenings = Vec::new();
    for row in asked.reader.screenings().map_err(library_problem)? {
        let same = fold(&row.film.title) == title && row.film.year == looked.row.film.year;
        if !same || title.is_empty() || row.household != looked.row.household || row.made_ms >= looked.row.made_ms {
            continue;
        }
        let then = look(asked, &row.id)?;
        let Some(watched) = then.watched(&then.me).filter(|_| then.viewer.finished) else { continue };
        let name = |member: &MemberId| {
            let known = then.members.iter().find(|known| known.id == member.as_str());
            known.map_or_else(|| "someone".to_owned(), |known| known.name.clone())
        };
        let grades = then.grades_seen(asked)?.grades.into_iter().filter_map(|grade| match grade {
            Grade { when: When::After, given: Given::Letter(letter), member, .. } => Some((name(&member), letter)),
            _ => None,
        });
        let grades = grades.collect();
        // A recap that is not here yet is no reason to keep this evening's review at home.
        let text = asked.look(|answer| Message::RecapText { screening: row.id.clone(), answer })?;
        let recap = text.map(|open| in_notation(&open)).unwrap_or_default();
        evenings.push((row.id, EarlierEvening { watched, grades, recap }));
    }
    Ok(evenings)
}
