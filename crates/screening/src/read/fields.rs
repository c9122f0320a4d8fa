//! The fields of one item: what must be there, what may be, and in whose name it was written.

use automerge::ObjId;

use super::look::Look;
use super::said::{Fault, Said, Value, actor_of};
use super::take::int;
use crate::id::MemberId;
use crate::limits;

/// The fields of one map.
pub(crate) struct Fields<'l, 'd> {
    look: &'l Look<'d>,
    place: &'l str,
    obj: ObjId,
    values: Vec<(String, Value)>,
    more: bool,
    speaker: Option<MemberId>,
}

impl<'l, 'd> Fields<'l, 'd> {
    /// Looks into an item; `place` names it where something odd is listed.
    pub fn of(look: &'l Look<'d>, place: &'l str, value: &Value) -> Result<Fields<'l, 'd>, Fault> {
        if value.said != Said::Map {
            return Err(Fault::NotAMap);
        }
        Ok(Fields::at(look, place, value.id.clone()))
    }

    /// Looks into a map that is known to be one.
    pub fn at(look: &'l Look<'d>, place: &'l str, obj: ObjId) -> Fields<'l, 'd> {
        let (values, more) = look.fields(&obj);
        Fields { look, place, obj, values, more, speaker: None }
    }

    /// Looks into an item whose fields only count from actors that may speak for this member.
    pub fn in_the_name_of(
        look: &'l Look<'d>,
        place: &'l str,
        value: &Value,
        member: &MemberId,
    ) -> Result<Fields<'l, 'd>, Fault> {
        if value.said == Said::Map && !look.voices.may_speak(value.actor(), member) {
            return Err(Fault::Foreign("it"));
        }
        let mut fields = Fields::of(look, place, value)?;
        fields.speaker = Some(member.clone());
        Ok(fields)
    }

    /// Reads who made the item; from here on its fields only count from actors that may speak for that member.
    ///
    /// It counts only from the actor that made the item itself, so that nobody can make another's note their own. Also
    /// gives that actor.
    pub fn author(&mut self, key: &'static str) -> Result<(MemberId, Vec<u8>), Fault> {
        let maker = actor_of(&self.obj).to_vec();
        let member = self.pick(key, |value| {
            let member: MemberId = match &value.said {
                Said::Text(text) => text.parse().map_err(|_| Fault::Foreign(key))?,
                _ => return Err(Fault::Foreign(key)),
            };
            let spoken = value.actor() == maker && self.look.voices.may_speak(&maker, &member);
            if spoken { Ok(member) } else { Err(Fault::Foreign(key)) }
        })?;
        let member = member.ok_or(Fault::Missing(key))?;
        self.speaker = Some(member.clone());
        Ok((member, maker))
    }

    /// From here on anybody's values count.
    pub fn anyone(&mut self) {
        self.speaker = None;
    }

    /// Reads a field that must be there.
    pub fn need<T>(&self, key: &'static str, convert: impl Fn(&Said) -> Option<T>) -> Result<T, Fault> {
        self.checked(key, &convert)?.ok_or(Fault::Missing(key))
    }

    /// Reads a field that may be there; one that is not what it should be is listed and passed over.
    pub fn maybe<T>(&self, key: &'static str, convert: impl Fn(&Said) -> Option<T>) -> Option<T> {
        let convert = |said: &Said| match said {
            Said::Nothing => Some(None),
            other => convert(other).map(Some),
        };
        self.checked(key, &convert).unwrap_or_else(|fault| {
            self.odd(&fault);
            None
        })?
    }

    /// Reads a text of at most `bytes` bytes; what cannot be seen is left out, what is too long is cut, both listed.
    pub fn words(&self, key: &'static str, bytes: usize, lines: bool) -> Result<String, Fault> {
        let text = match self.maybe_text(key) {
            // Where its author wrote no words, a stranger's are as good as none, and the item stays.
            Err(fault @ Fault::Foreign(_)) => {
                self.odd(&fault);
                String::new()
            }
            other => other?.unwrap_or_default(),
        };
        Ok(self.clean(key, text, bytes, lines))
    }

