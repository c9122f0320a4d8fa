//! One quiet sentence when the others wrote and nobody is looking: at most one a screening a day, none while any film
//! runs, and never a word of what was written.

use asides::{Caller, House, api::say::Say};
use serde_json::{Value, json};
use tauri::{AppHandle, Manager as _};
use tauri_plugin_notification::NotificationExt as _;

use crate::{desk::Desk, window};

/// Says it, when this is news of that kind and now is a time for it.
pub async fn maybe(app: &AppHandle, house: &House, say: &Say) {
    let Say::Screening { screening, what } = say else { return };
    if !worth_telling(what) {
        return;
    }
    let Some(desk) = app.try_state::<Desk>() else { return };
    let wishes = desk.wishes();
    let today = today();
    let seen = app.get_webview_window(window::LABEL).is_some_and(|window| window.is_focused().unwrap_or(false));
    if !wishes.notify || seen || wishes.told.get(screening) == Some(&today) {
        return;
    }
    let Ok(library) = house.ask_json(Caller::Window, "library", json!({})).await else { return };
    let Some(title) = may_tell(&library, screening) else { return };
    let sentence = desk.words().news.replace("{title}", &plain(&title));
    desk.want(|wishes| {
        // Yesterday's are of no use any more.
        wishes.told.retain(|_, day| *day == today);
        wishes.told.insert(screening.clone(), today.clone());
    });
    if let Err(error) = app.notification().builder().title("Asides").body(sentence).show() {
        tracing::info!("the system shows no notifications: {error}");
    }
}

fn worth_telling(what: &[String]) -> bool {
    what.iter().any(|one| matches!(one.as_str(), "notes" | "talk" | "recap"))
}

/// The screening's title, unless a film runs somewhere in the library, or this one is still going on.
fn may_tell(library: &Value, screening: &str) -> Option<String> {
    let rows = library.get("screenings")?.as_array()?;
    let text = |row: &Value, field: &str| row.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    if rows.iter().any(|row| matches!(text(row, "state").as_str(), "running" | "paused")) {
        return None;
    }
    rows.iter().find(|row| text(row, "id") == screening).map(|row| text(row, "title"))
}

/// A title as text that stays text: panels read a notification's body as markup, with pictures and links, and a sign that
/// turns letters around would turn our own words too.
fn plain(title: &str) -> String {
    let letters = title.chars().filter_map(|letter| match letter {
        '<' => Some('\u{2039}'),
        '>' => Some('\u{203a}'),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        letter => Some(letter),
    });
    letters.collect()
}

/// The day here, as the calendar on the wall has it.
fn today() -> String {
    chrono::Local::now().format("%F").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_told_while_a_film_runs_and_only_the_title_ever() {
        fn check(states: &[&str], expect: Option<&str>) {
            let rows: Vec<Value> = states
                .iter()
                .enumerate()
                .map(|(at, state)| json!({ "id": at.to_string(), "title": "Kettle", "state": state }))
                .collect();
            assert_eq!(may_tell(&json!({ "screenings": rows }), "0").as_deref(), expect, "{states:?}");
        }
        check(&["over"], Some("Kettle"));
        check(&["over", "waiting"], Some("Kettle"));
        check(&["over", "running"], None);
        check(&["paused"], None);
        check(&[], None);
    }

    #[test]
    fn a_title_is_no_markup_and_turns_nothing_around() {
        fn check(title: &str, expect: &str) {
            assert_eq!(plain(title), expect);
        }
        check("Tom & Jerry", "Tom & Jerry");
        check("<img src='file:///etc/passwd'>", "\u{2039}img src='file:///etc/passwd'\u{203a}");
        check("\u{202e}live\u{2069}", "live");
        check("العبّارة", "العبّارة");
    }

    #[test]
    fn presence_and_the_clock_are_no_news() {
        fn check(what: &[&str], expect: bool) {
            let what: Vec<String> = what.iter().map(|one| (*one).to_owned()).collect();
            assert_eq!(worth_telling(&what), expect, "{what:?}");
        }
        check(&["clock"], false);
        check(&["attendance", "grades"], false);
        check(&["grades", "notes"], true);
        check(&["recap"], true);
    }
}
