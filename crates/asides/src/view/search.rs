//! Search in everything the viewer may see.

use std::collections::BTreeMap;

use library::Hit;
use screening::{On, ScreeningId};

use super::screening::{Looked, look};
use crate::api::view::{HitView, SearchView};
use crate::api::{Problem, ask};
use crate::gate::Sight;
use crate::house::{Asked, library_problem};

const HITS_MAX: u32 = 200;

/// Answers `search`.
pub(crate) fn search(asked: &Asked<'_>, ask: &ask::Search) -> Result<SearchView, Problem> {
    let limit = ask.limit.unwrap_or(50).clamp(1, HITS_MAX) as usize;
    let looks: std::cell::RefCell<BTreeMap<ScreeningId, Option<Looked>>> = std::cell::RefCell::default();
    let with = |screening: &ScreeningId, see: &dyn Fn(&Looked) -> bool| -> bool {
        let mut looks = looks.borrow_mut();
        let looked = looks.entry(screening.clone()).or_insert_with(|| look(asked, screening).ok());
        looked.as_ref().is_some_and(see)
    };
    let seen = |hit: &Hit| match hit {
        Hit::Title { screening } => with(screening, &|_| true),
        // The recap is written after the end; who has not seen it is not shown a line of it.
        Hit::Recap { screening, .. } => {
            screening.as_ref().is_some_and(|screening| with(screening, &|looked| looked.viewer.finished))
        }
        Hit::Note { screening, note } => with(screening, &|looked| looked.viewer.sight(note) == Sight::Clear),
        Hit::Reply { screening, reply } => with(screening, &|looked| {
            looked.viewer.sight_of_talk(&reply.by) == Sight::Clear
                && match &reply.on {
                    On::Moment(film_ms) => looked.viewer.sight_of_time(*film_ms) == Sight::Clear,
                    On::Note(note) => asked
                        .reader
                        .note(screening, note)
                        .is_ok_and(|note| note.is_some_and(|note| looked.viewer.sight(&note) == Sight::Clear)),
                }
        }),
    };
    let hits = asked.reader.search_where(&ask.text, limit, seen).map_err(library_problem)?;
    let looks = looks.into_inner();
    let title = |screening: &ScreeningId| {
        looks.get(screening).and_then(Option::as_ref).map(|looked| looked.row.film.title.clone()).unwrap_or_default()
    };
    let mut views = Vec::new();
    for hit in hits {
        let view = match hit {
            Hit::Title { screening } => HitView {
                title: title(&screening),
                screening: screening.to_string(),
                film_ms: 0,
                kind: "film".to_owned(),
                by: String::new(),
                text: String::new(),
                tags: Vec::new(),
            },
            Hit::Recap { document, screening } => {
                let Some(screening) = screening else { continue };
                HitView {
                    title: title(&screening),
                    screening: screening.to_string(),
                    film_ms: 0,
                    kind: "recap".to_owned(),
                    by: String::new(),
                    text: asked
                        .reader
                        .recap(&document)
                        .map_err(library_problem)?
                        .map(|text| text.chars().take(200).collect())
                        .unwrap_or_default(),
                    tags: Vec::new(),
                }
            }
            Hit::Note { screening, note } => HitView {
                title: title(&screening),
                screening: screening.to_string(),
                film_ms: note.film_ms,
                kind: "note".to_owned(),
                by: note.by.to_string(),
                text: note.text,
                tags: note.tags,
            },
            Hit::Reply { screening, reply } => HitView {
                title: title(&screening),
                screening: screening.to_string(),
                film_ms: match reply.on {
                    On::Moment(film_ms) => film_ms,
                    On::Note(_) => 0,
                },
                kind: "reply".to_owned(),
                by: reply.by.to_string(),
                text: reply.text,
                tags: Vec::new(),
            },
        };
        views.push(view);
    }
    Ok(SearchView { hits: views })
}
