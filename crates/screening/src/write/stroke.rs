//! What one edit puts into a document, as values: decided first, drawn in one transaction after.

use automerge::transaction::{Transactable, Transaction};
use automerge::{AutomergeError, ObjId, ObjType, ScalarValue};

use crate::document::{Genesis, Root};

/// A value to be put.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ink {
    Value(ScalarValue),
    List(Vec<ScalarValue>),
}

impl<T: Into<ScalarValue>> From<T> for Ink {
    fn from(value: T) -> Ink {
        Ink::Value(value.into())
    }
}

impl Ink {
    /// Makes a list of texts.
    pub fn texts(texts: &[String]) -> Ink {
        Ink::List(texts.iter().map(|text| text.as_str().into()).collect())
    }
}

/// Where a field stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Place {
    Root(Root),
    Item(ObjId),
}

/// The fields of a new item; what is absent is not written.
pub(crate) type FieldList = Vec<(&'static str, Ink)>;

/// One thing to put.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stroke {
    /// A new map under a key of a root container; what stood there before is replaced whole.
    Item { root: Root, key: String, fields: FieldList },
    /// One field.
    Field { of: Place, key: &'static str, ink: Ink },
    /// A value right in a root container.
    Scalar { root: Root, key: String, value: ScalarValue },
}

/// Puts everything.
pub(crate) fn draw(tx: &mut Transaction<'_>, genesis: &Genesis, strokes: &[Stroke]) -> Result<(), AutomergeError> {
    let container = |root: Root| genesis.container(root).cloned().ok_or(AutomergeError::NotAnObject);
    for stroke in strokes {
        match stroke {
            Stroke::Item { root, key, fields } => {
                let item = tx.put_object(container(*root)?, key.as_str(), ObjType::Map)?;
                for (name, ink) in fields {
                    put(tx, &item, name, ink)?;
                }
            }
            Stroke::Field { of: Place::Root(root), key, ink } => put(tx, &container(*root)?, key, ink)?,
            Stroke::Field { of: Place::Item(item), key, ink } => put(tx, item, key, ink)?,
            Stroke::Scalar { root, key, value } => tx.put(container(*root)?, key.as_str(), value.clone())?,
        }
    }
    Ok(())
}

fn put(tx: &mut Transaction<'_>, item: &ObjId, key: &str, ink: &Ink) -> Result<(), AutomergeError> {
    match ink {
        Ink::Value(value) => tx.put(item, key, value.clone()),
        Ink::List(values) => {
            let list = tx.put_object(item, key, ObjType::List)?;
            for (place, value) in values.iter().enumerate() {
                tx.insert(&list, place, value.clone())?;
            }
            Ok(())
        }
    }
}
