//! The read model: what a change touched is there at once, and all of it can be made again.

use library::{Hit, News, NotesPage, UpTo};
use screening::{AnyVoice, Edit, Given, Letter, MemberId, Note, NoteId, On, Reaction, Seal, State, When, WrittenId};

use crate::common::{Evening, remark};

/// An evening with something of every sort in it.
fn full_evening() -> (Evening, Vec<NoteId>) {
    let mut evening = Evening::new("Le fabuleux destin d'Amélie Poulain");
    let notes: Vec<NoteId> =
        [(3_000, "the gnome"), (1_000, "Crème brûlée, cracked"), (2_000, "who is the man in the photos?")]
            .iter()
            .map(|(film_ms, text)| evening.jot(*film_ms, text))
            .collect();
    let viewing = evening.reader().viewings(&evening.screening()).unwrap()[0].id.clone();
    for edit in [
        Edit::Mark { note: notes[0].clone(), reaction: Reaction::Love, on: true },
        Edit::Mark { note: notes[1].clone(), reaction: Reaction::Laugh, on: true },
        Edit::Mark { note: notes[1].clone(), reaction: Reaction::Laugh, on: false },
        Edit::Reply { on: On::Note(notes[0].clone()), text: "it travels".into() },
        Edit::Reply { on: On::Moment(1_500), text: "with a spoon".into() },
        Edit::Grade { when: When::Before, given: Given::Letter(Letter::BPlus), sealed: true },
        Edit::Grade { when: When::After, given: Given::Letter(Letter::A), sealed: false },
        Edit::Pulse(4),
        Edit::Attend { viewing: Some(viewing.clone()), state: State::Slept { at_ms: 5_000 }, frontier_ms: 5_000 },
        Edit::SetText { note: notes[1].clone(), text: "Crème brûlée, cracked with a spoon".into() },
        Edit::SetTags { note: notes[0].clone(), tags: vec!["craft".into(), "theme".into()] },
        Edit::EndViewing { viewing },
    ] {
        evening.edit(&edit);
    }
    (evening, notes)
}

#[test]
fn rows_say_what_the_document_says() {
    let (evening, notes) = full_evening();
    let id = evening.screening();
    let reader = evening.reader();
    let read = reader.whole(&id).unwrap().unwrap();
    let from_document = screening::read(&evening.doc, &AnyVoice).screening;
    assert_eq!(read.notes, from_document.notes);
    assert_eq!(read.replies, from_document.replies);
    assert_eq!(read.marks, from_document.marks);
    assert_eq!(read.grades.len(), 2);
    assert_eq!(read.viewings, from_document.viewings);
    assert_eq!(read.notes.iter().map(|note| &note.id).collect::<Vec<_>>(), [&notes[1], &notes[2], &notes[0]]);
    assert_eq!(evening.faults(), Vec::<String>::new());

    let row = reader.screening(&id).unwrap().unwrap();
    assert_eq!(
        (row.notes, row.started_ms, row.film.title.as_str()),
        (3, Some(1_763_755_200_000), "Le fabuleux destin d'Amélie Poulain")
    );
    assert!(row.ended_ms.is_some());
    assert_eq!(reader.screenings().unwrap(), [row]);
    assert_eq!(reader.grades_by(&evening.member).unwrap().len(), 2);
}

#[test]
fn pages_follow_each_other_without_gap_or_double() {
    let mut evening = Evening::new("M");
    let mut expect: Vec<(i64, NoteId)> = Vec::new();
    for number in 0..30 {
        // Many at one film time: the id decides.
        let film_ms = number % 4 * 1_000;
        expect.push((film_ms, evening.jot(film_ms, "the ball rolls")));
    }
    expect.sort();
    let (reader, id) = (evening.reader(), evening.screening());
    let mut seen: Vec<(i64, NoteId)> = Vec::new();
    loop {
        let page = reader.notes(&id, &NotesPage { after: seen.last().cloned(), limit: 7, up_to: None }).unwrap();
        assert!(page.len() <= 7);
        if page.is_empty() {
            break;
        }
        seen.extend(page.into_iter().map(|note| (note.film_ms, note.id)));
    }
    assert_eq!(seen, expect);
}

