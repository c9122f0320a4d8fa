//! Documents in memory: how they come and how they go.
//!
//! Most are read where they are needed, in a millisecond or two. A long one takes seconds, and the core must not stand
//! still for it: it is read on a thread of its own while everything else goes on, and what is to be written in it waits
//! in line. In the same way a long document is compacted now and then, so that it loads ten times faster.

use std::collections::HashSet;
use std::thread::JoinHandle;

use automerge::ChangeHash;
use library::{Ahead, Compacted, LibraryError};
use replica::{DocumentId, Effect, HouseholdId, Meta};
use screening::{Document, ScreeningId};
use serde_json::Value;
use tokio::sync::oneshot;

use super::core::{Core, library_problem, unopened};
use super::turn::Turn;
use super::{Message, Pace};
use crate::api::say::Say;
use crate::api::{Call, Problem};

/// After how many seconds without a use a document leaves the memory.
const IDLE_S_MAX: i64 = 600;
/// The same for one whose film goes on: the frontier of whoever only watches is still to be written down.
const RUNNING_S_MAX: i64 = 6 * 3_600;
/// A closed evening is compacted when at least this many changes came since it was opened.
const COMPACTED_FROM: usize = 16;
/// A document with more single changes than this is read beside the core; these take some hundred milliseconds.
const ROWS_AT_ONCE_MAX: u64 = 2_000;
/// The same for changes in a compacted form, which load ten times faster.
const COMPACTED_AT_ONCE_MAX: u64 = 20_000;
/// From how many single changes on a document is compacted while it is used, if they are a quarter of it.
const ROWS_COMPACTED_FROM: u64 = 4_000;
/// The newest changes stay single: a peer that comes back lacks some of these, and they are at hand.
const ROWS_LEFT: usize = 1_000;
/// When the house is closed, nobody waits for a longer document to be compacted.
const CLOSING_CHANGES_MAX: u64 = 5_000;

/// A document in memory.
pub(crate) struct Held {
    pub household: HouseholdId,
    pub document: Document,
    /// Its clock, viewings and attendance.
    pub pace: Pace,
    /// How many changes it took since it is in memory.
    written_in: usize,
    /// How many of its changes lie as single rows in the library.
    rows: u64,
    /// Nothing of it is damaged or missing.
    is_whole: bool,
    used_ms: i64,
}

impl Held {
    /// Holds a document from now on that is new here.
    pub fn new(household: HouseholdId, document: Document, used_ms: i64) -> Self {
        Self { household, document, pace: Pace::default(), written_in: 0, rows: 0, is_whole: true, used_ms }
    }

    /// Counts one more change.
    pub fn takes_one_more(&mut self) {
        self.written_in += 1;
        self.rows += 1;
    }
}

/// A long document on its way into memory, and who waits for it.
pub(crate) struct Fetching {
    reading: JoinHandle<Result<Ahead, LibraryError>>,
    waiting: Vec<(Call, oneshot::Sender<Result<Value, Problem>>)>,
    /// A peer asks what is held of it.
    is_asked_by_a_peer: bool,
}

/// A compacted form that is being made.
pub(crate) type Tidying = JoinHandle<Result<Compacted, LibraryError>>;

impl Core {
    /// Holds a document, reading it from the library when it is not in memory.
    pub fn open(&mut self, document: DocumentId) -> Result<&mut Held, Problem> {
        if !self.places.contains_key(&document) {
            return Err(unopened(&document));
        }
        if !self.held.contains_key(&document) {
            let loaded = self.library.document(&document).map_err(library_problem)?;
            for damaged in &loaded.damaged {
                tracing::error!(?damaged, %document, "damaged");
            }
            self.hold(document, loaded.document, loaded.rows, loaded.damaged.is_empty())?;
        }
        let now_ms = self.running_ms();
        let held = self.held.get_mut(&document).ok_or_else(|| unopened(&document))?;
        held.used_ms = now_ms;
        Ok(held)
    }

