//! The first draft, and the draft as a recap.

use insta::assert_snapshot;
use recap::{Format, Source, Spoilers, compose, draft};

use crate::evening::{id, member, name};
use crate::{source, text};

#[test]
fn the_evening_s_draft() {
    let mut text = draft(&source());
    for note in source().notes {
        text = text.replace(&format!("[^{}]", note.id), &format!("[^{}]", name(&note.id)));
    }
    assert_snapshot!(text, @r##"
    ## ==What moved several of us==

    - 1:31:30 tears (Theo, Mara and Jonas); The train whistle becomes the foghorn.[^n25]
    - 0:41:05 shock (Theo, Mara and Jonas)
    - 1:12:39 tears (Ruth); love (Theo); “You were the lamp, not the house.”[^n19]
    - ==0:06:40 laughter (Mara and Ruth)==
    - ==0:12:30 love (Theo); “A light is only a promise.”[^n05]==
    - 0:49:55 Is the voice on the radio real?[^n15]; The radio is unplugged![^n16]
    - 1:02:10 How can she hear him through the glass?[^n18]; Glass again, and no sound before.[^n27]
    - 1:44:50 The light turns twice, like the first shot.[^n26]; It is the first shot.[^n29]

    ## ==Only one of us noticed==

    - ==0:04:12 The clock has no hands.[^n01]==
    - 0:38:15 She hums her mother's tune.[^n10]

    ## ==Still open==

    - ==0:17:20 Why does she keep the third key?[^n07]==
    - 0:49:55 Is the voice on the radio real?[^n15] Mara: both. Theo: made up. Ruth: real.

    ## ==About editing==

    - 1:31:36 The train whistle becomes the foghorn.[^n25]

    ## ==Nitpicks==

    - 1:02:10 How can she hear him through the glass?[^n18]

    ## ==Predictions==

    - 0:09:05 Tobias is not her real father.[^n04] Right.
    - 0:21:00 She burns the letters.[^n08] Wrong.
    - 1:20:15 The mother wrote the letters herself.[^n22] Right.

    ## ==Grades==

    - ==Mara: hoped for B, 2 of 5 at half an hour, after it A-.==
    - ==Theo: hoped for A-, 4 of 5 at half an hour, after it A+.==
    - ==Ruth: 3 of 5 at half an hour, after it A.==
    - ==Jonas: hoped for B+, 3 of 5 at half an hour, after it A-.==
    - ==The biggest change of mind: Mara, from 2 of 5 at half an hour to A-.==
    "##);
}

#[test]
fn a_draft_leaves_as_a_review() {
    let drafted = Source { recap: draft(&source()), ..source() };
    let full = text(&compose(&drafted, Spoilers::Full).unwrap(), Format::Markdown);
    assert!(full.contains("noticed by Ruth at 0:38:15"), "{full}");
    let free = compose(&drafted, Spoilers::Free).unwrap();
    let free = free.pages.iter().flat_map(|page| &page.texts).map(|text| text.text.as_str()).collect::<String>();
    assert!(free.contains("The clock has no hands."));
    for spoiler in ["foghorn", "glass", "letters", "0:41:05", "shoe", "slow so far"] {
        assert!(!free.contains(spoiler), "{spoiler}: {free}");
    }
}

#[test]
fn words_that_look_like_marks_stay_words() {
    let mut source = source();
    source.notes[0].text = format!("==Free== ||no|| [^{}]\n# x", id("n14"));
    let text = draft(&source);
    assert!(text.contains("= =Free= = | |no| |"), "{text}");
    assert!(!text.contains(&format!("[^{}]", id("n14"))), "{text}");
}

#[test]
fn an_empty_evening_has_an_empty_draft() {
    assert_eq!(draft(&Source::default()), "");
}

#[test]
fn each_one_s_sentence_begins_it_and_is_nobody_s_mark() {
    let sentences =
        [("Mara", "A ==lamp== goes out."), ("Theo", "||Fog.||")].map(|(by, said)| (member(by), said.to_owned()));
    let source = Source { sentences: sentences.to_vec(), ..source() };
    let text = draft(&source);
    let begins = "## ==In one sentence==\n\n- Mara: A = =lamp= = goes out.\n- Theo: | |Fog.| |\n\n## ==What moved";
    assert!(text.starts_with(begins), "{text}");
}