#[test]
fn search_folds_accents_and_forgets_what_was_taken_back() {
    let (mut evening, notes) = full_evening();
    let found = |evening: &Evening, typed: &str| -> Vec<String> {
        let hits = evening.reader().search(typed, 10).unwrap();
        hits.into_iter()
            .map(|hit| match hit {
                Hit::Title { .. } => "title".to_owned(),
                Hit::Recap { .. } => "recap".to_owned(),
                Hit::Note { note, .. } => note.text,
                Hit::Reply { reply, .. } => reply.text,
            })
            .collect()
    };
    let brulee = "Crème brûlée, cracked with a spoon";
    assert_eq!(found(&evening, "creme brulee"), [brulee]);
    assert_eq!(found(&evening, "amelie"), ["title"]);
    assert_eq!(found(&evening, "spo"), ["with a spoon", brulee]);
    assert_eq!(found(&evening, "\"with a\""), ["with a spoon", brulee]);
    assert_eq!(found(&evening, "\"a with\""), Vec::<String>::new());
    assert_eq!(found(&evening, "OR AND NEAR( * ^ :"), Vec::<String>::new());

    evening.edit(&Edit::TakeBack { note: notes[1].clone() });
    assert_eq!(found(&evening, "brulee"), Vec::<String>::new());
    evening.edit(&Edit::PutBack { note: notes[1].clone() });
    assert_eq!(found(&evening, "brulee"), [brulee]);
    evening.edit(&Edit::SetSeal { note: notes[1].clone(), seal: Seal::Sealed });
    evening.edit(&Edit::SetSeal { note: notes[1].clone(), seal: Seal::Dropped });
    assert_eq!(found(&evening, "brulee"), Vec::<String>::new());
    assert_eq!(evening.faults(), Vec::<String>::new());
}

