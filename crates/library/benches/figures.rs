//! The library's own figures: bytes at rest, the cost of one remote note, the first screen, a search.
//!
//! `cargo bench -p library`. One run prints everything beside plain SQLite rows made in the same run, since
//! machines differ; read the ratios first.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::time::{Duration, Instant};

use automerge::Change;
use library::{Library, NotesPage};
use replica::{DeviceKey, DocumentId, HouseholdId};
use rusqlite::Connection;
use screening::{
    AnyVoice, Document, Edit, Film, Kind, MemberId, NewNote, Opening, Pen, Purpose, Reaction, ScreeningId, Seal,
    Source, Stamp, Touched, ViewingId,
};

const MEMBERS: u8 = 8;
const HOUSEHOLD: HouseholdId = HouseholdId([1; 32]);
const ID: DocumentId = DocumentId([2; 16]);

fn main() {
    let mut refreshed = Vec::new();
    for notes in [2_000, 20_000, 50_000] {
        refreshed.push((notes, one_size(notes)));
    }
    println!("\none remote note (apply, store, read model, index; without the sync), median of 200:");
    for (notes, spent) in refreshed {
        println!("{notes:>7} notes: apply {:>6.1?}   store {:>6.1?}   refresh {:>6.1?}", spent.0, spent.1, spent.2);
    }
}

fn one_size(notes: usize) -> (Duration, Duration, Duration) {
    println!("\n{notes} notes by {MEMBERS} members");
    let folder = tempfile::tempdir().unwrap();
    let mut evening = Evening::new(folder.path());
    evening.write(notes);
    plain_rows(folder.path(), &evening);

    let begun = Instant::now();
    evening.store();
    println!("  stored in turns of 500, read model included: {:.2?}", begun.elapsed());
    evening.sizes(notes, "before compaction");
    let spent = evening.remote_notes(200);
    evening.first_rows();
    evening.searches();

    let begun = Instant::now();
    let loaded = evening.library.document(&ID).unwrap();
    println!("  load from {} changes, hashes checked: {:.2?}", loaded.document.changes().len(), begun.elapsed());
    let begun = Instant::now();
    evening.library.compact(&ID).unwrap();
    println!("  compact: {:.2?}", begun.elapsed());
    let begun = Instant::now();
    evening.library.rebuild_read_model(&|_| Box::new(AnyVoice)).unwrap();
    println!("  rebuild the read model: {:.2?}", begun.elapsed());
    evening.library.vacuum().unwrap();
    evening.sizes(notes, "after compaction");
    let begun = Instant::now();
    let loaded = evening.library.document(&ID).unwrap();
    println!("  load from the snapshot: {:.2?}, {} heads", begun.elapsed(), loaded.document.heads().len());
    spent
}

struct Evening {
    path: std::path::PathBuf,
    library: Library,
    key: DeviceKey,
    doc: Document,
    first: Document,
    changes: Vec<Change>,
    viewing: ViewingId,
    random: u64,
    wall_ms: i64,
}

impl Evening {
    fn new(folder: &std::path::Path) -> Evening {
        let path = folder.join("asides.library");
        let library = Library::open(&path).unwrap().library;
        let key = DeviceKey::from_seed([7; 32]);
        let wall_ms = 1_763_755_200_000;
        let film = Film { title: "Marathon".into(), ..Film::default() };
        let opening = Opening { film, cut: None, viewing: "couch".into() };
        let actor = replica::actor(&key.id(), [0; 8]);
        let (doc, change) =
            Document::new_screening(&actor, &opening, &MemberId::from_bytes([0; 10]), None, wall_ms, 1).unwrap();
        let viewing = screening::read(&doc, &AnyVoice).screening.viewings[0].id.clone();
        Evening { path, library, key, first: doc.clone(), doc, changes: vec![change], viewing, random: 1, wall_ms }
    }

    fn draw(&mut self, below: u64) -> u64 {
        self.random = self.random.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (self.random >> 33) % below
    }

    /// 3 to 15 words of 2,300, the front ones more often; words of 3 to 9 letters.
    fn text(&mut self) -> String {
        let count = 3 + self.draw(13);
        let words: Vec<String> = (0..count)
            .map(|_| {
                let rank = self.draw(2_300) * self.draw(2_300) / 2_300;
                let letters = 3 + rank % 7;
                (0..letters)
                    .map(|place| char::from(b'a' + ((rank * 31 + place * place * 7 + rank / 26 * place) % 26) as u8))
                    .collect()
            })
            .collect();
        words.join(" ")
    }

