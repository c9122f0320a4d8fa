//! Letterboxd's CSV of the evening, and its rules.

use insta::assert_snapshot;
use recap::{ExportError, Format, PART_BYTES, Row, Spoilers, letterboxd, render};
use screening::Film;

use crate::evening::film;
use crate::{review, text};

#[test]
fn full() {
    assert_snapshot!(text(&review(Spoilers::Full), Format::Letterboxd), @r##"
    LetterboxdURI,tmdbID,imdbID,Title,Year,Directors,Rating,Rating10,WatchedDate,Rewatch,Tags,Review
    ,,,The Lamplighter's Daughter,2016,Ines Okafor,4,,2026-11-21,,"family, autumn","Spoiler warning: this review gives away the whole film.

    A film about light

    The first half hour is slow, and one of us called it “a clock without hands”. (noticed by Theo)
    We stayed.

    Ruth brought up the tune. (noticed by Ruth) The whistle that took him away comes back as the sound that calls him home."
    "##);
}

#[test]
fn free_for_each_member() {
    let files = render(&review(Spoilers::Free), Format::Letterboxd).unwrap().files;
    let rows: Vec<String> = files.into_iter().map(|file| String::from_utf8(file.bytes).unwrap()).collect();
    assert_snapshot!(rows.join("----\n"), @r##"
    LetterboxdURI,tmdbID,imdbID,Title,Year,Directors,Rating,Rating10,WatchedDate,Rewatch,Tags,Review
    ,,,The Lamplighter's Daughter,2016,Ines Okafor,4,,2026-11-21,,"family, autumn","A film about light

    The first half hour is slow, and one of us called it “a clock without hands”. (noticed by Theo)
    We stayed."
    ----
    LetterboxdURI,tmdbID,imdbID,Title,Year,Directors,Rating,Rating10,WatchedDate,Rewatch,Tags,Review
    ,,,The Lamplighter's Daughter,2016,Ines Okafor,5,,2026-11-21,true,"family, autumn","A film about light

    The first half hour is slow, and one of us called it “a clock without hands”. (noticed by Theo)
    We stayed."
    ----
    LetterboxdURI,tmdbID,imdbID,Title,Year,Directors,Rating,Rating10,WatchedDate,Rewatch,Tags,Review
    ,,,The Lamplighter's Daughter,2016,Ines Okafor,4.5,,2026-11-21,,"family, autumn","A film about light

    The first half hour is slow, and one of us called it “a clock without hands”. (noticed by Theo)
    We stayed."
    ----
    LetterboxdURI,tmdbID,imdbID,Title,Year,Directors,Rating,Rating10,WatchedDate,Rewatch,Tags,Review
    ,,,The Lamplighter's Daughter,2016,Ines Okafor,4,,2026-11-22,,"family, autumn","A film about light

    The first half hour is slow, and one of us called it “a clock without hands”. (noticed by Theo)
    We stayed."
    "##);
}

/// Reads a table as programs do that escape with a backslash and know of no doubled quotes.
pub fn backslash_reader(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => field.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            _ => field.push(letter),
        }
    }
    assert!(!quoted && field.is_empty() && row.is_empty(), "cut off");
    rows
}

