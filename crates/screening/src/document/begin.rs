//! Beginning a document: one change that makes every container.

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{ActorId, Automerge, AutomergeError, Change, ObjType, ROOT, ReadDoc, TextEncoding};

use super::{Document, Genesis, Root, Schema};
use crate::edit::Opening;
use crate::id::{CutId, MemberId, ScreeningId, ViewingId};
use crate::refused::Refused;
use crate::write::{Stroke, cut_stroke, draw, film_strokes, viewing_stroke};

impl Document {
    /// Begins a screening with its film, its first viewing (whose id is `ViewingId::new(wall_ms, random)`) and, when it
    /// is known, the copy that is watched.
    ///
    /// `recap` is the id of the document for its recap, `wall_ms` milliseconds since 1970. Refuses what
    /// [`crate::Edit::Film`] would refuse: an empty title above all.
    pub fn new_screening(
        actor: &[u8],
        opening: &Opening,
        by: &MemberId,
        recap: Option<&ScreeningId>,
        wall_ms: i64,
        random: u64,
    ) -> Result<(Document, Change), Refused> {
        let mut strokes = film_strokes(None, &opening.film)?;
        let cut = opening.cut.as_ref().map(|cut| (CutId::new(wall_ms, random), cut));
        if let Some((id, cut)) = &cut {
            strokes.push(cut_stroke(id, cut, by)?);
        }
        let viewing = ViewingId::new(wall_ms, random);
        strokes.push(viewing_stroke(&viewing, &opening.viewing, cut.as_ref().map(|(id, _)| id), by)?);
        let roots: Vec<Root> = Root::ALL.iter().copied().filter(|root| *root != Root::Text).collect();
        let recap = recap.map(ToString::to_string);
        let words = [("kind", Some("screening")), ("by", Some(by.as_str())), ("recap", recap.as_deref())];
        begin(actor, wall_ms, &words, &roots, &strokes)
    }

    /// Begins the text of a screening's recap.
    pub fn new_recap(actor: &[u8], of: &ScreeningId, wall_ms: i64) -> Result<(Document, Change), Refused> {
        begin(actor, wall_ms, &[("kind", Some("recap")), ("of", Some(of.as_str()))], &[Root::Text], &[])
    }
}

fn begin(
    actor: &[u8],
    wall_ms: i64,
    words: &[(&str, Option<&str>)],
    roots: &[Root],
    strokes: &[Stroke],
) -> Result<(Document, Change), Refused> {
    let mut am = Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit).with_actor(ActorId::from(actor));
    let mut tx = am.transaction();
    let made = lay_out(&mut tx, wall_ms, words, roots).and_then(|genesis| draw(&mut tx, &genesis, strokes));
    let hash = match made {
        Ok(()) => tx.commit_with(CommitOptions::default().with_time(wall_ms.div_euclid(1000))).0,
        Err(error) => return Err(Refused::broken(error)),
    };
    let change = hash.and_then(|hash| am.get_change_by_hash(&hash));
    let change = change.ok_or_else(|| Refused::broken(AutomergeError::Fail))?;
    let genesis = Genesis::of(&change);
    Ok((Document { am, genesis }, change))
}

/// Writes the words at the root and makes the containers.
fn lay_out(
    tx: &mut Transaction<'_>,
    wall_ms: i64,
    words: &[(&str, Option<&str>)],
    roots: &[Root],
) -> Result<Genesis, AutomergeError> {
    let mut genesis = Genesis::default();
    for (key, word) in words {
        if let Some(word) = word {
            tx.put(ROOT, *key, *word)?;
        }
    }
    tx.put(ROOT, "schema", Schema::OURS.to_string())?;
    tx.put(ROOT, "made_ms", wall_ms)?;
    for root in roots {
        let kind = if *root == Root::Text { ObjType::Text } else { ObjType::Map };
        genesis.hold(*root, tx.put_object(ROOT, root.key(), kind)?);
    }
    Ok(genesis)
}
