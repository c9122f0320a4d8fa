//! Names on the bus, and what they tell of a player.

use crate::Kind;

/// What every player's name begins with.
pub(crate) const PREFIX: &str = "org.mpris.MediaPlayer2.";

/// The part of a name that stays when the player is started again.
fn stem(name: &str) -> &str {
    let name = name.strip_prefix(PREFIX).unwrap_or(name);
    // chromium.instance4711 and firefox.instance_1_42 have another number each time.
    name.split_once(".instance").map_or(name, |(stem, _)| stem)
}

/// Tells the kind of player by its name.
pub(crate) fn kind(name: &str) -> Kind {
    match stem(name).to_ascii_lowercase().as_str() {
        "mpv" => Kind::Mpv,
        "vlc" => Kind::Vlc,
        "firefox" | "librewolf" => Kind::Firefox,
        "chromium" | "chrome" | "google-chrome" | "brave" | "edge" | "msedge" | "vivaldi" | "opera" => Kind::Chromium,
        _ => Kind::Mpris,
    }
}

/// Gives the name that people know.
pub(crate) fn name(name: &str) -> String {
    match kind(name) {
        Kind::Mpris => stem(name).chars().take(40).collect(),
        known => known.name().to_owned(),
    }
}

/// Finds a player again that may have another number now.
pub(super) fn again<'a>(wanted: &str, present: &'a [String]) -> Option<&'a str> {
    let same = present.iter().find(|name| *name == wanted);
    same.or_else(|| present.iter().find(|name| stem(name) == stem(wanted))).map(String::as_str)
}

/// Leaves out the second name of a player that has two, as VLC does.
pub(super) fn once(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    let plain = names.clone();
    names.retain(|name| {
        let stem = stem(name);
        name.ends_with(stem) || !plain.contains(&format!("{PREFIX}{stem}"))
    });
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_player() {
        let check = |text: &str, of: Kind, called: &str| {
            assert_eq!((kind(text), name(text).as_str()), (of, called), "{text}");
        };
        check("org.mpris.MediaPlayer2.vlc", Kind::Vlc, "VLC");
        check("org.mpris.MediaPlayer2.vlc.instance4711", Kind::Vlc, "VLC");
        check("org.mpris.MediaPlayer2.chromium.instance4711", Kind::Chromium, "Chromium");
        check("org.mpris.MediaPlayer2.firefox.instance_1_42", Kind::Firefox, "Firefox");
        check("org.mpris.MediaPlayer2.io.github.celluloid", Kind::Mpris, "io.github.celluloid");
    }

    #[test]
    fn a_player_is_found_again_under_another_number() {
        let present = ["org.mpris.MediaPlayer2.chromium.instance2".to_owned(), "org.mpris.MediaPlayer2.vlc".to_owned()];
        let check = |wanted: &str, expect: Option<&str>| assert_eq!(again(wanted, &present), expect);
        check("org.mpris.MediaPlayer2.chromium.instance1", Some("org.mpris.MediaPlayer2.chromium.instance2"));
        check("org.mpris.MediaPlayer2.vlc", Some("org.mpris.MediaPlayer2.vlc"));
        check("org.mpris.MediaPlayer2.firefox.instance_1_42", None);
    }

    #[test]
    fn a_player_with_two_names_is_offered_once() {
        let names = ["vlc.instance7", "vlc", "chromium.instance1", "chromium.instance2"];
        let names = names.iter().map(|name| format!("{PREFIX}{name}")).collect();
        let left: Vec<String> = once(names).iter().map(|name| name.replace(PREFIX, "")).collect();
        assert_eq!(left, ["chromium.instance1", "chromium.instance2", "vlc"]);
    }
}
