//! Subtitles of the evening: one cue a moment, for this copy and for another.

use insta::assert_snapshot;
use recap::{ExportError, Format, OtherCopy, Source, Spoilers, compose, render_for};

use crate::{review, source, text};

#[test]
fn srt() {
    assert_snapshot!(text(&review(Spoilers::Full), Format::Srt), @r##"
    1
    00:04:12,000 --> 00:04:14,500
    Theo: The clock has no hands.

    2
    00:06:40,000 --> 00:06:42,500
    Mara and Ruth: laughter

    3
    00:09:05,000 --> 00:09:07,705
    Jonas predicts: Tobias is not her real father.

    4
    00:12:30,000 --> 00:12:32,500
    Theo: love
    Ruth: “A light is only a promise.”

    5
    00:17:20,000 --> 00:17:22,500
    Mara: Why does she keep the third key?

    6
    00:21:00,000 --> 00:21:02,500
    Theo predicts: She burns the letters.

    7
    00:38:15,000 --> 00:38:17,500
    Ruth: She hums her mother's tune.

    8
    00:41:05,000 --> 00:41:07,500
    Theo, Mara and Jonas: shock

    9
    00:49:55,000 --> 00:49:58,882
    Ruth: Is the voice on the radio real?
    Theo: The radio is unplugged!

    10
    00:55:30,000 --> 00:55:32,500
    Jonas: slow

    11
    01:02:10,000 --> 01:02:15,000
    Theo: How can she hear him through the glass?
    Jonas: Glass again, and no sound before.

    12
    01:12:39,000 --> 01:12:42,529
    Ruth: tears
    Theo: love
    Mara: “You were the lamp, not the house.”

    13
    01:20:15,000 --> 01:20:18,058
    Mara predicts: The mother wrote the letters herself.

    14
    01:31:30,000 --> 01:31:34,176
    Theo, Mara and Jonas: tears
    Ruth: The train whistle becomes the foghorn.

    15
    01:44:50,000 --> 01:44:54,529
    Mara: The light turns twice, like the first shot.
    Jonas: It is the first shot.
    "##);
}

#[test]
fn srt_free() {
    assert_snapshot!(text(&review(Spoilers::Free), Format::Srt), @r##"
    1
    00:04:12,000 --> 00:04:14,500
    Theo: The clock has no hands.

    2
    00:06:40,000 --> 00:06:42,500
    Mara and Ruth: laughter

    3
    00:12:30,000 --> 00:12:32,500
    Theo: love
    Ruth: “A light is only a promise.”

    4
    00:17:20,000 --> 00:17:22,500
    Mara: Why does she keep the third key?
    "##);
}

#[test]
fn vtt() {
    assert_snapshot!(text(&review(Spoilers::Free), Format::Vtt), @r##"
    WEBVTT

    NOTE The Lamplighter's Daughter. Free of spoilers.

    1
    00:04:12.000 --> 00:04:14.500
    <v Theo>Theo: The clock has no hands.</v>

    2
    00:06:40.000 --> 00:06:42.500
    <v Mara and Ruth>Mara and Ruth: laughter</v>

    3
    00:12:30.000 --> 00:12:32.500
    <v Theo>Theo: love</v>
    <v Ruth>Ruth: “A light is only a promise.”</v>

    4
    00:17:20.000 --> 00:17:22.500
    <v Mara>Mara: Why does she keep the third key?</v>
    "##);
}

#[test]
fn ass() {
    assert_snapshot!(text(&review(Spoilers::Free), Format::Ass), @r##"
    [Script Info]
    Title: The Lamplighter's Daughter, asides free of spoilers
    ScriptType: v4.00+
    WrapStyle: 0
    ScaledBorderAndShadow: yes
    PlayResX: 1280
    PlayResY: 720

    [V4+ Styles]
    Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
    Style: Aside,Newsreader,34,&H00D8EAF5,&H00D8EAF5,&H00101418,&H80000000,0,-1,0,0,100,100,0,0,1,2,0,8,60,60,30,1

    [Events]
    Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
    Dialogue: 0,0:04:12.00,0:04:14.50,Aside,Theo,0,0,0,,Theo: The clock has no hands.
    Dialogue: 0,0:06:40.00,0:06:42.50,Aside,Mara and Ruth,0,0,0,,Mara and Ruth: laughter
    Dialogue: 0,0:12:30.00,0:12:32.50,Aside,Theo; Ruth,0,0,0,,Theo: love\NRuth: “A light is only a promise.”
    Dialogue: 0,0:17:20.00,0:17:22.50,Aside,Mara,0,0,0,,Mara: Why does she keep the third key?
    "##);
}

#[test]
fn a_prediction_near_a_moment_joins_it() {
    let mut source = source();
    let place = source.notes.iter().position(|note| note.kind == screening::Kind::Prediction).unwrap();
    source.notes[place].film_ms = 252_000 + 15_000;
    let srt = text(&compose(&source, Spoilers::Full).unwrap(), Format::Srt);
    assert!(srt.starts_with("1\n00:04:12,000 -->"), "{srt}");
    assert!(
        srt.contains("Theo: The clock has no hands.\nJonas predicts: Tobias is not her real father.\n\n2\n"),
        "{srt}"
    );
}

/// When each cue begins and ends, in milliseconds.
pub fn times(srt: &str) -> Vec<(i64, i64)> {
    let ms = |time: &str| {
        let parts: Vec<i64> = time.split([':', ',']).map(|part| part.parse().unwrap()).collect();
        ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000 + parts[3]
    };
    let lines = srt.lines().filter_map(|line| line.split_once(" --> "));
    lines.map(|(from, to)| (ms(from), ms(to))).collect()
}

fn for_copy(source: &Source, copy: OtherCopy) -> Result<(Vec<(i64, i64)>, Vec<String>), ExportError> {
    let rendered = render_for(&compose(source, Spoilers::Full).unwrap(), Format::Srt, copy)?;
    Ok((times(&String::from_utf8(rendered.files[0].bytes.clone()).unwrap()), rendered.warnings))
}

#[test]
fn fifteen_moments_are_fifteen_cues() {
    let (times, warnings) = for_copy(&source(), OtherCopy::SAME).unwrap();
    assert_eq!(times.len(), 15);
    assert!(warnings.is_empty());
}

/// Cues are sorted and none is on the screen while another is, in any copy.
fn check_apart(times: &[(i64, i64)]) {
    for (from, to) in times {
        assert!(from + 1_000 <= *to, "{from} to {to} is too short to read");
    }
    for pair in times.windows(2) {
        assert!(pair[0].1 < pair[1].0, "{pair:?}");
    }
}

#[test]
fn cues_stay_apart_in_every_copy() {
    let mut chatter = source();
    for place in 0..2_000 {
        let mut note = chatter.notes[0].clone();
        note.id = screening::NoteId::new(place, 1_000);
        note.film_ms = place * 3_000;
        note.text = "Somebody never stops talking. ".repeat(20);
        chatter.notes.push(note);
    }
    for scale in [0.5, 23.976 / 25.0, 1.0, 25.0 / 23.976, 2.0] {
        let (times, _) = for_copy(&chatter, OtherCopy { scale, shift_ms: 12_000 }).unwrap();
        assert!(times.len() > 80);
        check_apart(&times);
    }
}

#[test]
fn a_disc_at_25_frames_with_a_logo_shows_them_where_they_belong() {
    let pal = OtherCopy { scale: 23.976 / 25.0, shift_ms: 12_000 };
    let (times, _) = for_copy(&source(), pal).unwrap();
    // The clock without hands at 0:04:12, and the light at 1:44:50.
    assert_eq!(times.first().unwrap().0, 253_678);
    assert_eq!(times.last().unwrap().0, 6_044_362);
}

#[test]
fn what_lies_before_a_copy_begins_is_left_out_and_said() {
    let late = OtherCopy { scale: 1.0, shift_ms: -300_000 };
    let (times, warnings) = for_copy(&source(), late).unwrap();
    assert_eq!(times.len(), 14);
    assert_eq!(warnings, ["One moment lies before that copy begins and is not in the subtitles."]);
}

#[test]
fn copies_that_cannot_be_are_refused() {
    for copy in [
        OtherCopy { scale: 0.0, shift_ms: 0 },
        OtherCopy { scale: -1.0, shift_ms: 0 },
        OtherCopy { scale: f64::NAN, shift_ms: 0 },
        OtherCopy { scale: 2.1, shift_ms: 0 },
        OtherCopy { scale: 1.0, shift_ms: i64::MIN },
        OtherCopy { scale: 1.0, shift_ms: 21_600_001 },
    ] {
        assert_eq!(for_copy(&source(), copy), Err(ExportError::NoSuchCopy), "{copy:?}");
    }
    let gone = OtherCopy { scale: 0.5, shift_ms: -21_600_000 };
    assert_eq!(for_copy(&source(), gone), Err(ExportError::NoMoments));
}
