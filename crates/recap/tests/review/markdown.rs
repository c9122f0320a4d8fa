//! Markdown of the evening, in both versions.

use insta::assert_snapshot;
use recap::{Format, Spoilers, render};

use crate::{review, text};

#[test]
fn full() {
    assert_snapshot!(text(&review(Spoilers::Full), Format::Markdown), @r##"
    # The Lamplighter's Daughter (2016)

    Directed by Ines Okafor. Watched on 2026-11-21 by Mara, Theo and Ruth. Watched on 2026-11-22 by Jonas.

    > **This gives away the whole film.** The version without spoilers is named “The Lamplighters Daughter spoiler-free.md”. One minute to read.

    ## A film about light

    The first half hour is slow, and one of us called it "a clock without hands". *(noticed by Theo at 0:04:12)*\
    We stayed.

    Ruth brought up the tune. *(noticed by Ruth at 0:38:15)* The whistle that took him away comes back as the sound that calls him home.

    ## Grades

    | | Hoped for | At half an hour | After |
    | --- | --- | --- | --- |
    | Mara | B | 2 of 5 | A- |
    | Theo | A- | 4 of 5 | A+ |
    | Ruth | passed | 3 of 5 | A |
    | Jonas | B+ | 3 of 5 | A- |

    The biggest change of mind: Mara, from 2 of 5 at half an hour to A-.

    ## What moved several of us

    - **1:31:30** Theo, Mara, Ruth and Jonas: tears (Theo, Mara and Jonas)
      - Ruth: The train whistle becomes the foghorn.
    - **0:41:05** Theo, Mara and Jonas: shock
    - **1:12:39** Theo, Mara and Ruth: tears (Ruth), love (Theo)
      - Mara: “You were the lamp, not the house.”
    - **0:06:40** Mara and Ruth: laughter
    - **0:12:30** Ruth and Theo: love (Theo)
      - Ruth: “A light is only a promise.”
    - **0:49:55** Ruth and Theo
      - Ruth: Is the voice on the radio real?
      - Theo: The radio is unplugged!
    - **1:02:10** Theo and Jonas
      - Theo: How can she hear him through the glass?
      - Jonas: Glass again, and no sound before.
    - **1:44:50** Mara and Jonas
      - Mara: The light turns twice, like the first shot.
      - Jonas: It is the first shot.

    ## Only one of us noticed

    - **0:04:12** The clock has no hands. (noticed by Theo; 3 of 3 others have passed it)
    - **0:38:15** She hums her mother's tune. (noticed by Ruth; 3 of 3 others have passed it)

    ## Noticed independently

    - **1:02:10** How can she hear him through the glass? / Glass again, and no sound before. (noticed by Theo and Jonas)
    - **1:44:50** The light turns twice, like the first shot. / It is the first shot. (noticed by Mara and Jonas)

    ## Still open

    - **0:17:20** Why does she keep the third key? (asked by Mara)
    - **0:49:55** Is the voice on the radio real? (asked by Ruth)
      - Mara: both
      - Theo: made up (it is unplugged)
      - Ruth: real

    ## Predictions

    - **0:09:05** Tobias is not her real father. (predicted by Jonas: right)
    - **0:21:00** She burns the letters. (predicted by Theo: wrong)
    - **1:20:15** The mother wrote the letters herself. (predicted by Mara: right)
    "##);
}

#[test]
fn free() {
    assert_snapshot!(text(&review(Spoilers::Free), Format::Markdown), @r##"
    # The Lamplighter's Daughter (2016)

    Directed by Ines Okafor. Watched on 2026-11-21 by Mara, Theo and Ruth. Watched on 2026-11-22 by Jonas.

    > Free of spoilers. The full version, with spoilers, is named “The Lamplighters Daughter full.md”. One minute to read.

    ## A film about light

    The first half hour is slow, and one of us called it "a clock without hands". *(noticed by Theo at 0:04:12)*\
    We stayed.

    ## Grades

    | | Hoped for | At half an hour | After |
    | --- | --- | --- | --- |
    | Mara | B | 2 of 5 | A- |
    | Theo | A- | 4 of 5 | A+ |
    | Ruth | passed | 3 of 5 | A |
    | Jonas | B+ | 3 of 5 | A- |

    The biggest change of mind: Mara, from 2 of 5 at half an hour to A-.

    ## What moved several of us

    - **0:06:40** Mara and Ruth: laughter
    - **0:12:30** Ruth and Theo: love (Theo)
      - Ruth: “A light is only a promise.”

    ## Only one of us noticed

    - **0:04:12** The clock has no hands. (noticed by Theo; 3 of 3 others have passed it)

    ## Still open

    - **0:17:20** Why does she keep the third key? (asked by Mara)
    "##);
}

#[test]
fn what_stays_home_is_in_no_file() {
    for spoilers in [Spoilers::Full, Spoilers::Free] {
        for format in Format::ALL.into_iter().filter(|format| format.is_text()) {
            for file in render(&review(spoilers), format).unwrap().files {
                let text = String::from_utf8(file.bytes).unwrap();
                assert!(!text.contains("shoe") && !text.contains("slow so far"), "{}", file.name);
            }
        }
    }
}

#[test]
fn files_are_named_apart() {
    let names = |spoilers, format| -> Vec<String> {
        render(&review(spoilers), format).unwrap().files.into_iter().map(|file| file.name).collect()
    };
    assert_eq!(names(Spoilers::Full, Format::Markdown), ["The Lamplighters Daughter full.md"]);
    assert_eq!(names(Spoilers::Free, Format::Letterboxd)[1], "The Lamplighters Daughter Theo spoiler-free.csv");
    let mut twins = review(Spoilers::Full);
    twins.people[1].name = "mara?".to_owned();
    twins.film.title = "x".repeat(500);
    let rendered = render(&twins, Format::Letterboxd).unwrap();
    let mut names: Vec<String> = rendered.files.into_iter().map(|file| file.name.to_lowercase()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 4);
}