    fn one(&mut self) -> Change {
        let film_ms = self.draw(7_200_000) as i64;
        let member = self.draw(u64::from(MEMBERS)) as u8;
        self.wall_ms += 500 + self.draw(6_200) as i64;
        let reaction = self.draw(10) < 3;
        let kind = match self.draw(7) {
            _ if reaction => Kind::Reaction(Reaction::ALL[self.draw(9) as usize]),
            0 => Kind::Question,
            1 => Kind::Quote,
            _ => Kind::Remark,
        };
        let stamp = Stamp {
            viewing: Some(self.viewing.clone()),
            timebase: format!("{member:02x}00000000000000"),
            at_ms: self.wall_ms + 1_234,
            lag_ms: 2_000,
            source: Source::Hand,
            err_ms: None,
            shift_ms: 0,
        };
        let text = if reaction { String::new() } else { self.text() };
        let edit = Edit::Jot(NewNote {
            kind,
            film_ms,
            text,
            tags: vec![],
            seal: Seal::Open,
            stamp: Some(stamp),
            after_echo: false,
        });
        let random = self.draw(u64::MAX) << 20 ^ self.draw(1 << 31);
        self.doc.set_actor(&replica::actor(&self.key.id(), [member; 8]));
        let member = MemberId::from_bytes([member; 10]);
        let pen = Pen { member: &member, wall_ms: self.wall_ms, random, voices: &AnyVoice };
        screening::write(&mut self.doc, &edit, &pen).unwrap().change.unwrap()
    }

    fn write(&mut self, notes: usize) {
        for _ in 0..notes {
            let change = self.one();
            self.changes.push(change);
        }
        // As a peer has it that was told of everything.
        self.first.apply(self.changes.clone()).unwrap();
    }

    fn store(&mut self) {
        for some in self.changes.chunks(500) {
            let turn = self.library.turn().unwrap();
            turn.put_document(&HOUSEHOLD, &ID, &Purpose::Screening).unwrap();
            let mut touched = Touched::default();
            for change in some {
                let signature = self.key.sign_change(&HOUSEHOLD, &ID, &change.hash());
                turn.put_change(&ID, change, Some(&signature)).unwrap();
                touched.add(screening::touched(&self.first, change));
            }
            touched.everything &= some.len() < 3;
            turn.refresh(&ID, &self.first, &touched, &AnyVoice).unwrap();
            turn.commit().unwrap();
        }
    }

    fn remote_notes(&mut self, count: usize) -> (Duration, Duration, Duration) {
        let mut spent = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..count {
            let change = self.one();
            let signature = self.key.sign_change(&HOUSEHOLD, &ID, &change.hash());
            let begun = Instant::now();
            self.first.apply(vec![change.clone()]).unwrap();
            spent.0.push(begun.elapsed());
            let turn = self.library.turn().unwrap();
            let begun = Instant::now();
            turn.put_change(&ID, &change, Some(&signature)).unwrap();
            spent.1.push(begun.elapsed());
            let begun = Instant::now();
            let touched = screening::touched(&self.first, &change);
            turn.refresh(&ID, &self.first, &touched, &AnyVoice).unwrap();
            spent.2.push(begun.elapsed());
            turn.commit().unwrap();
        }
        (median(spent.0), median(spent.1), median(spent.2))
    }