    fn hold(&mut self, id: DocumentId, document: Document, rows: u64, is_whole: bool) -> Result<(), Problem> {
        let household = *self.places.get(&id).ok_or_else(|| unopened(&id))?;
        let pace = Pace::of(&self.reader, &ScreeningId::from_bytes(id.0)).map_err(library_problem)?;
        let held = Held { pace, rows, is_whole, ..Held::new(household, document, self.running_ms()) };
        self.held.insert(id, held);
        Ok(())
    }

    /// Tells whether a document is on its way into memory; for a long one that is not, it begins to read.
    pub(super) fn is_fetched(&mut self, document: DocumentId) -> bool {
        if self.fetching.contains_key(&document) {
            return true;
        }
        if self.held.contains_key(&document) || !self.places.contains_key(&document) {
            return false;
        }
        let Ok((rows, compacted)) = self.library.change_counts(&document) else { return false };
        if rows <= ROWS_AT_ONCE_MAX && compacted <= COMPACTED_AT_ONCE_MAX {
            return false;
        }
        let (Ok(reader), Some(inbox)) = (self.library.reader(), self.inbox.upgrade()) else { return false };
        let read = move || {
            let read = reader.ahead(&document);
            let _ = inbox.blocking_send(Message::Fetched(document));
            read
        };
        // Without a thread the document is read where it is needed, as short ones are.
        let Ok(reading) = std::thread::Builder::new().name("asides-reading".to_owned()).spawn(read) else {
            return false;
        };
        self.fetching.insert(document, Fetching { reading, waiting: Vec::new(), is_asked_by_a_peer: false });
        true
    }

    /// The same when a peer asks what is held of it; it is answered once the document is here.
    pub(super) fn is_fetched_for_a_peer(&mut self, document: DocumentId) -> bool {
        let is_fetched = self.is_fetched(document);
        if let Some(fetching) = self.fetching.get_mut(&document) {
            fetching.is_asked_by_a_peer = true;
        }
        is_fetched
    }

    /// Lets a command wait in line until its document is here.
    pub(super) fn wait_for(
        &mut self,
        document: DocumentId,
        call: Call,
        answer: oneshot::Sender<Result<Value, Problem>>,
    ) {
        if let Some(fetching) = self.fetching.get_mut(&document) {
            fetching.waiting.push((call, answer));
        }
    }

    /// A long document was read: holds it if nothing was stored meanwhile, and does what waited for it.
    pub(super) fn fetched(&mut self, document: DocumentId, turn: &mut Turn) {
        let Some(fetching) = self.fetching.remove(&document) else { return };
        let read = fetching.reading.join().unwrap_or(Err(broke_down(document)));
        let done = read.map_err(library_problem).and_then(|ahead| {
            let is_current = self.library.is_current(&document, &ahead).map_err(library_problem)?;
            if is_current && !self.held.contains_key(&document) {
                self.hold(document, ahead.document, ahead.rows, true)?;
            }
            Ok(())
        });
        if let Err(problem) = done {
            // It is read again where it is needed, and what is wrong with it is said there.
            tracing::warn!(%problem, %document, "not read ahead");
        }
        for (call, answer) in fetching.waiting {
            let done = self.command(call, turn);
            turn.answers.push((answer, done));
        }
        if fetching.is_asked_by_a_peer {
            let effects = self.opened(document, turn);
            self.follow(effects, turn);
        }
        self.tidy_up();
    }

    /// Tells the replica what is held of a document: from memory where it can be, since that takes no parsing.
    pub(super) fn opened(&mut self, document: DocumentId, turn: &mut Turn) -> Vec<Effect> {
        match self.metas(document, turn) {
            Ok(metas) => self.replica.opened(&document, metas),
            Err(error) => {
                tracing::error!(%error, %document, "cannot read what is held");
                self.replica.not_opened(&document);
                turn.say(Say::Trouble { problem: library_problem(error) });
                Vec::new()
            }
        }
    }

