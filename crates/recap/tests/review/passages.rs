//! The recap text's marks.

use recap::{Mark, Shape, blocks};

use crate::cite;
use crate::evening::name;

/// Each sentence as `=free=`, `|spoiler|` or plain, with its credits.
fn check(text: &str, expect: &[&str]) {
    let read: Vec<String> = blocks(text)
        .iter()
        .map(|block| {
            let start = match block.shape {
                Shape::Heading(level) => format!("h{level} "),
                Shape::Item => "- ".to_owned(),
                Shape::Paragraph => String::new(),
            };
            let sentences = block.sentences.iter().map(|sentence| {
                let mark = match sentence.mark {
                    Mark::Plain => "",
                    Mark::Free => "=",
                    Mark::Spoiler => "|",
                };
                let credits: String = sentence.credits.iter().map(|note| format!("^{}", name(note))).collect();
                format!("{mark}{}{mark}{credits}", sentence.text)
            });
            start + &sentences.collect::<Vec<_>>().join("/")
        })
        .collect();
    assert_eq!(read, expect, "{text:?}");
}

#[test]
fn blocks_and_sentences() {
    check("", &[]);
    check(" \n\n \t", &[]);
    check("# One\n## Two\n### Three\n#### four\n#five", &["h1 One", "h2 Two", "h3 Three", "#### four\n/#five"]);
    check("One. Two!\nthree\n\n- four\n- five\nsix", &["One. /Two!\n/three", "- four", "- five", "six"]);
    check("a\r\nb\u{2029}\u{2029}c", &["a", "b", "c"]);
}

#[test]
fn marks() {
    check("==A. B.== C. ||D.|| E.", &["=A. =/=B.=/ /C. /|D.|/ /E."]);
    check("a ==b== c", &["a /=b=/ c"]);
    check("a | b = c === d ||| e", &["a | b = c === d /| e|"]);
    check("==a ||b|| c==", &["=a =/|b|/= c="]);
}

#[test]
fn every_doubt_says_less() {
    check("==a\n\nb==", &["a", "b"]);
    check("||a\n\nb", &["|a|", "b"]);
    check("==a ||b== c", &["=a =/|b|/| c|"]);
    check("||==a==||", &["|a|"]);
    check("====", &["===="]);
}

#[test]
fn credits_belong_to_the_words_before_them() {
    let (one, ten) = (cite("n01"), cite("n10"));
    check(&format!("A tune{ten}. B.{one} C."), &["A tune. ^n10/B. ^n01/C."]);
    check(&format!("==A tune.=={ten}{one} B."), &["=A tune.=^n10^n01/ /B."]);
    check(&format!("{one}A."), &["A.^n01"]);
    check(&format!("A.\n{one}"), &["A.\n^n01"]);
    check("[^nonsense] [^", &["[^nonsense] [^"]);
    check(&one, &[]);
}
