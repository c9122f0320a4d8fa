//! The first change of a document.
//!
//! It makes every root map at once, so that no two devices ever make the same one at the same time, and it says what the
//! document is for. Both are read from that change and from nowhere else: whoever writes over a root key later, by
//! mistake or to make every note vanish, changes nothing.

use std::collections::BTreeMap;

use automerge::legacy::{Key, ObjectId, Op, OpType};
use automerge::{Automerge, Change, ChangeHash, ObjId, ObjType, ReadDoc, ScalarValue};

use super::{Purpose, Schema};
use crate::id::{MemberId, ScreeningId};

macro_rules! roots {
    ($($(#[$doc:meta])* $name:ident $key:literal,)*) => {
        /// A container at the root of a document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Root { $($(#[$doc])* $name,)* }

        impl Root {
            /// Every one of them, in the order in which a screening's first change makes them; the text comes last.
            pub const ALL: &'static [Root] = &[$(Root::$name,)*];

            /// Gives its key.
            pub fn key(self) -> &'static str {
                match self { $(Root::$name => $key,)* }
            }

            /// Finds the container of a key.
            pub fn of(key: &str) -> Option<Root> {
                Root::ALL.iter().copied().find(|root| root.key() == key)
            }
        }
    };
}

roots! {
    /// Field by field, what is known of the film.
    Film "film",
    /// By cut id.
    Cuts "cuts",
    /// By viewing id.
    Viewings "viewings",
    /// By entry id.
    Clock "clock",
    /// By `timebase/timebase`.
    Edges "edges",
    /// By note id.
    Notes "notes",
    /// By reply id.
    Replies "replies",
    /// By `note/member/reaction`: true or false.
    Marks "marks",
    /// By `member/before` and `member/after`.
    Grades "grades",
    /// By member.
    Pulses "pulses",
    /// By note.
    Outcomes "outcomes",
    /// By `note/member`: true or false.
    Contests "contests",
    /// By `note/member`.
    Answers "answers",
    /// By `member/viewing`, or `member` alone.
    Attendance "attendance",
    /// The recap's text; only in a recap.
    Text "text",
}

/// What the first change said.
#[derive(Debug, Clone, Default)]
pub(crate) struct Genesis {
    /// Its hash; none while the document waits for it.
    pub hash: Option<ChangeHash>,
    /// Who wrote it.
    pub actor: Vec<u8>,
    containers: BTreeMap<Root, ObjId>,
    words: BTreeMap<String, String>,
    /// Wall time, in milliseconds since 1970.
    pub made_ms: i64,
}

impl Genesis {
    /// Finds it in a document; where a hostile device managed to begin it twice, the smaller hash is taken.
    pub fn find(am: &Automerge) -> Genesis {
        let mut beginnings: Vec<ChangeHash> =
            am.get_changes_meta(&[]).iter().filter(|meta| meta.deps.is_empty()).map(|meta| meta.hash).collect();
        beginnings.sort();
        let all = beginnings.iter().filter_map(|hash| am.get_change_by_hash(hash)).map(|change| Genesis::of(&change));
        let mut all = all.peekable();
        let first = all.peek().cloned().unwrap_or_default();
        all.find(|genesis| genesis.words.contains_key("kind")).unwrap_or(first)
    }

    /// Reads what a first change says.
    pub fn of(change: &Change) -> Genesis {
        let mut genesis =
            Genesis { hash: Some(change.hash()), actor: change.actor_id().to_bytes().to_vec(), ..Genesis::default() };
        for (place, op) in (0u64..).zip(change.decode().operations) {
            let id = ObjId::Id(change.start_op().get() + place, change.actor_id().clone(), 0);
            genesis.take(op, id);
        }
        genesis
    }

    fn take(&mut self, op: Op, id: ObjId) {
        let (ObjectId::Root, Key::Map(key)) = (op.obj, op.key) else { return };
        match op.action {
            OpType::Make(kind) => {
                let wanted = |root: &Root| kind == if *root == Root::Text { ObjType::Text } else { ObjType::Map };
                if let Some(root) = Root::of(&key).filter(wanted) {
                    self.containers.insert(root, id);
                }
            }
            OpType::Put(ScalarValue::Str(text)) => {
                self.words.insert(key.to_string(), text.to_string());
            }
            OpType::Put(ScalarValue::Int(number)) if key == "made_ms" => self.made_ms = number,
            _ => {}
        }
    }

    /// Gives a root container.
    pub fn container(&self, root: Root) -> Option<&ObjId> {
        self.containers.get(&root)
    }

    /// Notes a container that the first change is just making.
    pub fn hold(&mut self, root: Root, id: ObjId) {
        self.containers.insert(root, id);
    }

    /// Names the root container that this is.
    pub fn root_of(&self, id: &ObjId) -> Option<Root> {
        self.containers.iter().find(|(_, container)| *container == id).map(|(root, _)| *root)
    }

    /// Says what the document is for.
    pub fn purpose(&self) -> Purpose {
        match self.words.get("kind").map(String::as_str) {
            Some("screening") => Purpose::Screening,
            Some("recap") => Purpose::Recap,
            other => Purpose::Unknown(other.unwrap_or_default().chars().take(64).collect()),
        }
    }

    /// Gives the version that the document began with.
    pub fn schema(&self) -> Option<Schema> {
        self.words.get("schema")?.parse().ok()
    }

    /// Names the member who began it.
    pub fn by(&self) -> Option<MemberId> {
        self.words.get("by")?.parse().ok()
    }

    /// Gives the id of the screening whose recap this is.
    pub fn of_screening(&self) -> Option<ScreeningId> {
        self.words.get("of")?.parse().ok()
    }

    /// Gives the id of the recap's document.
    pub fn recap(&self) -> Option<ScreeningId> {
        self.words.get("recap")?.parse().ok()
    }
}