    fn maybe_text(&self, key: &'static str) -> Result<Option<String>, Fault> {
        self.checked(key, &|said| match said {
            Said::Text(text) => Some(text.clone()),
            Said::Nothing => Some(String::new()),
            _ => None,
        })
    }

    fn clean(&self, key: &'static str, text: String, bytes: usize, lines: bool) -> String {
        let seen = |c: &char| !c.is_control() || (lines && *c == '\n');
        if text.len() <= bytes && text.chars().all(|c| seen(&c)) {
            return text;
        }
        self.look.odd(format!("{}/{key}", self.place), &"it holds control characters, or is too long, and was cleaned");
        let mut left = bytes;
        let mut fits = |c: &char| {
            let room = left.checked_sub(c.len_utf8());
            left = room.unwrap_or(0);
            room.is_some()
        };
        text.chars().filter(seen).take_while(&mut fits).collect()
    }

    /// Reads a list of short texts; what is none is passed over.
    pub fn labels(&self, key: &'static str) -> Vec<String> {
        let list = self.list(key);
        let texts = list.into_iter().filter_map(|said| match said {
            Said::Text(text) => Some(self.clean(key, text, limits::LABEL_BYTES, false)),
            _ => None,
        });
        texts.filter(|text| !text.is_empty()).take(limits::LIST_ITEMS).collect()
    }

    /// Reads a list of numbers; what is none is passed over.
    pub fn numbers(&self, key: &'static str) -> Vec<i64> {
        self.list(key).into_iter().filter_map(|said| int(&said)).collect()
    }

    fn list(&self, key: &'static str) -> Vec<Said> {
        let list = self.pick(key, |value| {
            self.spoken(key, value)?;
            if value.said == Said::List { Ok(value.id.clone()) } else { Err(Fault::Shape(key)) }
        });
        match list {
            Ok(list) => list.map(|id| self.look.list(&id, 2 * limits::KNOTS)).unwrap_or_default(),
            Err(fault) => {
                self.odd(&fault);
                Vec::new()
            }
        }
    }

    fn checked<T>(&self, key: &'static str, convert: &impl Fn(&Said) -> Option<T>) -> Result<Option<T>, Fault> {
        self.pick(key, |value| {
            self.spoken(key, value)?;
            convert(&value.said).ok_or(Fault::Shape(key))
        })
    }

    fn spoken(&self, key: &'static str, value: &Value) -> Result<(), Fault> {
        match &self.speaker {
            Some(member) if !self.look.voices.may_speak(value.actor(), member) => Err(Fault::Foreign(key)),
            _ => Ok(()),
        }
    }

    fn pick<T>(&self, key: &str, accept: impl Fn(&Value) -> Result<T, Fault>) -> Result<Option<T>, Fault> {
        let listed = self.values.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        let first = match listed {
            None if self.more => self.look.values(&self.obj, key).into_iter().next(),
            other => other,
        };
        match first {
            Some(first) => match self.look.choose(&self.obj, key, first, &accept) {
                // Written over so often that the way back is too long: what it was at first still counts.
                Err(Fault::Foreign(field)) => {
                    let made = self.look.at_making(&self.obj, key);
                    made.iter().find_map(|value| accept(value).ok()).map(Some).ok_or(Fault::Foreign(field))
                }
                other => other.map(Some),
            },
            None => Ok(None),
        }
    }

    /// Reads a field that only a stranger can have deleted, as it was when the item was made.
    pub fn restore<T>(&self, key: &'static str, convert: impl Fn(&Said) -> Option<T>) -> Result<T, Fault> {
        match self.checked(key, &convert)? {
            Some(found) => Ok(found),
            None => {
                let made = self.look.at_making(&self.obj, key);
                let spoken = made.iter().filter(|value| self.spoken(key, value).is_ok());
                spoken.filter_map(|value| convert(&value.said)).next().ok_or(Fault::Missing(key))
            }
        }
    }

    /// Lists something odd about the item.
    pub fn odd(&self, what: &dyn std::fmt::Display) {
        self.look.odd(self.place.to_owned(), what);
    }
}
