//! The arguments of the calls.
//!
//! A call that writes may name `for_member`: somebody without a device for whom this device may speak. Film times are
//! `film_ms`, milliseconds on the film's own scale.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! named {
    ($ask:ident screening) => {
        Some($ask.screening.as_str())
    };
    ($ask:ident $other:ident) => {
        None
    };
}

macro_rules! arguments {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize, TS)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs)] // most names say it
        pub struct $name { $($(#[$field_doc])* pub $field: $type),* }

        impl $name {
            /// The screening that it names, if it names one.
            pub(crate) fn screening(&self) -> Option<&str> {
                None$(.or(named!(self $field)))*
            }
        }
    )*};
}

arguments! {
    /// Nothing to add.
    Nothing {}
    /// First start: the name of the person at this device.
    Begin { name: String, #[serde(default)] #[ts(optional)] device_name: Option<String> }
    /// Knock at the household that a ticket invites to.
    Join {
        ticket: String,
        /// The name to be known by there.
        name: String,
    }
    /// A new name for oneself in every household.
    Rename { name: String }
    /// A ticket for one more device.
    Invite { #[serde(default)] #[ts(optional)] household: Option<String> }
    /// Takes an invite back before it is used.
    Revoke { invite: String }
    /// Lets somebody in who knocked, after the three words were compared.
    Admit {
        knock: String,
        /// The member whose other device this is; without one the guest becomes a new member.
        #[serde(default)] #[ts(optional)] as_member: Option<String>,
    }
    /// Sends somebody away who knocked.
    Decline { knock: String }
    /// Ends a device's membership; what it has it keeps.
    RemoveDevice { device: String, #[serde(default)] #[ts(optional)] household: Option<String> }
    /// Ends the membership of a member with all their devices; what these have they keep, what was written stays.
    RemoveMember { member: String, #[serde(default)] #[ts(optional)] household: Option<String> }
    /// A member without a device, for whom this one speaks.
    AddMember { name: String, #[serde(default)] #[ts(optional)] household: Option<String> }
    /// Begins a screening; only the title is needed.
    NewScreening {
        title: String,
        #[serde(default)] #[ts(optional)] year: Option<i32>,
        #[serde(default)] #[ts(optional, type = "number")] length_ms: Option<i64>,
        #[serde(default)] #[ts(optional)] household: Option<String>,
    }
    /// Names a screening.
    OfScreening { screening: String }
    /// Corrects the film's title, year or length.
    SetFilm {
        screening: String,
        title: String,
        #[serde(default)] #[ts(optional)] year: Option<i32>,
        #[serde(default)] #[ts(optional, type = "number")] length_ms: Option<i64>,
    }
    /// Sets the film clock of one's viewing by hand.
    SetClock { screening: String, act: ClockAct }
    /// Follows one of one's own players for a screening.
    BindPlayer { screening: String, player: PlayerAddress }
    /// Sends one's own player to 5 s before a film time; nobody else's can be reached.
    JumpPlayer { screening: String, #[ts(type = "number")] film_ms: i64 }
    /// Says until where notes spoil nothing; without a time, a quarter of the film.
    SetFreeUntil { screening: String, #[serde(default)] #[ts(optional, type = "number")] film_ms: Option<i64> }
    /// Keeps a note.
    Jot {
        screening: String,
        /// remark, question, prediction, quote, nitpick, feeling, personal, afterthought, from-outside or reaction.
        kind: String,
        /// laugh, shock, tears, love, great, hm, bravo, slow or look; only with kind reaction.
        #[serde(default)] #[ts(optional)] reaction: Option<String>,
        #[serde(default)] text: String,
        #[serde(default)] tags: Vec<String>,
        /// Milliseconds since the first keystroke; the film clock tells the film time from it.
        #[serde(default)] #[ts(optional, type = "number")] ago_ms: Option<i64>,
        /// A film time given outright, for somebody who goes through an evening later.
        #[serde(default)] #[ts(optional, type = "number")] film_ms: Option<i64>,
        /// Keeps it from everybody else until lights up.
        #[serde(default)] sealed: bool,
        #[serde(default)] #[ts(optional)] for_member: Option<String>,
    }
    /// Changes one's own note; what is left out stays.
    EditNote {
        screening: String,
        note: String,
        #[serde(default)] #[ts(optional)] text: Option<String>,
        #[serde(default)] #[ts(optional)] kind: Option<String>,
        #[serde(default)] #[ts(optional)] tags: Option<Vec<String>>,
        #[serde(default)] #[ts(optional, type = "number")] film_ms: Option<i64>,
        /// open, sealed, shown or dropped.
        #[serde(default)] #[ts(optional)] seal: Option<String>,
        /// Lets a personal note out of the household, or no longer.
        #[serde(default)] #[ts(optional)] exportable: Option<bool>,
    }
    /// Names one's own note.
    OfNote { screening: String, note: String }
    /// Answers a note or a moment.
    Reply {
        screening: String,
        /// The note it answers; without one it answers the moment at `film_ms`.
        #[serde(default)] #[ts(optional)] note: Option<String>,
        #[serde(default)] #[ts(optional, type = "number")] film_ms: Option<i64>,
        text: String,
        #[serde(default)] #[ts(optional)] for_member: Option<String>,
    }
    /// Puts a reaction on somebody's note, or takes it off.
    Mark { screening: String, note: String, reaction: String, on: bool }
    /// A grade before or after, or passing on it.
    GiveGrade {
        screening: String,
        /// before or after.
        when: String,
        /// A+ to F; none passes.
        #[serde(default)] #[ts(optional)] letter: Option<String>,
        #[serde(default)] #[ts(optional)] for_member: Option<String>,
    }
    /// How it is at half an hour, 1 to 5.
    GivePulse { screening: String, pulse: u8, #[serde(default)] #[ts(optional)] for_member: Option<String> }
    /// What became of one's own prediction, or of one by somebody for whom this device speaks: right, wrong or partly.
    Settle { screening: String, note: String, outcome: String }
    /// Disputes what somebody says became of a prediction, or stops disputing.
    Contest { screening: String, note: String, on: bool }
    /// One's position on a question.
    TakePosition {
        screening: String,
        note: String,
        #[serde(default)] position: String,
        #[serde(default)] reason: String,
        #[serde(default)] still_open: bool,
        #[serde(default)] #[ts(optional)] for_member: Option<String>,
    }
    /// What one makes of a nitpick.
    Judge {
        screening: String,
        note: String,
        /// agreed, explained, or open to take one's word back.
        judged: String,
        /// Where the film explains it; only with explained.
        #[serde(default)] #[ts(optional, type = "number")] film_ms: Option<i64>,
        #[serde(default)] reason: String,
        #[serde(default)] #[ts(optional)] for_member: Option<String>,
    }
    /// The film in one sentence, or passing on it.
    SaySentence {
        screening: String,
        /// At most 400 characters; none passes.
        #[serde(default)] #[ts(optional)] text: Option<String>,
        #[serde(default)] #[ts(optional)] for_member: Option<String>,
    }
    /// Asks for the next turn of a talking round.
    TalkingRound {
        screening: String,
        /// Who sits there.
        present: Vec<String>,
        /// The turns so far, passes too.
        #[serde(default)] turns: Vec<TurnTaken>,
    }
    /// Ends the viewing: seals open for those who finished.
    LightsUp { screening: String }
    /// Says where one stands: watching, finished, slept, left or still-watching.
    Attend {
        screening: String,
        state: String,
        #[serde(default)] #[ts(optional, type = "number")] film_ms: Option<i64>,
        #[serde(default)] #[ts(optional)] for_member: Option<String>,
    }
    /// Says on which copy one watches: how fast it runs, where the film begins on it, which scenes only it has.
    SetCopy {
        screening: String,
        /// What people call it.
        #[serde(default)] label: String,
        /// Film milliseconds in one millisecond of the copy: 25/23.976, 25/24, 24/23.976 or 1.
        ratio: f64,
        /// The time on the copy at which the film begins; what comes before is logos.
        #[serde(default)] #[ts(type = "number")] begins_ms: i64,
        #[serde(default)] extras: Vec<ExtraScene>,
        #[serde(default)] #[ts(optional, type = "number")] length_ms: Option<i64>,
    }
    /// Two running times to guess from how a copy runs.
    ProposeCopy { #[ts(type = "number")] film_ms: i64, #[ts(type = "number")] copy_ms: i64 }
    /// Goes on alone, from a film time or from where one is; nobody else's clock changes.
    WatchAlone { screening: String, #[serde(default)] #[ts(optional, type = "number")] film_ms: Option<i64> }
    /// Moves all of one's own notes of an evening on the film's scale.
    ShiftNotes {
        screening: String,
        /// Negative is earlier.
        #[ts(type = "number")] by_ms: i64,
    }
    /// Changes how one likes to watch; what is left out stays.
    SetHabits {
        #[serde(default)] #[ts(optional, type = "number")] text_lag_ms: Option<i64>,
        #[serde(default)] #[ts(optional, type = "number")] key_lag_ms: Option<i64>,
        #[serde(default)] #[ts(optional)] hide_length: Option<bool>,
        /// Shows the household's notes on the picture of one's own player, where it can show them.
        #[serde(default)] #[ts(optional)] on_picture: Option<bool>,
    }
    /// What was typed into the recap: splices one after the other, then marks in the text that they made.
    EditRecap {
        screening: String,
        /// The `version` of the text on which it was typed.
        base: String,
        /// The name that this editor gave itself, and the number of this edit there: one that is sent twice is written once.
        editor: String,
        number: u32,
        splices: Vec<RecapSplice>,
        #[serde(default)] marks: Vec<RecapMark>,
        /// Where its writer is after it, for the others to see.
        #[serde(default)] #[ts(optional)] caret: Option<u32>,
    }
    /// Asks for what was written in the recap since a version.
    FollowRecap {
        screening: String,
        /// The `version` of the text that is shown.
        base: String,
    }
    /// A version of the recap.
    OfVersion { screening: String, version: String }
    /// Replaces the recap's text; the house finds the smallest change, so that two writers keep both texts.
    WriteRecap {
        screening: String,
        text: String,
        /// The `version` of the text that the writer started from.
        base: String,
    }
    /// A page of notes, newest or earliest first.
    Notes {
        screening: String,
        #[serde(default)] #[ts(optional)] by: Option<String>,
        /// Only notes after this film time.
        #[serde(default)] #[ts(optional, type = "number")] after_ms: Option<i64>,
        /// With `after_ms`: only notes after this id at that time.
        #[serde(default)] #[ts(optional)] after_id: Option<String>,
        /// At most this many, 1 to 1,000.
        #[serde(default)] #[ts(optional)] limit: Option<u32>,
    }
    /// Words to look for in all screenings.
    Search { text: String, #[serde(default)] #[ts(optional)] limit: Option<u32> }
    /// A review about to leave.
    Export {
        screening: String,
        /// markdown, html, letterboxd, srt, vtt, ass, csv, json, pdf or card.
        format: String,
        /// Leaves out every spoiler; the other version names it.
        spoiler_free: bool,
        /// A folder, or for a single file its path; none only previews.
        #[serde(default)] #[ts(optional)] path: Option<String>,
        /// Replaces a file of that name.
        #[serde(default)] replace: bool,
        /// Subtitles for another copy: how much longer it runs, 0.5 to 2.
        #[serde(default)] #[ts(optional)] scale: Option<f64>,
        /// Subtitles for another copy: how much later it begins.
        #[serde(default)] #[ts(optional, type = "number")] shift_ms: Option<i64>,
        /// A name under which it tells how far it is, and can be stopped.
        #[serde(default)] #[ts(optional)] export: Option<String>,
    }
    /// Stops an export under way; what it would have replaced stays.
    StopExport { export: String }
    /// Cuts this device off from the others, or joins them again.
    WorkOffline { offline: bool }
}

/// A scene that only this copy has, on the copy's own scale.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExtraScene {
    /// Where it begins, in milliseconds.
    #[ts(type = "number")]
    pub from_ms: i64,
    /// Where it ends, in milliseconds.
    #[ts(type = "number")]
    pub to_ms: i64,
}

/// A mark put on a passage of the recap, or taken off.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RecapMark {
    /// Where it begins.
    pub from: u32,
    /// Where it has ended.
    pub to: u32,
    /// spoiler or free.
    pub marking: String,
    /// Put on.
    pub on: bool,
}

/// One replacement in the recap, in UTF-16 code units, in the text that the one before left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RecapSplice {
    /// Where.
    pub at: u32,
    /// How much goes.
    pub delete: u32,
    /// What comes.
    pub insert: String,
}

/// A turn of a talking round that was taken or passed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TurnTaken {
    /// Whose it was.
    pub member: String,
    /// What about.
    pub note: String,
}

/// What a hand does to the film clock.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum ClockAct {
    /// The film begins, or goes on.
    Start,
    /// The film stands still.
    Pause,
    /// An advertisement plays; the film stands until it goes on.
    Ad,
    /// A known moment of the film is on the screen right now: its first light at 0. Teaches where one's copy begins.
    Tap {
        /// Film time of the moment.
        #[ts(type = "number")]
        film_ms: i64,
    },
    /// Somebody went to another place in the film.
    Seek {
        /// Where to.
        #[ts(type = "number")]
        film_ms: i64,
    },
    /// The player shows this time right now; running or not stays as it is.
    ItSays {
        /// What it says.
        #[ts(type = "number")]
        film_ms: i64,
    },
    /// A little later or earlier.
    Nudge {
        /// By how much; negative is earlier.
        #[ts(type = "number")]
        by_ms: i64,
    },
}

/// Where a player is found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
#[allow(missing_docs)] // most names say it
pub enum PlayerAddress {
    /// mpv's own socket.
    Mpv {
        /// As given to `--input-ipc-server`.
        socket: String,
    },
    /// A player on this machine's message bus.
    Mpris {
        /// Its name there.
        name: String,
    },
    /// A room of Syncplay, as somebody who only looks.
    Syncplay {
        host: String,
        port: u16,
        room: String,
        #[serde(default)]
        password: String,
    },
    /// VLC's web interface.
    VlcHttp { host: String, port: u16, password: String },
    /// Kodi, with remote control over HTTP allowed.
    Kodi {
        host: String,
        port: u16,
        user: String,
        #[serde(default)]
        password: String,
    },
    /// A player that a Jellyfin server knows, by an API key.
    Jellyfin {
        host: String,
        port: u16,
        key: String,
        #[serde(default)]
        device: String,
    },
}

impl From<PlayerAddress> for players::Address {
    fn from(address: PlayerAddress) -> Self {
        match address {
            PlayerAddress::Mpv { socket } => Self::Mpv { socket: socket.into() },
            PlayerAddress::Mpris { name } => Self::Mpris { name, bus: None },
            PlayerAddress::Syncplay { host, port, room, password } => Self::Syncplay { host, port, room, password },
            PlayerAddress::VlcHttp { host, port, password } => Self::VlcHttp { host, port, password },
            PlayerAddress::Kodi { host, port, user, password } => Self::Kodi { host, port, user, password },
            PlayerAddress::Jellyfin { host, port, key, device } => Self::Jellyfin { host, port, key, device },
        }
    }
}

impl From<players::Address> for PlayerAddress {
    fn from(address: players::Address) -> Self {
        match address {
            players::Address::Mpv { socket } => Self::Mpv { socket: socket.to_string_lossy().into_owned() },
            players::Address::Mpris { name, .. } => Self::Mpris { name },
            players::Address::Syncplay { host, port, room, password } => Self::Syncplay { host, port, room, password },
            players::Address::VlcHttp { host, port, password } => Self::VlcHttp { host, port, password },
            players::Address::Kodi { host, port, user, password } => Self::Kodi { host, port, user, password },
            players::Address::Jellyfin { host, port, key, device } => Self::Jellyfin { host, port, key, device },
        }
    }
}
