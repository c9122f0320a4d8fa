//! What stands at a key, who wrote it, and why it may not count.

use automerge::{ObjId, ObjType, ScalarValue, ScalarValueRef, Value as AmValue, ValueRef};

/// What a key holds, without what is in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    Text(String),
    Int(i64),
    Float(f64),
    Yes(bool),
    Map,
    List,
    /// Null: something optional was cleared.
    Nothing,
    Other,
}

/// A value, and the operation that wrote it.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub said: Said,
    /// Of a map or list this is also its own id.
    pub id: ObjId,
    /// Whether other values stand beside it.
    pub conflict: bool,
}

impl Value {
    /// Tells who wrote it.
    pub fn actor(&self) -> &[u8] {
        actor_of(&self.id)
    }
}

/// Tells which actor an id came from.
pub(crate) fn actor_of(id: &ObjId) -> &[u8] {
    match id {
        ObjId::Root => &[],
        ObjId::Id(_, actor, _) => actor.to_bytes(),
    }
}

/// Why a value or an item does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error("its name is not one of this format")]
    Name,
    #[error("it is not a map")]
    NotAMap,
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("{0} is not what it should be")]
    Shape(&'static str),
    #[error("{0} was written by a device that may not speak for its member")]
    Foreign(&'static str),
}

/// Takes all values of a key as Automerge gives them, and puts the winner first.
pub(crate) fn owned(values: Vec<(AmValue<'_>, ObjId)>) -> Vec<Value> {
    let conflict = values.len() > 1;
    let values = values.into_iter().rev();
    values.map(|(value, id)| Value { said: said_owned(value), id, conflict }).collect()
}

fn said_owned(value: AmValue<'_>) -> Said {
    match value {
        AmValue::Object(kind) => said(&ValueRef::Object(kind)),
        AmValue::Scalar(scalar) => match scalar.into_owned() {
            ScalarValue::Str(text) => Said::Text(text.to_string()),
            ScalarValue::Int(number) | ScalarValue::Timestamp(number) => Said::Int(number),
            ScalarValue::Uint(number) => i64::try_from(number).map_or(Said::Other, Said::Int),
            ScalarValue::F64(number) => Said::Float(number),
            ScalarValue::Boolean(yes) => Said::Yes(yes),
            ScalarValue::Null => Said::Nothing,
            _ => Said::Other,
        },
    }
}

/// Takes a value as Automerge gives it in a range.
pub(crate) fn said(value: &ValueRef<'_>) -> Said {
    match value {
        ValueRef::Object(ObjType::Map | ObjType::Table) => Said::Map,
        ValueRef::Object(ObjType::List) => Said::List,
        ValueRef::Object(ObjType::Text) => Said::Other,
        ValueRef::Scalar(scalar) => match scalar {
            ScalarValueRef::Str(text) => Said::Text(text.to_string()),
            ScalarValueRef::Int(number) | ScalarValueRef::Timestamp(number) => Said::Int(*number),
            ScalarValueRef::Uint(number) => i64::try_from(*number).map_or(Said::Other, Said::Int),
            ScalarValueRef::F64(number) => Said::Float(*number),
            ScalarValueRef::Boolean(yes) => Said::Yes(*yes),
            ScalarValueRef::Null => Said::Nothing,
            _ => Said::Other,
        },
    }
}
