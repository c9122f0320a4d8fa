//! The smallest house that carries out a replica's effects, and a network that runs until quiet.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, Change, ChangeHash, ROOT, ReadDoc};
use replica::frame::Frame;
use replica::{
    DeviceId, DeviceKey, DocumentId, Effect, Household, HouseholdId, MemberKey, Meta, Misdeed, Replica, Row,
    SignedRecord, Stored, Table, What, Why, accepted,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A generator whose seed replays everything.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// What is on disk.
#[derive(Clone, Default)]
pub struct Store {
    pub records: Vec<SignedRecord>,
    pub changes: BTreeMap<DocumentId, Vec<(Meta, Stored)>>,
    pub fallen: BTreeMap<DocumentId, BTreeSet<ChangeHash>>,
    pub households: BTreeMap<DocumentId, HouseholdId>,
}

impl Store {
    fn put(&mut self, household: HouseholdId, document: DocumentId, change: &Change, signature: Option<[u8; 64]>) {
        self.households.insert(document, household);
        let changes = self.changes.entry(document).or_default();
        if changes.iter().all(|(meta, _)| meta.hash != change.hash()) {
            changes.push((Meta::of(change), Stored { bytes: change.raw_bytes().to_vec(), signature }));
        }
    }

    /// As a library would: the last change of each actor, unless something fell.
    fn tables(&self) -> Vec<(HouseholdId, DocumentId, Table)> {
        let records = self.records.iter().cloned().collect();
        let Some(household) = Household::of(&records) else { return vec![] };
        let table = |(document, changes): (&DocumentId, &Vec<(Meta, Stored)>)| {
            let mut table = Table::default();
            if self.fallen.get(document).is_some_and(|fallen| !fallen.is_empty()) {
                let metas: Vec<Meta> = changes.iter().map(|(meta, _)| meta.clone()).collect();
                table = accepted(&metas, &household, document).table;
            } else {
                changes.iter().for_each(|(meta, _)| table.set(meta.actor.clone(), Row::new(meta.seq, meta.hash)));
            }
            (self.households[document], *document, table)
        };
        self.changes.iter().map(table).collect()
    }
}

pub struct House {
    pub key: DeviceKey,
    pub replica: Replica,
    pub store: Store,
    pub documents: BTreeMap<DocumentId, Automerge>,
    pub misdeeds: Vec<(DeviceId, Misdeed)>,
    /// The disk does not answer.
    pub unreadable: bool,
    nonce: u64,
}

impl House {
    pub fn new(number: u8) -> Self {
        let key = DeviceKey::from_seed([number + 1; 32]);
        let replica = Replica::new(key.clone(), vec![], vec![]);
        let (store, documents, misdeeds) = (Store::default(), BTreeMap::new(), vec![]);
        Self { key, replica, store, documents, misdeeds, unreadable: false, nonce: 0 }
    }

    pub fn id(&self) -> DeviceId {
        self.key.id()
    }

    pub fn member(&self) -> MemberKey {
        MemberKey(self.id().0[..10].try_into().unwrap())
    }

    /// Starts again from the disk.
    pub fn restart(&mut self) {
        self.nonce = self.nonce.wrapping_add(1);
        self.replica = Replica::new(self.key.clone(), self.store.records.clone(), self.store.tables());
        self.documents.clear();
        for document in self.store.changes.keys().copied().collect::<Vec<_>>() {
            self.build(&document, None);
        }
    }

    fn build(&mut self, document: &DocumentId, counts: Option<&[ChangeHash]>) {
        let none = BTreeSet::new();
        let fallen = self.store.fallen.get(document).unwrap_or(&none);
        let fits = |hash: &ChangeHash| counts.map_or(!fallen.contains(hash), |counts| counts.contains(hash));
        let stored = self.store.changes[document].iter().filter(|(meta, _)| fits(&meta.hash));
        let changes: Vec<Change> = stored.map(|(_, s)| Change::from_bytes(s.bytes.clone()).unwrap()).collect();
        let mut built = Automerge::new();
        built.apply_changes(changes).unwrap();
        self.documents.insert(*document, built);
    }

    pub fn actor(&self) -> ActorId {
        ActorId::from(&replica::actor(&self.id(), self.nonce.to_be_bytes())[..])
    }

    /// What no honest house does: the same device twice, under one nonce.
    pub fn twin(&self) -> Self {
        let mut twin = Self { store: self.store.clone(), nonce: self.nonce.wrapping_sub(1), ..Self::new(0) };
        twin.key = self.key.clone();
        twin.restart();
        twin
    }

    /// Writes one note and returns what is to be sent.
    pub fn write(&mut self, household: HouseholdId, document: DocumentId, note: &str) -> Vec<Effect> {
        let actor = self.actor();
        let held = self.documents.entry(document).or_default();
        held.set_actor(actor);
        let change = note_on(held, note);
        let (signature, effects) = self.replica.wrote(&household, &document, &change);
        self.store.put(household, document, &change, Some(signature));
        effects
    }

    pub fn notes(&self, document: &DocumentId) -> BTreeSet<String> {
        self.documents.get(document).map(|held| held.keys(ROOT).collect()).unwrap_or_default()
    }

    /// Carries out effects; what goes to the network comes back.
    pub fn carry_out(&mut self, effects: Vec<Effect>, now_ms: i64) -> Vec<Effect> {
        let mut queue: VecDeque<Effect> = effects.into();
        let mut outside = Vec::new();
        let mut steps = 0;
        while let Some(effect) = queue.pop_front() {
            steps += 1;
            assert!(steps < 20_000, "effects never end: {effect:?}");
            let more = match effect {
                Effect::Send { .. } | Effect::Close { .. } => {
                    outside.push(effect);
                    vec![]
                }
                Effect::Take { household, document, changes } => {
                    let held = self.documents.entry(document).or_default();
                    let apply: Vec<Change> = changes.iter().filter(|c| c.counts).map(|c| c.change.clone()).collect();
                    held.apply_changes(apply).unwrap();
                    for taken in changes {
                        let hash = taken.change.hash();
                        self.store.put(household, document, &taken.change, taken.signature);
                        if !taken.counts {
                            self.store.fallen.entry(document).or_default().insert(hash);
                        }
                    }
                    vec![]
                }
                Effect::KeepRecord(record) => {
                    self.store.records.push(record);
                    vec![]
                }
                Effect::HouseholdChanged(_) => vec![],
                Effect::Open { document } if self.unreadable => {
                    self.replica.not_opened(&document);
                    vec![]
                }
                Effect::Open { document } => {
                    let metas = self.store.changes.get(&document).into_iter().flatten();
                    let metas = metas.map(|(meta, _)| meta.clone()).collect();
                    self.replica.opened(&document, metas)
                }
                Effect::Fetch { peer, document, wants, bytes_max } => {
                    let wanted = |meta: &Meta| wants.iter().any(|(actor, seq)| *actor == meta.actor && meta.seq > *seq);
                    let stored = self.store.changes.get(&document).into_iter().flatten();
                    let mut bytes = 0;
                    let mut found = Vec::new();
                    for (_, stored) in stored.filter(|(meta, _)| wanted(meta)) {
                        if !found.is_empty() && bytes + stored.bytes.len() > bytes_max {
                            break;
                        }
                        bytes += stored.bytes.len();
                        found.push(stored.clone());
                    }
                    self.replica.fetched(&peer, &document, found, now_ms)
                }
                Effect::Rebuild { document, counts, fallen } => self.rebuild(document, &counts, fallen),
                Effect::Misdeed { device, what } => {
                    self.misdeeds.push((device, what));
                    vec![]
                }
            };
            queue.extend(more);
        }
        outside
    }

    /// Builds a document anew and writes own notes that fell once more, under a fresh nonce.
    fn rebuild(&mut self, document: DocumentId, counts: &[ChangeHash], fallen: Vec<ChangeHash>) -> Vec<Effect> {
        self.store.fallen.insert(document, fallen.iter().copied().collect());
        self.build(&document, Some(counts));
        let household = self.store.households[&document];
        if self.replica.household(&household).is_none_or(|house| !house.is_in(&self.id())) {
            return vec![];
        }
        let prefix = &self.id().0[..16];
        let own = self.store.changes[&document].iter().filter(|(meta, _)| meta.actor.starts_with(prefix));
        let fell = own.filter(|(meta, _)| fallen.contains(&meta.hash));
        let texts: Vec<String> = fell
            .filter_map(|(_, stored)| Change::from_bytes(stored.bytes.clone()).unwrap().message().map(str::to_owned))
            .collect();
        let here = self.notes(&document);
        self.nonce = self.nonce.wrapping_add(1);
        texts
            .iter()
            .filter(|text| !here.contains(*text))
            .flat_map(|text| self.write(household, document, text))
            .collect()
    }
}

/// One note as one change, named in its message so that it can be written again.
pub fn note_on(document: &mut Automerge, note: &str) -> Change {
    let mut transaction = document.transaction();
    transaction.put(ROOT, note, note.len() as i64).unwrap();
    transaction.commit_with(CommitOptions::default().with_message(note));
    document.get_last_local_change().unwrap()
}

/// Houses and the connections between them.
pub struct World {
    pub houses: Vec<House>,
    pub household: HouseholdId,
    pub now_ms: i64,
    pub links: BTreeSet<(usize, usize)>,
    pub queues: BTreeMap<(usize, usize), VecDeque<Vec<u8>>>,
    pub closed: Vec<(usize, usize, Why)>,
    pub bytes_sent: usize,
    pub frames_sent: usize,
}

impl World {
    /// Founds a household of so many devices, each a member of its own, whose records all of them hold.
    pub fn new(count: u8) -> Self {
        let mut houses: Vec<House> = (0..count).map(House::new).collect();
        let (member, others) = (houses[0].member(), (1..count as usize).map(|i| (houses[i].id(), houses[i].member())));
        let others: Vec<_> = others.collect();
        let founder = &mut houses[0];
        let (record, effects) = founder.replica.found(member, "founder", "laptop", 0).unwrap();
        founder.carry_out(effects, 0);
        let household = record.household();
        for (number, (device, member)) in others.into_iter().enumerate() {
            let name = format!("member {}", ["b", "c", "d", "e", "f", "g", "h", "j", "k"][number]);
            for what in [What::AddMember { member, name }, What::AddDevice { device, member, device_name: "pc".into() }]
            {
                let (_, effects) = founder.replica.sign_record(&household, what, 0).unwrap();
                founder.carry_out(effects, 0);
            }
        }
        let records = founder.store.records.clone();
        for house in &mut houses[1..] {
            let effects = house.replica.take_records(records.clone());
            house.carry_out(effects, 0);
        }
        let (links, queues) = (BTreeSet::new(), BTreeMap::new());
        Self { houses, household, now_ms: 0, links, queues, closed: vec![], bytes_sent: 0, frames_sent: 0 }
    }

    pub fn number(&self, device: &DeviceId) -> usize {
        self.houses.iter().position(|house| house.id() == *device).unwrap()
    }

    pub fn handle(&mut self, at: usize, effects: Vec<Effect>) {
        for effect in self.houses[at].carry_out(effects, self.now_ms) {
            match effect {
                Effect::Send { to, frame } => {
                    assert!(frame.len() <= replica::limits::FRAME_BYTES, "a frame of {} bytes", frame.len());
                    let to = self.number(&to);
                    if self.links.contains(&(at.min(to), at.max(to))) {
                        self.bytes_sent += frame.len();
                        self.frames_sent += 1;
                        self.queues.entry((at, to)).or_default().push_back(frame);
                    }
                }
                Effect::Close { peer, why } => {
                    let to = self.number(&peer);
                    self.closed.push((at, to, why));
                    self.leave(at, to, false);
                }
                _ => {}
            }
        }
    }

    pub fn connect(&mut self, a: usize, b: usize) {
        if a == b || !self.links.insert((a.min(b), a.max(b))) {
            return;
        }
        let (first, second) = (self.houses[a].id(), self.houses[b].id());
        let effects = self.houses[a].replica.connected(second, self.now_ms);
        self.handle(a, effects);
        if self.links.contains(&(a.min(b), a.max(b))) {
            let effects = self.houses[b].replica.connected(first, self.now_ms);
            self.handle(b, effects);
        } else {
            self.houses[b].replica.gone(&first);
        }
    }

    /// Ends a connection; what is on its way is lost, or arrives first.
    pub fn leave(&mut self, a: usize, b: usize, lose: bool) {
        if !self.links.remove(&(a.min(b), a.max(b))) {
            return;
        }
        for (from, to) in [(a, b), (b, a)] {
            let rest = self.queues.remove(&(from, to)).unwrap_or_default();
            let sender = self.houses[from].id();
            for frame in rest.into_iter().filter(|_| !lose) {
                let effects = self.houses[to].replica.received(&sender, &frame, self.now_ms);
                self.handle(to, effects);
            }
        }
        let (first, second) = (self.houses[a].id(), self.houses[b].id());
        let effects = self.houses[a].replica.gone(&second);
        self.handle(a, effects);
        let effects = self.houses[b].replica.gone(&first);
        self.handle(b, effects);
    }

    pub fn deliver(&mut self, from: usize, to: usize) {
        let Some(frame) = self.queues.get_mut(&(from, to)).and_then(VecDeque::pop_front) else { return };
        let sender = self.houses[from].id();
        let effects = self.houses[to].replica.received(&sender, &frame, self.now_ms);
        self.handle(to, effects);
    }

    /// Delivers so many frames, each from a connection the dice choose.
    pub fn deliver_some(&mut self, dice: &mut Dice, count: usize) {
        for _ in 0..count {
            let busy: Vec<(usize, usize)> =
                self.queues.iter().filter(|(_, queue)| !queue.is_empty()).map(|(pair, _)| *pair).collect();
            if busy.is_empty() {
                return;
            }
            let (from, to) = busy[dice.below(busy.len())];
            self.deliver(from, to);
        }
    }

    pub fn tick(&mut self, ms: i64) {
        self.now_ms += ms;
        for at in 0..self.houses.len() {
            let effects = self.houses[at].replica.tick(self.now_ms);
            self.handle(at, effects);
        }
    }

    pub fn run_until_quiet(&mut self, dice: &mut Dice) {
        for round in 0.. {
            let waiting = || self.queues.iter().map(|(pair, queue)| (pair, queue.front().map(|f| Frame::decode(f))));
            assert!(round < 500, "the network never becomes quiet: {:?}", waiting().collect::<Vec<_>>());
            if self.queues.values().all(VecDeque::is_empty) {
                break;
            }
            self.deliver_some(dice, 50);
        }
    }

    pub fn write(&mut self, at: usize, document: DocumentId, note: &str) {
        let effects = self.houses[at].write(self.household, document, note);
        self.handle(at, effects);
    }

    /// Connects these houses with each other and lets time pass until repair has had its chances.
    pub fn heal(&mut self, who: &[usize], dice: &mut Dice) {
        for a in who {
            for b in who.iter().filter(|b| *b > a) {
                self.connect(*a, *b);
            }
        }
        for _ in 0..8 {
            self.run_until_quiet(dice);
            for _ in 0..12 {
                self.tick(1_000);
                self.run_until_quiet(dice);
            }
        }
    }

    /// A house's rows in short: document, device and nonce, number, tip, and * for a split.
    fn show(&self, at: usize) -> String {
        let mut lines = vec![format!("device {at}")];
        for (id, table) in self.houses[at].replica.documents(&self.household) {
            for (actor, row) in table.rows() {
                let device = self.houses.iter().position(|house| actor.starts_with(&house.id().0[..16]));
                let (nonce, tip, split) =
                    (actor[23], &row.tip().to_string()[..6], if row.split().is_some() { "*" } else { "" });
                lines.push(format!("  {} {device:?}.{nonce} {} {tip}{split}", id.0[0], row.seq));
            }
        }
        let household = self.houses[at].replica.household(&self.household).unwrap();
        for device in household.devices().filter(|device| device.standing != replica::Standing::In) {
            lines.push(format!("  removed: {:?} {:?}", self.number(&device.id), device.standing));
        }
        // Every change whose number was used twice somewhere.
        let all = self.houses.iter().flat_map(|house| house.store.changes.values().flatten());
        let twice: BTreeSet<(Vec<u8>, u64)> = all
            .clone()
            .filter(|(one, _)| {
                all.clone().any(|(o, _)| (&o.actor, o.seq) == (&one.actor, one.seq) && o.hash != one.hash)
            })
            .map(|(meta, _)| (meta.actor.clone(), meta.seq))
            .collect();
        for (id, changes) in &self.houses[at].store.changes {
            for (meta, stored) in
                changes.iter().filter(|(meta, _)| twice.iter().any(|(a, s)| *a == meta.actor && meta.seq >= *s))
            {
                let lacks = meta.deps.iter().filter(|dep| changes.iter().all(|(other, _)| other.hash != **dep)).count();
                let (device, hash) = (meta.actor[0], &meta.hash.to_string()[..6]);
                lines.push(format!(
                    "  stored {} {device:x}.{} {} {hash} signed {} lacks {lacks}",
                    id.0[0],
                    meta.actor[23],
                    meta.seq,
                    stored.signature.is_some()
                ));
            }
        }
        lines.join("\n")
    }

    /// Checks that these houses hold and show the same, and that this is what the pure function says.
    pub fn assert_equal(&self, who: &[usize], context: &str) {
        let first = &self.houses[who[0]];
        let tables = |house: &House| -> BTreeMap<DocumentId, Table> {
            house.replica.documents(&self.household).map(|(id, table)| (id, table.clone())).collect()
        };
        let expect = tables(first);
        for at in who {
            let house = &self.houses[*at];
            let household = house.replica.household(&self.household).unwrap();
            assert_eq!(first.replica.household(&self.household), Some(household), "{context}: members of {at}");
            assert!(tables(house) == expect, "{context}: tables of {at}\n{}\n{}", self.show(who[0]), self.show(*at));
            for id in expect.keys() {
                assert_eq!(house.notes(id), first.notes(id), "{context}: notes of {at}");
                let heads = |house: &House| house.documents[id].get_heads();
                assert_eq!(heads(house), heads(first), "{context}: heads of {at}");
                let metas: Vec<Meta> = house.store.changes[id].iter().map(|(meta, _)| meta.clone()).collect();
                let shown: BTreeSet<ChangeHash> =
                    house.documents[id].get_changes(&[]).iter().map(|change| change.hash()).collect();
                let counts: BTreeSet<ChangeHash> = accepted(&metas, household, id).counts.into_iter().collect();
                assert_eq!(shown, counts, "{context}: what counts at {at}");
            }
        }
    }
}