    fn first_rows(&self) {
        let reader = self.library.reader().unwrap();
        let id = ScreeningId::from_bytes(ID.0);
        let page = NotesPage { limit: 50, ..NotesPage::default() };
        let ours = median(
            (0..50)
                .map(|_| {
                    let begun = Instant::now();
                    assert_eq!(reader.notes(&id, &page).unwrap().len(), 50);
                    begun.elapsed()
                })
                .collect(),
        );
        let plain = Connection::open(self.path.with_file_name("plain.db")).unwrap();
        let theirs = median(
            (0..50)
                .map(|_| {
                    let begun = Instant::now();
                    let mut statement = plain
                        .prepare_cached("SELECT * FROM note WHERE screening = ?1 ORDER BY film_ms, id LIMIT 50")
                        .unwrap();
                    let rows = statement
                        .query_map([id.as_str()], |row| {
                            let words = (row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?);
                            let rest = (row.get::<_, String>(3)?, row.get::<_, i64>(4)?, row.get::<_, i64>(5)?);
                            Ok((words, rest, row.get::<_, String>(6)?))
                        })
                        .unwrap();
                    assert_eq!(rows.count(), 50);
                    begun.elapsed()
                })
                .collect(),
        );
        println!("  first 50 rows: {ours:.1?}; plain SQLite {theirs:.1?}; {:.2} x", ratio(ours, theirs));
    }

    fn searches(&self) {
        let reader = self.library.reader().unwrap();
        let raw = Connection::open(&self.path).unwrap();
        let mut ours = Vec::new();
        let mut theirs = Vec::new();
        for note in
            reader.notes(&ScreeningId::from_bytes(ID.0), &NotesPage { limit: 400, ..NotesPage::default() }).unwrap()
        {
            let Some(word) = note.text.split(' ').nth(1) else { continue };
            let begun = Instant::now();
            let found = reader.search(&format!("{word} "), 50).unwrap().len();
            ours.push(begun.elapsed());
            let begun = Instant::now();
            let mut statement = raw
                .prepare_cached("SELECT n.* FROM read_note_words w JOIN read_note n ON n.no = w.rowid WHERE read_note_words MATCH ?1 ORDER BY w.rowid DESC LIMIT 50")
                .unwrap();
            let rows =
                statement.query_map([format!("\"{word}\"")], |row| row.get::<_, String>("text")).unwrap().count();
            theirs.push(begun.elapsed());
            assert_eq!(found, rows);
        }
        let (ours, theirs) = (median(ours), median(theirs));
        println!("  search, newest 50: {ours:.1?}; raw FTS5 {theirs:.1?}; {:.2} x", ratio(ours, theirs));
    }

    /// Bytes a note by group of tables, from SQLite's own count of pages.
    fn sizes(&self, notes: usize, when: &str) {
        let raw = Connection::open(&self.path).unwrap();
        let mut statement = raw.prepare("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC").unwrap();
        let tables: Vec<(String, u64)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let sum = |wanted: &dyn Fn(&str) -> bool| {
            tables.iter().filter(|(name, _)| wanted(name)).map(|(_, bytes)| bytes).sum::<u64>() as f64 / notes as f64
        };
        let index = sum(&|name| name.contains("_words"));
        let rows = sum(&|name| name.starts_with("read_")) - index;
        let truth = sum(&|_| true) - index - rows;
        let plain = std::fs::metadata(self.path.with_file_name("plain.db")).unwrap().len() as f64 / notes as f64;
        let all = truth + rows + index;
        println!(
            "  {when}: truth {truth:.1} + read model {rows:.1} + index {index:.1} = {all:.1} B a note; plain rows {plain:.1}; {:.2} x",
            all / plain
        );
        for (name, bytes) in tables.iter().take(7) {
            println!("      {:<28} {:>7.1}", name, *bytes as f64 / notes as f64);
        }
    }
}

/// The reference: one row a note with its ids as text, found by id and by film time.
fn plain_rows(folder: &std::path::Path, evening: &Evening) {
    let plain = Connection::open(folder.join("plain.db")).unwrap();
    plain
        .execute_batch(
            "CREATE TABLE note (id TEXT PRIMARY KEY, screening TEXT, member TEXT, kind TEXT, film_ms INTEGER, made_ms INTEGER, text TEXT);
             CREATE INDEX by_film ON note (screening, film_ms); BEGIN;",
        )
        .unwrap();
    let id = ScreeningId::from_bytes(ID.0);
    for note in screening::read(&evening.first, &AnyVoice).screening.notes {
        plain
            .prepare_cached("INSERT INTO note VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
            .unwrap()
            .execute((
                note.id.as_str(),
                id.as_str(),
                note.by.as_str(),
                note.kind.name(),
                note.film_ms,
                note.made_ms,
                note.text,
            ))
            .unwrap();
    }
    plain.execute_batch("COMMIT; VACUUM;").unwrap();
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}
