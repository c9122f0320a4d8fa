//! What a change touched, from the change itself.
//!
//! `Automerge::diff` looks at the whole document (25 ms at 10,000 notes), so the change's own operations are decoded
//! instead. Each names the map it writes into; that map is a root container, was made by the same change, or its way to
//! the root is asked of the document, which does not grow with it (21 us for the whole change at 2,000 notes, 22 at 20,000).

mod kinds;

use std::collections::{BTreeMap, BTreeSet};

use automerge::legacy::{Key, ObjectId, OpType};
use automerge::{Change, ObjId, ObjType, Prop, ReadDoc};

pub use kinds::Touched;

use crate::document::{Document, Root, guarded};
use crate::limits;

/// Where an operation writes: under which root key, and which item of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// A key of the document's root.
    Root,
    /// A root container.
    Container(Root),
    /// Somewhere in this item of a root container.
    Item(Root, String),
    /// Under a root key, or in a container, that this version does not use.
    Elsewhere(String),
}

/// Names what a change touched; `doc` is the document after the change was applied.
///
/// ```
/// # use screening::*;
/// # let me = MemberId::from_bytes([1; 10]);
/// # let film = Film { title: "The Lamplighter's Daughter".into(), ..Film::default() };
/// # let opening = Opening { film, cut: None, viewing: String::new() };
/// # let (mut document, _) = Document::new_screening(&[7; 24], &opening, &me, None, 0, 1)?;
/// # let pen = Pen { member: &me, wall_ms: 0, random: 7, voices: &AnyVoice };
/// let written = write(&mut document, &Edit::Pulse(4), &pen)?;
/// let touched = touched(&document, &written.change.unwrap());
/// assert!(touched.pulses.contains(&me) && touched.notes.is_empty() && !touched.everything);
/// # Ok::<(), Refused>(())
/// ```
pub fn touched(doc: &Document, change: &Change) -> Touched {
    if change.deps().is_empty() {
        return Touched { everything: true, ..Touched::default() };
    }
    guarded(|| decoded(doc, change)).unwrap_or(Touched { everything: true, ..Touched::default() })
}

fn decoded(doc: &Document, change: &Change) -> Touched {
    let mut touched = Touched::default();
    let mut made: BTreeMap<u64, Place> = BTreeMap::new();
    let mut known: BTreeMap<(u64, Vec<u8>), Place> = BTreeMap::new();
    let mut seen: BTreeSet<Place> = BTreeSet::new();
    for (number, op) in (change.start_op().get()..).zip(change.decode().operations) {
        let inside = match op.obj {
            ObjectId::Root => Place::Root,
            ObjectId::Id(id) => {
                let own = id.actor() == change.actor_id();
                match made.get(&id.counter()).filter(|_| own) {
                    Some(place) => place.clone(),
                    None => {
                        let name = (id.counter(), id.actor().to_bytes().to_vec());
                        let ask = || place_of(doc, ObjId::Id(id.counter(), id.actor().clone(), 0));
                        known.entry(name).or_insert_with(ask).clone()
                    }
                }
            }
        };
        let key = match &op.key {
            Key::Map(key) => Some(key.as_str()),
            Key::Seq(_) => None,
        };
        let place = step(inside, key);
        if matches!(op.action, OpType::Make(ObjType::Map | ObjType::List | ObjType::Text | ObjType::Table)) {
            made.insert(number, place.clone());
        }
        if seen.insert(place.clone()) {
            touched.note(&place, key);
        }
    }
    touched
}

/// Takes one step from a place into the one that a key of it names.
fn step(inside: Place, key: Option<&str>) -> Place {
    match (inside, key) {
        (Place::Root, Some(key)) => match Root::of(key) {
            Some(root) => Place::Container(root),
            None => Place::Elsewhere(key.to_owned()),
        },
        (Place::Container(root @ (Root::Film | Root::Text)), _) => Place::Item(root, String::new()),
        (Place::Container(root), Some(key)) => Place::Item(root, key.to_owned()),
        (other, _) => other,
    }
}

/// Asks the document where a map, list or text stands, at most eight levels deep.
fn place_of(doc: &Document, id: ObjId) -> Place {
    if let Some(root) = doc.genesis.root_of(&id) {
        return Place::Container(root);
    }
    let Ok(parents) = doc.am.parents(&id) else { return Place::Elsewhere(String::new()) };
    let way: Vec<_> = parents.take(limits::DEPTH + 1).collect();
    if way.len() > limits::DEPTH {
        return Place::Elsewhere(String::new());
    }
    let mut place = Place::Root;
    for parent in way.iter().rev() {
        let key = match &parent.prop {
            Prop::Map(key) => Some(key.as_str()),
            Prop::Seq(_) => None,
        };
        // A root key that was written over holds another map than the one that counts.
        place = match doc.genesis.root_of(&parent.obj) {
            Some(root) => step(Place::Container(root), key),
            None => step(place, key),
        };
    }
    place
}
