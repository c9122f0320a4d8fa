//! One seed is one household: partitions, restarts, restores from old backups, a removal, and one hostile member.
//!
//! `SEEDS=20000 cargo test -p replica --test it simulation` runs more of them, `SEED=17` one alone.

use crate::house::{Dice, World, note_on};
use automerge::{ActorId, Automerge, ObjType, ROOT, ScalarValue, transaction::Transactable};
use replica::frame::{Frame, Parcel, pack};
use replica::{CutOff, Delivery, DeviceKey, DocumentId, Row, Table};
use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::time::Instant;

const DOCUMENTS: [DocumentId; 2] = [DocumentId([1; 16]), DocumentId([2; 16])];

#[test]
fn seeds() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seeds: Vec<u64> = match number("SEED") {
        Some(seed) => vec![seed],
        None => (1..=number("SEEDS").unwrap_or(500)).collect(),
    };
    let begun = Instant::now();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut sum = Sum::default();
    std::thread::scope(|scope| {
        let part = |part: usize| {
            let seeds = seeds.iter().skip(part).step_by(threads);
            scope.spawn(move || seeds.map(|seed| one(*seed)).collect::<Vec<Sum>>())
        };
        let parts: Vec<_> = (0..threads).map(part).collect();
        for part in parts {
            part.join().unwrap().iter().for_each(|one| sum.add(one));
        }
    });
    let seconds = begun.elapsed().as_secs_f64();
    println!("{} seeds in {seconds:.1} s ({:.1} a second): {sum:?}", seeds.len(), seeds.len() as f64 / seconds);
    assert!(seeds.len() < 100 || (sum.restores > 0 && sum.removals > 0 && sum.lies > 0 && sum.forgeries > 0));
}

fn one(seed: u64) -> Sum {
    catch_unwind(|| Simulation::new(seed).run()).unwrap_or_else(|panic| {
        println!("seed {seed} failed: SEED={seed} cargo test -p replica --test it simulation");
        std::panic::resume_unwind(panic)
    })
}

#[derive(Debug, Default)]
struct Sum {
    notes: usize,
    restarts: usize,
    restores: usize,
    removals: usize,
    lies: usize,
    forgeries: usize,
    frames: usize,
}

impl Sum {
    fn add(&mut self, other: &Self) {
        self.notes += other.notes;
        self.restarts += other.restarts;
        self.restores += other.restores;
        self.removals += other.removals;
        self.lies += other.lies;
        self.forgeries += other.forgeries;
        self.frames += other.frames;
    }
}

struct Simulation {
    seed: u64,
    dice: Dice,
    world: World,
    honest: usize,
    lies: bool,
    removes: bool,
    removed: bool,
    backups: BTreeMap<usize, crate::house::Store>,
    expected: Vec<(usize, DocumentId, String)>,
    sum: Sum,
}