#[test]
fn a_tag_finds_the_notes_that_carry_it() {
    let mut evening = Evening::new("M");
    let first = evening.jot(1_000, "the whistle becomes the foghorn");
    let second = evening.jot(2_000, "a hum");
    let spoken = evening.jot(3_000, "what a sound");
    let tag = |note: &NoteId, tags: &[&str]| Edit::SetTags {
        note: note.clone(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
    };
    evening.edit(&tag(&first, &["sound design", "Éditing"]));
    evening.edit(&tag(&second, &["Sound"]));
    let check = |evening: &Evening, typed: &str, expect: &[&NoteId]| {
        let hits = evening.reader().search(typed, 10).unwrap();
        let found: Vec<&NoteId> = hits
            .iter()
            .filter_map(|hit| if let Hit::Note { note, .. } = hit { Some(&note.id) } else { None })
            .collect();
        assert_eq!((found.as_slice(), hits.len()), (expect, expect.len()), "{typed:?}");
        assert_eq!(evening.faults(), Vec::<String>::new());
    };
    check(&evening, "#sound", &[&second, &first]);
    check(&evening, "#sou", &[&second, &first]);
    check(&evening, "sound", &[&spoken, &second, &first]);
    check(&evening, "#editing ", &[&first]);
    check(&evening, "foghorn #sound", &[&first]);
    check(&evening, "#foghorn", &[]);
    check(&evening, "#soundéd", &[]);

    evening.edit(&tag(&first, &["music"]));
    check(&evening, "#sound", &[&second]);
    check(&evening, "music", &[&first]);
    evening.edit(&Edit::TakeBack { note: second.clone() });
    check(&evening, "#sound", &[]);
    evening.edit(&Edit::PutBack { note: second.clone() });
    check(&evening, "#sound", &[&second]);
    evening.edit(&Edit::SetSeal { note: second.clone(), seal: Seal::Sealed });
    evening.edit(&Edit::SetSeal { note: second.clone(), seal: Seal::Dropped });
    check(&evening, "#sound", &[]);
}

#[test]
fn newest_first_is_by_making_not_by_arrival() {
    let mut evening = Evening::new("M");
    let late = evening.jot(1_000, "a late balloon");
    evening.now_ms -= 86_400_000;
    let early = evening.jot(2_000, "an early balloon");
    let hits = evening.reader().search("balloon", 10).unwrap();
    let ids: Vec<&NoteId> =
        hits.iter().filter_map(|hit| if let Hit::Note { note, .. } = hit { Some(&note.id) } else { None }).collect();
    assert_eq!(ids, [&late, &early]);
}

#[test]
fn what_a_caller_may_not_see_does_not_count() {
    let mut evening = Evening::new("M");
    for film_ms in 0..20 {
        evening.jot(film_ms, "the ball rolls");
    }
    let before = |note: &screening::Note| note.film_ms < 5;
    let hits =
        evening.reader().search_where("ball", 3, |hit| matches!(hit, Hit::Note { note, .. } if before(note))).unwrap();
    assert_eq!(hits.len(), 3);
    let id = evening.screening();
    let page = evening.reader().notes_where(&id, &NotesPage { limit: 50, ..NotesPage::default() }, before).unwrap();
    assert_eq!(page.len(), 5);
}

/// Three members; some keep a note for the end, some take one back.
fn many_voices() -> Evening {
    let mut evening = Evening::new("M");
    let members: Vec<MemberId> = ["aa", "bb", "cc"].iter().map(|two| two.repeat(10).parse().unwrap()).collect();
    for number in 0..60_usize {
        evening.member = members[number % 3].clone();
        let note = evening.jot((number as i64 * 37) % 40 * 250, "the ball rolls");
        if number % 7 == 0 {
            evening.edit(&Edit::TakeBack { note });
        } else if number % 5 == 0 {
            evening.edit(&Edit::SetSeal { note, seal: Seal::Sealed });
        }
    }
    evening
}

#[test]
fn somebodys_page_takes_in_ones_own_and_the_others_up_to_a_film_time() {
    let evening = many_voices();
    let (reader, id) = (evening.reader(), evening.screening());
    let all = reader.all_notes(&id).unwrap();
    for film_ms in [-1, 0, 2_500, 2_600, 9_000, i64::MAX] {
        for member in ["aa", "cc", "dd"].map(|two| two.repeat(10).parse::<MemberId>().unwrap()) {
            let expect: Vec<&NoteId> =
                all.iter().filter(|note| note.by == member || note.film_ms <= film_ms).map(|note| &note.id).collect();
            let up_to = Some(UpTo { member: member.clone(), film_ms });
            let mut seen: Vec<Note> = Vec::new();
            loop {
                let after = seen.last().map(|note| (note.film_ms, note.id.clone()));
                let page = reader.notes(&id, &NotesPage { after, limit: 7, up_to: up_to.clone() }).unwrap();
                if page.is_empty() {
                    break;
                }
                seen.extend(page);
            }
            assert_eq!(seen.iter().map(|note| &note.id).collect::<Vec<_>>(), expect, "{member} to {film_ms}");
        }
    }
}

#[test]
fn counting_says_what_reading_says() {
    let evening = many_voices();
    let (reader, id) = (evening.reader(), evening.screening());
    let all = reader.all_notes(&id).unwrap();
    for (until_ms, step_ms) in [(2_500, i64::MAX), (2_500, 1_000), (i64::MAX, 300), (-1, 0)] {
        let tallies = reader.tallies(&id, until_ms, step_ms).unwrap();
        for tally in &tallies {
            assert_eq!(tally.first_ms > until_ms, tally.last_ms > until_ms, "nothing is counted across it");
            assert!(tally.last_ms - tally.first_ms < step_ms.max(1), "{tally:?}");
            let alike = |note: &&Note| {
                (&note.by, &note.kind, note.seal, note.taken_back)
                    == (&tally.by, &tally.kind, tally.seal, tally.taken_back)
                    && (tally.first_ms..=tally.last_ms).contains(&note.film_ms)
            };
            assert_eq!(all.iter().filter(alike).count() as u64, tally.notes, "{tally:?}");
        }
        assert_eq!(tallies.iter().map(|tally| tally.notes).sum::<u64>(), all.len() as u64);
    }
}

#[test]
fn the_newest_of_a_member_come_first() {
    let evening = many_voices();
    let (reader, id) = (evening.reader(), evening.screening());
    let member: MemberId = "bb".repeat(10).parse().unwrap();
    let mut found = Vec::new();
    reader
        .newest_by(&id, &member, |note| {
            found.push(note);
            true
        })
        .unwrap();
    let mut expect: Vec<Note> = reader.all_notes(&id).unwrap().into_iter().filter(|note| note.by == member).collect();
    expect.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(found, expect);
    let mut asked = 0;
    reader
        .newest_by(&id, &member, |_| {
            asked += 1;
            asked < 3
        })
        .unwrap();
    assert_eq!(asked, 3);
}

#[test]
fn what_hangs_on_one_note_is_found_by_it() {
    let (evening, notes) = full_evening();
    let (reader, id) = (evening.reader(), evening.screening());
    for note in &notes {
        let on_it = |reply: &screening::Reply| reply.on == On::Note(note.clone());
        let replies: Vec<_> = reader.replies(&id).unwrap().into_iter().filter(on_it).collect();
        assert_eq!(reader.replies_on(&id, note).unwrap(), replies);
        let marks: Vec<_> = reader.marks(&id).unwrap().into_iter().filter(|mark| mark.note == *note).collect();
        assert_eq!(reader.marks_on(&id, note).unwrap(), marks);
    }
    assert_eq!(reader.replies_on(&id, &notes[0]).unwrap().len(), 1);
    assert_eq!(reader.marks_on(&id, &notes[0]).unwrap().len(), 1);
}

#[test]
fn the_read_model_can_be_dropped_and_made_again() {
    let (mut evening, _) = full_evening();
    let id = evening.screening();
    let before = evening.reader().whole(&id).unwrap();
    evening.library().drop_read_model().unwrap();
    assert_eq!(evening.reader().whole(&id).unwrap(), None);
    assert!(!evening.library().read_model_is_whole().unwrap());
    assert!(!evening.faults().is_empty());
    assert_eq!(evening.library().rebuild_read_model(&|_| Box::new(AnyVoice)).unwrap(), []);
    assert!(evening.library().read_model_is_whole().unwrap());
    assert_eq!(evening.reader().whole(&id).unwrap(), before);
    assert_eq!(evening.reader().search("amelie", 10).unwrap().len(), 1);
    assert_eq!(evening.faults(), Vec::<String>::new());
}

#[test]
fn an_unknown_or_torn_read_model_is_dropped_and_said_so() {
    for harm in [
        "UPDATE read_model SET fingerprint = 1",
        "DELETE FROM read_model",
        "DROP TABLE read_note",
        "UPDATE read_model SET whole = 0",
        "CREATE TABLE read_later (x); UPDATE read_model SET fingerprint = 2",
    ] {
        let (mut evening, _) = full_evening();
        let news = evening.behind_its_back(|c| c.execute_batch(harm).unwrap());
        assert!(matches!(news.as_slice(), [News::ReadModelDropped { .. }]), "{harm}: {news:?}");
        evening.library().rebuild_read_model(&|_| Box::new(AnyVoice)).unwrap();
        assert_eq!(evening.faults(), Vec::<String>::new(), "{harm}");
        assert_eq!(evening.behind_its_back(|_| ()), []);
    }
}

#[test]
fn the_doctor_sees_a_row_that_the_document_does_not_know() {
    let (mut evening, _) = full_evening();
    evening.behind_its_back(|c| {
        c.execute("UPDATE read_note SET film_ms = film_ms + 1 WHERE film_ms = 2000", []).unwrap();
    });
    assert_eq!(evening.faults().len(), 1);
    evening.behind_its_back(|c| {
        c.execute_batch("UPDATE tip SET seq = 1; UPDATE change SET signature = NULL").unwrap();
    });
    assert_eq!(evening.faults().len(), 2);
}

#[test]
fn an_empty_screening_has_rows_too() {
    let evening = Evening::new("M");
    let written = screening::read(&evening.doc, &AnyVoice).screening;
    assert_eq!(evening.reader().whole(&evening.screening()).unwrap(), Some(written));
    let mut evening = evening;
    let (changes, id) = evening.write(&remark(1, "not stored"));
    let Some(WrittenId::Note(id)) = id else { panic!("{id:?}") };
    drop(changes);
    assert_eq!(evening.reader().note(&evening.screening(), &id).unwrap(), None);
}