    fn metas(&self, document: DocumentId, turn: &Turn) -> Result<Vec<Meta>, LibraryError> {
        let Some(held) = self.held.get(&document).filter(|held| held.is_whole) else {
            return self.library.metas(&document);
        };
        // What this turn staged is the replica's already.
        let staged: HashSet<ChangeHash> = turn.changes.iter().map(|(_, change, ..)| change.hash()).collect();
        let mut metas = Vec::new();
        held.document.each_change(|hash, actor, seq, deps| {
            if !staged.contains(&hash) {
                metas.push(Meta { hash, actor: actor.to_vec(), seq, deps });
            }
        });
        metas.extend(self.library.fallen(&document)?);
        Ok(metas)
    }

    /// Lets idle documents go and compacts long ones.
    pub(super) fn tidy_up(&mut self) {
        let now_ms = self.running_ms();
        let is_idle = |held: &Held| {
            let idle_s_max = if held.pace.goes_on() { RUNNING_S_MAX } else { IDLE_S_MAX };
            now_ms - held.used_ms > idle_s_max * 1_000
        };
        let is_loose =
            |held: &Held| held.is_whole && held.rows >= ROWS_COMPACTED_FROM.max(held.document.change_count() / 4);
        let idle: Vec<DocumentId> = self.held.iter().filter(|(_, held)| is_idle(held)).map(|(id, _)| *id).collect();
        let loose: Vec<DocumentId> = self.held.iter().filter(|(_, held)| is_loose(held)).map(|(id, _)| *id).collect();
        for document in loose {
            self.compact_aside(document, ROWS_LEFT);
        }
        for document in idle {
            self.put_away(document);
        }
    }

    /// Lets a document leave the memory; a closed evening that was written in is compacted.
    pub(super) fn put_away(&mut self, document: DocumentId) {
        let Some(held) = self.held.remove(&document) else { return };
        self.replica.shut(&document);
        if held.written_in >= COMPACTED_FROM && held.pace.is_over() {
            self.compact_aside(document, 0);
        }
    }

    /// Begins to make a document's compacted form beside the core.
    fn compact_aside(&mut self, document: DocumentId, rows_left: usize) {
        if self.tidying.contains_key(&document) {
            return;
        }
        let (Ok(reader), Some(inbox)) = (self.library.reader(), self.inbox.upgrade()) else { return };
        let compact = move || {
            let made = reader.compacted(&document, rows_left);
            let _ = inbox.blocking_send(Message::Compacted(document));
            made
        };
        if let Ok(thread) = std::thread::Builder::new().name("asides-tidying".to_owned()).spawn(compact) {
            self.tidying.insert(document, thread);
        }
    }

    /// Stores a compacted form.
    pub(super) fn compacted(&mut self, document: DocumentId) {
        let Some(making) = self.tidying.remove(&document) else { return };
        let made = making.join().unwrap_or(Err(broke_down(document)));
        let stored = made.and_then(|made| self.library.put_compacted(&made));
        let rows = match stored.and_then(|()| self.library.change_counts(&document)) {
            Ok((rows, _)) => rows,
            Err(error) => {
                // Nothing is lost by it: the changes stay as they are, and it is tried again after as many more.
                tracing::warn!(%error, %document, "not compacted");
                0
            }
        };
        if let Some(held) = self.held.get_mut(&document) {
            held.rows = rows;
        }
    }

    /// Empties the shelf when the house is closed.
    pub(super) fn clear_the_shelf(&mut self) {
        for fetching in std::mem::take(&mut self.fetching).into_values() {
            let _ = fetching.reading.join();
            for (_, answer) in fetching.waiting {
                let _ = answer.send(Err(super::closed()));
            }
        }
        let tidying: Vec<DocumentId> = self.tidying.keys().copied().collect();
        for document in tidying {
            self.compacted(document);
        }
        for (document, held) in std::mem::take(&mut self.held) {
            self.replica.shut(&document);
            let is_short = held.document.change_count() <= CLOSING_CHANGES_MAX;
            if held.written_in >= COMPACTED_FROM
                && held.pace.is_over()
                && is_short
                && let Err(error) = self.library.compact(&document)
            {
                tracing::warn!(%error, %document, "not compacted");
            }
        }
    }
}

fn broke_down(document: DocumentId) -> LibraryError {
    LibraryError::Unreadable { document, why: "reading it broke down; it is tried again where it is needed".to_owned() }
}