impl Simulation {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let honest = 2 + dice.below(4);
        let (lies, removes) = (!dice.one_in(3), dice.one_in(2));
        let (backups, expected, sum) = (BTreeMap::new(), Vec::new(), Sum::default());
        let world = World::new(honest as u8 + 1);
        Self { seed, dice, world, honest, lies, removes, removed: false, backups, expected, sum }
    }

    fn run(mut self) -> Sum {
        for _ in 0..120 {
            self.step();
        }
        let honest: Vec<usize> = (0..self.honest).collect();
        for at in &honest {
            self.world.leave(*at, self.honest, true);
        }
        self.world.heal(&honest, &mut self.dice);
        let context = format!("seed {}", self.seed);
        self.world.assert_equal(&honest, &context);
        for document in DOCUMENTS {
            let notes = self.world.houses[0].notes(&document);
            assert!(notes.iter().all(|note| !note.starts_with("forged")), "{context}: {notes:?}");
            let lost = self.expected.iter().filter(|(_, of, note)| *of == document && !notes.contains(note));
            let lost: Vec<_> = lost.collect();
            assert!(lost.is_empty(), "{context}: lost {lost:?}");
        }
        for at in &honest {
            let house = &self.world.houses[*at];
            let delivery = house.replica.delivery(&self.world.household);
            let others = delivery.iter().filter(|(device, _)| honest.contains(&self.world.number(device)));
            assert!(others.clone().all(|(_, state)| *state == Delivery::Everything), "{context}: {at} {delivery:?}");
        }
        self.sum.notes = self.expected.len();
        self.sum.frames = self.world.frames_sent;
        self.sum
    }

    fn step(&mut self) {
        let all = self.honest + 1;
        match self.dice.below(20) {
            0..=5 => self.note(),
            6..=9 => {
                let count = 1 + self.dice.below(30);
                self.world.deliver_some(&mut self.dice, count);
            }
            10..=12 => {
                let (a, b) = (self.dice.below(all), self.dice.below(all));
                self.world.connect(a, b);
            }
            13 => {
                let (a, b, lose) = (self.dice.below(all), self.dice.below(all), !self.dice.one_in(3));
                self.world.leave(a, b, lose);
            }
            14 => {
                let ms = [50, 150, 1_100, 11_000, 70_000][self.dice.below(5)];
                self.world.tick(ms);
            }
            15 => self.restart(),
            16 => {
                let at = self.dice.below(self.honest);
                self.backups.insert(at, self.world.houses[at].store.clone());
            }
            17 if self.dice.one_in(3) => self.restore(),
            18 if self.dice.one_in(4) => self.remove(),
            _ => self.hostility(),
        }
    }

    fn note(&mut self) {
        let (at, document) = (self.dice.below(self.honest + 1), DOCUMENTS[self.dice.below(2)]);
        let note = format!("note {at} {:x}", self.dice.roll());
        self.world.write(at, document, &note);
        if at < self.honest {
            self.expected.push((at, document, note));
        }
    }

    fn disconnect(&mut self, at: usize) {
        for other in 0..=self.honest {
            self.world.leave(at, other, true);
        }
    }

    fn restart(&mut self) {
        let at = self.dice.below(self.honest);
        self.disconnect(at);
        self.world.houses[at].restart();
        self.sum.restarts += 1;
    }

    /// Back to an older disk: what nobody else has seen is gone, the rest must come back.
    fn restore(&mut self) {
        let at = self.dice.below(self.honest);
        let Some(backup) = self.backups.get(&at).cloned() else { return };
        self.disconnect(at);
        self.world.houses[at].store = backup;
        self.world.houses[at].restart();
        let (houses, honest) = (&self.world.houses, self.honest);
        // A note that fell elsewhere while its author forgot it has nobody to write it again.
        let risky = self.lies || self.removes;
        self.expected.retain(|(author, document, note)| {
            let has = |house: usize| houses[house].notes(document).contains(note);
            has(*author) || (!risky && (0..honest).any(has))
        });
        self.sum.restores += 1;
    }

    fn remove(&mut self) {
        if !self.removes || std::mem::replace(&mut self.removed, true) {
            return;
        }
        let (at, household) = (self.dice.below(self.honest), self.world.household);
        let hostile = self.world.houses[self.honest].id();
        let (_, effects) = self.world.houses[at].replica.remove_device(&household, &hostile, 1).unwrap();
        self.world.handle(at, effects);
        self.sum.removals += 1;
    }

    /// Sends a frame as the hostile member, past its own replica.
    fn inject(&mut self, victim: usize, bytes: Vec<u8>) {
        let hostile = self.honest;
        if self.world.links.contains(&(victim, hostile)) {
            self.world.queues.entry((hostile, victim)).or_default().push_back(bytes);
            self.sum.forgeries += 1;
        }
    }

    fn changes(&self, document: DocumentId, live: bool, parcels: &[Parcel]) -> Vec<u8> {
        let household = self.world.household;
        let packed = pack(parcels).remove(0);
        Frame::Changes { household, document, live, packed }.encode()
    }

    fn hostility(&mut self) {
        let (victim, document) = (self.dice.below(self.honest), DOCUMENTS[self.dice.below(2)]);
        let (household, live) = (self.world.household, self.dice.one_in(2));
        let hostile = &self.world.houses[self.honest];
        let key = hostile.key.clone();
        let mut held = hostile.documents.get(&document).cloned().unwrap_or_default();
        let victims = self.world.houses[victim].actor();
        let own = hostile.actor();
        let sign = |change: &automerge::Change, key: &DeviceKey| Parcel {
            bytes: change.raw_bytes().to_vec(),
            signature: Some(key.sign_change(&household, &document, &change.hash())),
        };
        let frame = match self.dice.below(10) {
            0 => {
                held.set_actor(victims);
                let change = note_on(&mut held, "forged in your name");
                self.changes(document, live, &[sign(&change, &key)])
            }
            1 => {
                let outsider = DeviceKey::from_seed([99; 32]);
                held.set_actor(ActorId::from(&replica::actor(&outsider.id(), [0; 8])[..]));
                let change = note_on(&mut held, "forged by an outsider");
                self.changes(document, live, &[sign(&change, &outsider)])
            }
            2 => {
                held.set_actor(victims);
                let change = note_on(&mut held, "forged without a signature");
                self.changes(document, live, &[Parcel { signature: None, ..sign(&change, &key) }])
            }
            3 => {
                held.set_actor(own);
                let change = note_on(&mut held, "forged signature of mine");
                let signature = Some([self.dice.below(256) as u8; 64]);
                self.changes(document, live, &[Parcel { signature, ..sign(&change, &key) }])
            }
            4 => {
                let mut bomb = Automerge::new().with_actor(own);
                let mut transaction = bomb.transaction();
                let list = transaction.put_object(ROOT, "forged bomb", ObjType::List).unwrap();
                transaction.splice(&list, 0, 0, (0..3_000).map(|_| ScalarValue::Null)).unwrap();
                transaction.commit();
                let change = bomb.get_last_local_change().unwrap();
                self.changes(document, live, &[sign(&change, &key)])
            }
            5 => {
                let mut bytes: Vec<u8> = (0..10 + self.dice.below(200)).map(|_| self.dice.roll() as u8).collect();
                bytes[0] = self.dice.below(3) as u8;
                bytes
            }
            6 => {
                let mut table = Table::default();
                let hash = automerge::ChangeHash([self.dice.below(3) as u8; 32]);
                let row = Row::new(1 + self.dice.below(9) as u64, hash);
                let row = if live { row } else { row.split_at(1, hash) };
                table.set(victims.to_bytes().to_vec(), row);
                let after = vec![(victims.to_bytes().to_vec(), self.dice.below(3) as u64)];
                match self.dice.below(4) {
                    0 => Frame::Tables { household, tables: vec![(document, table)] }.encode(),
                    1 => Frame::Ack { household, document, catch_up: live, rows: table }.encode(),
                    2 => Frame::Want { household, document, after }.encode(),
                    _ => Frame::Pulse { household, records: [7; 16], documents: [7; 16] }.encode(),
                }
            }
            7 => {
                // A removal of the victim that is not signed by whom it names.
                let cut_offs = Vec::<CutOff>::new();
                let what = replica::What::Remove { device: self.world.houses[victim].id(), cut_offs, records_seq: 0 };
                let signer = self.world.houses[0].id();
                let record = replica::Record { household, signer, seq: 900, wall_ms: 0, what };
                let record = replica::SignedRecord::sign(&key, record).unwrap();
                Frame::Records { household, records: vec![record.to_bytes()] }.encode()
            }
            _ if !self.lies => return,
            _ => {
                // Two changes with one number: one to the victim, another to whoever is connected.
                held.set_actor(own);
                let change = note_on(&mut held, &format!("liar {:x}", self.dice.roll()));
                let frame = self.changes(document, live, &[sign(&change, &key)]);
                let note = format!("liar {:x}", self.dice.roll());
                self.world.write(self.honest, document, &note);
                self.sum.lies += 1;
                frame
            }
        };
        self.inject(victim, frame);
    }
}
