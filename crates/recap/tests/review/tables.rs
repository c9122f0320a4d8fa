//! The notes as CSV and JSON.

use insta::assert_snapshot;
use recap::{Format, Source, Spoilers, compose};

use crate::letterboxd::{backslash_reader, rfc_reader};
use crate::{review, source, text};

#[test]
fn csv() {
    assert_snapshot!(text(&review(Spoilers::Free), Format::Csv), @r##"
    film_time,film_ms,kind,reaction,member,text,tags
    0:04:12,252000,remark,,Theo,The clock has no hands.,
    0:06:40,400000,reaction,laugh,Mara,,
    0:06:43,403000,reaction,laugh,Ruth,,
    0:12:30,750000,quote,,Ruth,A light is only a promise.,
    0:12:34,754000,reaction,love,Theo,,
    0:17:20,1040000,question,,Mara,Why does she keep the third key?,
    "##);
    let full = text(&review(Spoilers::Full), Format::Csv);
    assert_eq!(rfc_reader(&full).len(), 28);
    assert_eq!(rfc_reader(&full), backslash_reader(&full));
}

#[test]
fn json() {
    assert_snapshot!(text(&review(Spoilers::Free), Format::Json), @r##"
    {
      "brief": "The first half hour is slow, and one of us called it \"a clock without hands\". We stayed.",
      "earlier": [],
      "film": {
        "directors": [
          "Ines Okafor"
        ],
        "imdb": null,
        "length_ms": 6360000,
        "title": "The Lamplighter's Daughter",
        "tmdb": null,
        "year": 2016
      },
      "format": "asides/review/1",
      "grades": [
        {
          "after": "A-",
          "before": "B",
          "member": "Mara",
          "pulse": 2
        },
        {
          "after": "A+",
          "before": "A-",
          "member": "Theo",
          "pulse": 4
        },
        {
          "after": "A",
          "before": "passed",
          "member": "Ruth",
          "pulse": 3
        },
        {
          "after": "A-",
          "before": "B+",
          "member": "Jonas",
          "pulse": 3
        }
      ],
      "notes": [
        {
          "film_ms": 252000,
          "id": "fe5e004a6d9f000000000001",
          "kind": "remark",
          "member": "Theo",
          "reaction": null,
          "tags": [],
          "text": "The clock has no hands."
        },
        {
          "film_ms": 400000,
          "id": "fe5e00482b7f000000000002",
          "kind": "reaction",
          "member": "Mara",
          "reaction": "laugh",
          "tags": [],
          "text": ""
        },
        {
          "film_ms": 403000,
          "id": "fe5e00481fc7000000000003",
          "kind": "reaction",
          "member": "Ruth",
          "reaction": "laugh",
          "tags": [],
          "text": ""
        },
        {
          "film_ms": 750000,
          "id": "fe5e0042d44f000000000005",
          "kind": "quote",
          "member": "Ruth",
          "reaction": null,
          "tags": [],
          "text": "A light is only a promise."
        },
        {
          "film_ms": 754000,
          "id": "fe5e0042c4af000000000006",
          "kind": "reaction",
          "member": "Theo",
          "reaction": "love",
          "tags": [],
          "text": ""
        },
        {
          "film_ms": 1040000,
          "id": "fe5e003e677f000000000007",
          "kind": "question",
          "member": "Mara",
          "reaction": null,
          "tags": [],
          "text": "Why does she keep the third key?"
        }
      ],
      "other_version": "The Lamplighters Daughter full.json",
      "predictions": [],
      "questions": [
        {
          "note": "fe5e003e677f000000000007",
          "positions": []
        }
      ],
      "reading_min": 1,
      "text": [
        {
          "sentences": [
            {
              "credits": [],
              "text": "A film about light"
            }
          ],
          "shape": "heading-2"
        },
        {
          "sentences": [
            {
              "credits": [
                {
                  "film_ms": 252000,
                  "kind": "remark",
                  "member": "Theo"
                }
              ],
              "text": "The first half hour is slow, and one of us called it \"a clock without hands\".\n"
            },
            {
              "credits": [],
              "text": "We stayed."
            }
          ],
          "shape": "paragraph"
        }
      ],
      "version": "spoiler-free",
      "watched": [
        {
          "by": [
            "Mara",
            "Theo",
            "Ruth"
          ],
          "day": "2026-11-21"
        },
        {
          "by": [
            "Jonas"
          ],
          "day": "2026-11-22"
        }
      ]
    }
    "##);
    let full: serde_json::Value = serde_json::from_str(&text(&review(Spoilers::Full), Format::Json)).unwrap();
    assert_eq!(full["notes"].as_array().unwrap().len(), 27);
}

#[test]
fn json_holds_every_character_and_shows_it() {
    let said = "a\u{202e}b\0 \"c\" \\d <script> \u{1b}[31m 👩‍👩‍👧 \u{e0041}";
    let mut source = source();
    source.notes[0].text = said.to_owned();
    let json = text(&compose(&source, Spoilers::Full).unwrap(), Format::Json);
    assert!(
        json.contains(r#""a\u202eb\u0000 \"c\" \\d \u003cscript\u003e \u001b[31m 👩\u200d👩\u200d👧 \udb40\udc41""#),
        "{json}"
    );
    let read: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(read["notes"][0]["text"], said);
}

#[test]
fn an_evening_without_notes_is_a_header() {
    let quiet = Source { notes: Vec::new(), ..source() };
    let table = text(&compose(&quiet, Spoilers::Full).unwrap(), Format::Csv);
    assert_eq!(table, "film_time,film_ms,kind,reaction,member,text,tags\r\n");
}
