//! The conversation: moments, boards and the ridge, made from what came through the gate.

use std::collections::BTreeMap;

use screening::insight::{Moment, hot, moments, only_one_noticed, open_questions};
use screening::{Kind, Note, NoteId, ScreeningId, Seal, Stance};

use super::boards;
use super::notes::{Hanging, reply_view};
use super::ridge::ridge;
use super::screening::look;
use crate::api::Problem;
use crate::api::view::{AnswerView, DiscussionView, LoneView, MomentView, PredictionView, QuestionView, StanceView};
use crate::gate::Sight;
use crate::house::{Asked, library_problem};

/// How far from a moment's notes a reply to its time may hang.
const REACH_MS: i64 = 20_000;

/// Answers `discussion`.
pub(crate) fn discussion(asked: &Asked<'_>, id: &ScreeningId) -> Result<DiscussionView, Problem> {
    let looked = look(asked, id)?;
    let through = looked.viewer.let_through(asked.reader.all_notes(id).map_err(library_problem)?);
    let hanging = Hanging::of(asked, &looked)?;
    let in_play = through.in_play();
    let by_id: BTreeMap<&NoteId, &Note> = through.notes.iter().map(|note| (&note.id, note)).collect();
    let view = |note: &NoteId| by_id.get(note).map(|note| hanging.view(asked, &looked, note));

    let all = moments(&in_play);
    let ranks: BTreeMap<NoteId, u32> =
        hot(&all).iter().zip(1..).filter_map(|(moment, rank)| Some((moment.notes.first()?.clone(), rank))).collect();
    let moment_view = |moment: &Moment| MomentView {
        start_ms: moment.start_ms,
        end_ms: moment.end_ms,
        rank: moment.notes.first().and_then(|first| ranks.get(first)).copied().unwrap_or(0),
        members: moment.members.iter().map(ToString::to_string).collect(),
        notes: moment.notes.iter().chain(&moment.answers).filter_map(view).collect(),
        replies: Vec::new(),
    };
    let mut moment_views: Vec<MomentView> = all.iter().map(moment_view).collect();
    for (film_ms, reply) in &hanging.moments {
        if looked.viewer.sight_of_time(*film_ms) != Sight::Clear {
            continue;
        }
        let near = |moment: &MomentView| (moment.start_ms - film_ms).max(film_ms - moment.end_ms).max(0);
        if let Some(moment) =
            moment_views.iter_mut().min_by_key(|moment| near(moment)).filter(|moment| near(moment) <= REACH_MS)
        {
            moment.replies.push(reply_view(&looked, reply));
        }
    }

    let only_one = only_one_noticed(&in_play, &looked.frontiers)
        .into_iter()
        .map(|lone| LoneView {
            start_ms: lone.moment.start_ms,
            member: lone.member.to_string(),
            notes: lone.moment.notes.iter().filter_map(view).collect(),
            passed: u32::try_from(lone.passed).unwrap_or(u32::MAX),
            others: u32::try_from(lone.others).unwrap_or(u32::MAX),
        })
        .collect();

    let mut answers = asked.reader.answers(id).map_err(library_problem)?;
    answers.retain(|answer| looked.viewer.sight_of_talk(&answer.member) == Sight::Clear);
    let open: Vec<NoteId> = open_questions(&in_play, &answers).into_iter().map(|question| question.question).collect();
    let mut questions: Vec<QuestionView> = Vec::new();
    for note in through.notes.iter().filter(|note| note.kind == Kind::Question) {
        let answers = answers.iter().filter(|answer| answer.question == note.id);
        questions.push(QuestionView {
            note: hanging.view(asked, &looked, note),
            answers: answers
                .map(|answer| AnswerView {
                    member: answer.member.to_string(),
                    position: answer.stance.position.clone(),
                    reason: answer.stance.reason.clone(),
                    still_open: answer.stance.still_open,
                    rivals: answer.rivals.iter().map(stance_view).collect(),
                })
                .collect(),
            still_open: open.contains(&note.id),
        });
    }

    let verdicts = asked.reader.outcomes(id).map_err(library_problem)?;
    let predictions = through
        .notes
        .iter()
        .filter(|note| note.kind == Kind::Prediction)
        .map(|note| {
            let verdict = verdicts.iter().find(|verdict| verdict.note == note.id && looked.viewer.finished);
            PredictionView {
                note: hanging.view(asked, &looked, note),
                outcome: verdict.and_then(|verdict| verdict.outcome).map(|outcome| outcome.name().to_owned()),
                contested_by: verdict
                    .into_iter()
                    .flat_map(|verdict| &verdict.contested_by)
                    .map(ToString::to_string)
                    .collect(),
            }
        })
        .collect();

    let keeping = through
        .notes
        .iter()
        .filter(|note| note.by == looked.me && note.seal == Seal::Sealed && note.kind != Kind::Prediction);
    let keeping = keeping.map(|note| hanging.view(asked, &looked, note)).collect();
    let seen = looked.grades_seen(asked)?;
    let length_ms = looked.row.film.length_ms.filter(|_| looked.viewer.finished);
    Ok(DiscussionView {
        screening: looked.view(asked, &through.counts(&looked.me))?,
        moments: moment_views,
        only_one,
        questions,
        predictions,
        both: boards::both(&in_play),
        nitpicks: boards::nitpicks(&in_play, &answers, view),
        boards: boards::boards(&in_play),
        afterthoughts: boards::afterthoughts(&through.notes, view),
        sentences: boards::sentences(asked, &looked)?,
        turn: boards::turn(&seen),
        keeping,
        ridge: ridge(&in_play, &looked.members, length_ms),
        hidden: through.hidden,
    })
}

fn stance_view(stance: &Stance) -> StanceView {
    StanceView { position: stance.position.clone(), reason: stance.reason.clone(), still_open: stance.still_open }
}
