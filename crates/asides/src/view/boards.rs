//! The boards beside the moments: what two noticed, nitpicks, tags, afterthoughts, one sentence each, the turnaround.

use screening::insight::{
    About, Earlier, Pile, boards as sorted, both_noticed, grade_paths, nitpicks as picked, turnaround,
};
use screening::{Answer, Judged, Kind, Note, NoteId, Sentence};

use super::screening::Looked;
use crate::api::Problem;
use crate::api::view::{BoardView, BothView, JudgedView, NitpickView, NoteView, SaidView, SentencesView, TurnView};
use crate::gate::GradesSeen;
use crate::house::{Asked, library_problem};

/// What several noticed, each on their own.
pub(crate) fn both(in_play: &[Note]) -> Vec<BothView> {
    let both = both_noticed(in_play).into_iter().map(|both| BothView {
        start_ms: both.moment.start_ms,
        members: both.members.iter().map(ToString::to_string).collect(),
        notes: both.moment.notes.iter().map(ToString::to_string).collect(),
    });
    both.collect()
}

/// The nitpick pile; `answers` are those that the viewer may hear.
pub(crate) fn nitpicks(
    in_play: &[Note],
    answers: &[Answer],
    view: impl Fn(&NoteId) -> Option<NoteView>,
) -> Vec<NitpickView> {
    let pile = picked(in_play, answers).into_iter().filter_map(|nitpick| {
        let (state, explained_ms) = match nitpick.pile {
            Pile::Open => ("open", None),
            Pile::Explained(film_ms) => ("explained", Some(film_ms)),
            Pile::Agreed => ("agreed", None),
        };
        let words = nitpick.words.into_iter().map(|word| JudgedView {
            member: word.member.to_string(),
            explained_ms: match word.stance.judged {
                Some(Judged::Explained { film_ms }) => Some(film_ms),
                Some(Judged::Agreed) | None => None,
            },
            reason: word.stance.reason,
        });
        Some(NitpickView { note: view(&nitpick.note)?, state: state.to_owned(), explained_ms, words: words.collect() })
    });
    pile.collect()
}

/// The notes by their tags.
pub(crate) fn boards(in_play: &[Note]) -> Vec<BoardView> {
    let boards = sorted(in_play).into_iter().map(|board| BoardView {
        tag: board.tag,
        about: match board.about {
            About::Character => "character",
            About::Craft => "craft",
            About::Theme => "theme",
        }
        .to_owned(),
        notes: board.notes.iter().map(ToString::to_string).collect(),
        members: board.members.iter().map(ToString::to_string).collect(),
    });
    boards.collect()
}

/// What came to mind later, in the order in which it did.
pub(crate) fn afterthoughts(notes: &[Note], view: impl Fn(&NoteId) -> Option<NoteView>) -> Vec<NoteView> {
    let mut later: Vec<&Note> =
        notes.iter().filter(|note| matches!(note.kind, Kind::Afterthought | Kind::FromOutside)).collect();
    later.sort_by(|a, b| (a.made_ms, &a.id).cmp(&(b.made_ms, &b.id)));
    later.into_iter().filter_map(|note| view(&note.id)).collect()
}

/// The film in one sentence, as far as the viewer may read the others'.
pub(crate) fn sentences(asked: &Asked<'_>, looked: &Looked) -> Result<SentencesView, Problem> {
    let sentences = asked.reader.sentences(&looked.row.id).map_err(library_problem)?;
    let seen = looked.viewer.sentences(sentences, &looked.lights);
    let said = |sentence: Sentence| SaidView {
        mine: sentence.member == looked.me,
        member: sentence.member.to_string(),
        rivals: sentence.rivals.into_iter().map(Option::unwrap_or_default).collect(),
        text: sentence.said,
    };
    Ok(SentencesView {
        said: seen.sentences.into_iter().map(said).collect(),
        closed: seen.closed.iter().map(ToString::to_string).collect(),
        awaited: seen.awaited.iter().map(ToString::to_string).collect(),
        open: seen.open,
    })
}

/// The biggest change of mind, once the grades lie open.
pub(crate) fn turn(seen: &GradesSeen) -> Option<TurnView> {
    let turn = turnaround(&grade_paths(&seen.grades, &seen.pulses)).filter(|_| seen.open)?;
    let (hope, pulse) = match turn.from {
        Earlier::Hope(letter) => (Some(letter.to_string()), None),
        Earlier::Pulse(tap) => (None, Some(tap)),
    };
    Some(TurnView { member: turn.member.to_string(), hope, pulse, to: turn.to.to_string() })
}