/// Reads a table as RFC 4180 has it.
pub fn rfc_reader(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn both_sorts_of_readers_see_the_same_fields() {
    for spoilers in [Spoilers::Full, Spoilers::Free] {
        let text = text(&review(spoilers), Format::Letterboxd);
        let rows = rfc_reader(&text);
        assert_eq!(rows, backslash_reader(&text));
        assert_eq!(rows[1][3], "The Lamplighter's Daughter");
        let review = &rows[1][11];
        assert!(review.contains(',') && review.contains('“') && review.contains('\n'), "{review}");
    }
}

fn row(title: &str, text: &str) -> Row {
    Row {
        film: Film { title: title.to_owned(), ..film() },
        half_stars: Some(9),
        watched: "2026-11-21".parse().ok(),
        rewatch: true,
        tags: vec!["a, b".to_owned(), "\"c\"".to_owned()],
        text: text.to_owned(),
    }
}

fn fields(row: Row) -> Vec<String> {
    let table = letterboxd(&[row]).unwrap();
    rfc_reader(std::str::from_utf8(&table.parts[0]).unwrap()).swap_remove(1)
}

#[test]
fn fields_are_as_the_import_wants_them() {
    let full = fields(row("Up", "Good."));
    assert_eq!(full[4..], ["2016", "Ines Okafor", "4.5", "", "2026-11-21", "true", "a b, “c”", "Good."]);
    let undated = fields(Row { watched: None, half_stars: None, ..row("Up", "") });
    assert_eq!(undated[6..], ["", "", "", "", "", ""]);
    let known = Film { tmdb: Some(603), imdb: Some("tt0133093".to_owned()), ..Film::default() };
    assert_eq!(fields(Row { film: known, ..row("", "") })[..4], ["", "603", "tt0133093", ""]);
    let odd = Film { tmdb: Some(-1), imdb: Some("=1+1".to_owned()), year: Some(-5), ..film() };
    assert_eq!(fields(Row { film: odd, ..row("", "") })[1..5], ["", "", "The Lamplighter's Daughter", ""]);
    let nameless = Row { film: Film::default(), ..row("", "x") };
    assert_eq!(letterboxd(&[nameless]), Err(ExportError::NoTitle));
}

#[test]
fn formulas_get_a_leading_word() {
    for (text, expect) in [
        ("=1+1", "Review: =1+1"),
        ("\t@x", "Review: @x"),
        ("\r-1", "Review: -1"),
        ("\u{200b}+1", "Review: \u{200b}+1"),
        ("＝1", "Review: ＝1"),
        ("1+1", "1+1"),
    ] {
        assert_eq!(fields(row("Up", text))[11], expect);
    }
    assert_eq!(fields(row("+1", "x"))[3], "Film: +1");
    assert_eq!(letterboxd(&[row("+1", "x")]).unwrap().warnings.len(), 1);
}

#[test]
fn parts_stay_under_their_limit_and_hold_everything() {
    let rows: Vec<Row> = (0..30).map(|number| row(&format!("Film {number}"), &"ä\" ".repeat(30_000))).collect();
    let table = letterboxd(&rows).unwrap();
    assert!(table.parts.len() > 2 && table.parts.iter().all(|part| part.len() <= PART_BYTES));
    let titles: Vec<String> = table
        .parts
        .iter()
        .flat_map(|part| rfc_reader(std::str::from_utf8(part).unwrap()).split_off(1))
        .map(|mut fields| fields.swap_remove(3))
        .collect();
    assert_eq!(titles, (0..30).map(|number| format!("Film {number}")).collect::<Vec<_>>());
    let too_long = letterboxd(&[row("Up", &"x".repeat(PART_BYTES))]);
    assert!(matches!(too_long, Err(ExportError::TooLong { .. })), "{too_long:?}");
}

#[test]
fn a_part_may_be_exactly_full() {
    let with = |length: usize| letterboxd(&[row("Up", &"x".repeat(length))]);
    let rest = PART_BYTES - with(1).unwrap().parts[0].len();
    assert_eq!(with(1 + rest).unwrap().parts[0].len(), PART_BYTES);
    assert!(with(2 + rest).is_err());
}

#[test]
fn two_screenings_of_a_film_on_one_day_are_warned_of() {
    let table = letterboxd(&[row("Up", "a"), row("up", "b"), row("Down", "c")]).unwrap();
    assert_eq!(
        table.warnings,
        ["“up” was watched more than once on 2026-11-21; Letterboxd keeps only the last entry of a day."]
    );
    assert_eq!(table.parts.len(), 1);
}
