//! The answers of the calls: what one member may see now, ready to be drawn.
//!
//! Everything here has passed the gate (`crate::gate`) for the member who asks.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! views {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
        #[allow(missing_docs)] // most names say it
        pub struct $name { $($(#[$field_doc])* pub $field: $type),* }
    )*};
}

views! {
    /// It is done.
    Done {}
    /// Who sits at this device.
    Me {
        /// False until the first start asked for a name.
        started: bool,
        name: String,
        /// The member's id in the first household; empty before the first start.
        member: String,
        device: String,
        device_name: String,
        households: Vec<HouseholdName>,
        version: String,
        /// How the device key is kept, in words; empty when it is in the system's keychain.
        key_warning: String,
    }
    /// A household in one line.
    HouseholdName { id: String, name: String, members: Vec<MemberView>, me: String }
    /// A person.
    MemberView {
        id: String,
        name: String,
        /// 1 to 8: which of the members' colours.
        colour: u8,
        /// The person at this device.
        me: bool,
        /// here, away, none for somebody without a device, or out for somebody whose devices were all removed.
        presence: String,
    }
    /// Everything watched, by last screening.
    LibraryView { screenings: Vec<ScreeningRow> }
    /// A film of one evening in one row.
    ScreeningRow {
        id: String,
        household: String,
        title: String,
        year: Option<i32>,
        /// When it began, milliseconds since 1970.
        #[ts(type = "number")] watched_ms: i64,
        members: Vec<MemberView>,
        grades: Vec<GradeView>,
        /// Notes that the viewer may know of.
        notes: u32,
        /// How much was noted when: 0 to 100 in equal steps of the film up to the viewer's frontier.
        ridge: Vec<u8>,
        /// waiting, running, paused or over.
        state: String,
        /// watching, finished, slept, left or still-watching; empty before.
        my_state: String,
    }
    /// A grade with its author.
    GradeView {
        member: String,
        /// before, after or pulse.
        when: String,
        /// A+ to F, 1 to 5 for a pulse, or pass; empty when it is given and not to be seen yet.
        given: String,
        /// Others do not see it yet.
        sealed: bool,
        /// Other grades that one gave oneself on another device without knowing of this one: one tap picks. Nobody else is
        /// shown them.
        rivals: Vec<String>,
    }
    /// One screening, as its screens need it.
    ScreeningView {
        id: String,
        household: String,
        title: String,
        year: Option<i32>,
        #[ts(type = "number | null")] length_ms: Option<i64>,
        #[ts(type = "number")] watched_ms: i64,
        members: Vec<MemberView>,
        grades: Vec<GradeView>,
        clock: ClockView,
        /// waiting, running, paused or over.
        state: String,
        /// watching, finished, slept, left or still-watching; empty before.
        my_state: String,
        /// How far the viewer has come.
        #[ts(type = "number")] frontier_ms: i64,
        /// Who of those who saw the end together has neither given a grade nor passed: until they do, none is shown.
        awaited: Vec<String>,
        /// Notes that the viewer may know of.
        notes: u32,
        /// Of these, the viewer's own.
        mine: u32,
        /// Notes of others that wait until lights up.
        folded: u32,
        /// Notes that somebody keeps for the end: who, and how many.
        kept: Vec<KeptView>,
        /// False when it was made by a newer version: it can be read, not changed.
        writable: bool,
        /// Where everybody is who was there.
        standing: Vec<StandingView>,
        /// The copy that the viewer watches; none when it runs like the film.
        copy: Option<CopyView>,
        /// The length is not shown until the viewer has seen the end, because they wish it so.
        length_hidden: bool,
    }
    /// That somebody keeps notes for the end, and nothing else about them.
    KeptView { member: String, notes: u32 }
    /// The film clock at the time of the answer.
    ClockView {
        started: bool,
        running: bool,
        #[ts(type = "number")] film_ms: i64,
        /// Film milliseconds in a millisecond; 0 in a pause.
        rate: f64,
        /// Whether this device's time was compared with the one who set the clock.
        compared: bool,
        /// How wrong that comparison may be, in milliseconds.
        #[ts(type = "number | null")] err_ms: Option<i64>,
        /// In how many milliseconds it runs otherwise by itself: a copy comes to or from a scene that only it has.
        #[ts(type = "number | null")] turns_in_ms: Option<i64>,
    }
    /// Where somebody is in the film.
    StandingView {
        member: String,
        /// watching, still-watching (alone), finished, slept, left, or stopped: nothing has been heard since.
        state: String,
        /// Where they are, or where they stopped.
        #[ts(type = "number | null")] film_ms: Option<i64>,
        /// How far behind the viewer they are while both watch; negative is ahead.
        #[ts(type = "number | null")] behind_ms: Option<i64>,
    }
    /// The copy that the viewer watches.
    CopyView {
        label: String,
        ratio: f64,
        #[ts(type = "number")] begins_ms: i64,
        extras: Vec<ExtraView>,
        #[ts(type = "number | null")] length_ms: Option<i64>,
    }
    /// A scene that only a copy has, on its own scale.
    ExtraView { #[ts(type = "number")] from_ms: i64, #[ts(type = "number")] to_ms: i64 }
    /// What two running times say of a copy.
    CopyProposal {
        /// None when no usual speed explains them.
        ratio: Option<f64>,
        /// Another one that explains them too.
        or_ratio: Option<f64>,
        /// What the copy then has more than the film.
        #[ts(type = "number")] left_over_ms: i64,
    }
    /// How many notes were moved.
    Shifted { notes: u32 }
    /// How the person here likes to watch.
    HabitsView {
        #[ts(type = "number")] text_lag_ms: i64,
        #[ts(type = "number")] key_lag_ms: i64,
        hide_length: bool,
        /// The household's notes stand on the picture of one's own player.
        on_picture: bool,
        /// The lags that one's own corrections ask for, once there are enough of them.
        #[ts(type = "number | null")] learned_text_ms: Option<i64>,
        #[ts(type = "number | null")] learned_key_ms: Option<i64>,
    }
    /// One's own players.
    PlayersView {
        bound: Option<BoundView>,
        /// Players that are there and could be bound.
        offers: Vec<PlayerOffer>,
        /// Whether they were looked for already.
        looked: bool,
    }
    /// A player that could be bound.
    PlayerOffer {
        player: super::ask::PlayerAddress,
        name: String,
        /// Where it is, when that says more than its name; else empty.
        place: String,
        /// What it has open; empty for nothing.
        title: String,
        playing: bool,
        /// It says nothing before it is told a password or a key.
        locked: bool,
        /// How wrong its film time may be.
        #[ts(type = "number")] err_ms: i64,
    }
    /// The player that is followed.
    BoundView {
        name: String,
        /// looking, lost, no-film, playing, paused or buffering.
        state: String,
        title: String,
        #[ts(type = "number | null")] length_ms: Option<i64>,
        /// Its own place at the time of the answer.
        #[ts(type = "number | null")] film_ms: Option<i64>,
        #[ts(type = "number")] err_ms: i64,
        /// Another player leads this clock; it is only watched.
        stands_by: bool,
        /// It can be sent to a moment.
        can_jump: bool,
        /// It can show the household's notes on its picture.
        can_show: bool,
        trouble: Option<super::Problem>,
    }
    /// A note as its viewer may see it.
    NoteView {
        id: String,
        by: String,
        kind: String,
        reaction: Option<String>,
        #[ts(type = "number")] film_ms: i64,
        text: String,
        tags: Vec<String>,
        /// open, sealed, shown or dropped.
        seal: String,
        /// Its author lets it out of the household though it is personal.
        exportable: bool,
        #[ts(type = "number")] made_ms: i64,
        mine: bool,
        edited: bool,
        taken_back: bool,
        /// The name of the one who wrote it down for its author; empty when the author did.
        entered_by: String,
        marks: Vec<MarkView>,
        replies: Vec<ReplyView>,
    }
    /// Who put which reaction on a note.
    MarkView { reaction: String, members: Vec<String> }
    /// A reply.
    ReplyView { id: String, by: String, text: String, #[ts(type = "number")] made_ms: i64, mine: bool }
    /// A page of notes in film order.
    NotesView { notes: Vec<NoteView>, more: bool }
    /// The conversation after the film.
    DiscussionView {
        screening: ScreeningView,
        moments: Vec<MomentView>,
        only_one: Vec<LoneView>,
        questions: Vec<QuestionView>,
        predictions: Vec<PredictionView>,
        /// What several noticed, each on their own.
        both: Vec<BothView>,
        nitpicks: Vec<NitpickView>,
        /// Characters, themes and crafts, by the tags of the notes.
        boards: Vec<BoardView>,
        /// What came to mind later, or from outside, by when it did.
        afterthoughts: Vec<NoteView>,
        sentences: SentencesView,
        /// The biggest change of mind, once the grades lie open.
        turn: Option<TurnView>,
        /// The viewer's own notes that are still sealed: to show, edit or drop.
        keeping: Vec<NoteView>,
        ridge: RidgeView,
        /// Notes beyond the viewer's frontier or sealed: how many are kept back.
        hidden: u32,
    }
    /// Notes close together on the film's scale.
    MomentView {
        #[ts(type = "number")] start_ms: i64,
        #[ts(type = "number")] end_ms: i64,
        /// 1 is the hottest; 0 is not hot.
        rank: u32,
        members: Vec<String>,
        notes: Vec<NoteView>,
        /// Replies to the moment itself.
        replies: Vec<ReplyView>,
    }
    /// What only one of us noticed.
    LoneView {
        #[ts(type = "number")] start_ms: i64,
        member: String,
        notes: Vec<NoteView>,
        /// How many others have passed that time, of how many.
        passed: u32,
        others: u32,
    }
    /// A question with everybody's position.
    QuestionView { note: NoteView, answers: Vec<AnswerView>, still_open: bool }
    /// A position on a question.
    AnswerView {
        member: String,
        position: String,
        reason: String,
        still_open: bool,
        /// What the same member wrote on another device without knowing of this one: both are kept, and the member picks.
        rivals: Vec<StanceView>,
    }
    /// What somebody holds.
    StanceView { position: String, reason: String, still_open: bool }
    /// A prediction and what became of it.
    PredictionView { note: NoteView, outcome: Option<String>, contested_by: Vec<String> }
    /// A moment that several noticed independently.
    BothView {
        #[ts(type = "number")] start_ms: i64,
        members: Vec<String>,
        /// The notes of that moment.
        notes: Vec<String>,
    }
    /// A nitpick and how it stands.
    NitpickView {
        note: NoteView,
        /// open, explained or agreed.
        state: String,
        /// Where the film explains it.
        #[ts(type = "number | null")] explained_ms: Option<i64>,
        words: Vec<JudgedView>,
    }
    /// What somebody makes of a nitpick: explains it, or agrees.
    JudgedView {
        member: String,
        /// Where the film explains it; none agrees.
        #[ts(type = "number | null")] explained_ms: Option<i64>,
        reason: String,
    }
    /// The notes with one tag.
    BoardView {
        tag: String,
        /// character, craft or theme.
        about: String,
        notes: Vec<String>,
        members: Vec<String>,
    }
    /// The film in one sentence from each.
    SentencesView {
        said: Vec<SaidView>,
        /// Who has written or passed, and is not to be read yet.
        closed: Vec<String>,
        /// Who of those who saw the end together has neither written nor passed.
        awaited: Vec<String>,
        open: bool,
    }
    /// One sentence.
    SaidView {
        member: String,
        mine: bool,
        /// None when the member passed.
        text: Option<String>,
        /// What one wrote oneself on another device without knowing of this one; empty is a pass. One tap picks.
        rivals: Vec<String>,
    }
    /// The biggest change of mind: from a hope or a pulse to a grade.
    TurnView { member: String, hope: Option<String>, pulse: Option<u8>, to: String }
    /// The talking round's next turn; none when nothing is left.
    RoundView { next: Option<TurnOfView>, left: u32 }
    /// Whose turn it is, and what about.
    TurnOfView {
        member: String,
        note: NoteView,
        /// only-you, you-asked, you-picked, you-predicted, you-said, not-answered-yet or said.
        why: String,
    }
    /// How much was felt when, with one lane of ticks a member.
    RidgeView {
        #[ts(type = "number")] end_ms: i64,
        /// 0 to 100, in equal steps from 0 to `end_ms`.
        heights: Vec<u8>,
        /// The length of the parts in which the lanes are counted.
        #[ts(type = "number")] part_ms: i64,
        lanes: Vec<LaneView>,
    }
    /// One member's ticks, and how many notes they have in each part of the film.
    LaneView { member: String, #[ts(type = "number[]")] ticks_ms: Vec<i64>, counts: Vec<u32> }
    /// The text that the household writes together.
    RecapView {
        text: String,
        /// Names this state of the text; goes back with `write_recap`.
        version: String,
        marks: Vec<MarkedPassage>,
        /// Notes that the text does not hold yet.
        unused: Vec<NoteView>,
        /// A first draft from the notes, offered while the text is empty.
        draft: String,
        /// The whole in at most 60 words of its own.
        brief: String,
        /// Earlier evenings with the same film, the last one first.
        earlier: Vec<EarlierView>,
    }
    /// The recap as somebody begins to write in it.
    RecapOpen {
        text: String,
        /// Names this state of the text; goes back with `edit_recap`.
        version: String,
        marks: Vec<MarkedPassage>,
        carets: Vec<CaretView>,
    }
    /// The way from what was typed, or from what is shown, to the text of now.
    RecapStep {
        version: String,
        /// One after the other, each in the text that the one before left.
        splices: Vec<crate::api::ask::RecapSplice>,
        /// All of them, in the text of now.
        marks: Vec<MarkedPassage>,
        carets: Vec<CaretView>,
    }
    /// A passage that is marked, in UTF-16 code units.
    MarkedPassage {
        from: u32,
        to: u32,
        /// spoiler or free.
        marking: String,
    }
    /// Where another member is writing right now.
    CaretView { member: String, at: u32 }
    /// An earlier evening with the same film.
    EarlierView {
        screening: String,
        /// The day on which it was watched, as YYYY-MM-DD.
        day: String,
        grades: Vec<GradeOfView>,
        /// The first line of what was written then.
        line: String,
    }
    /// Who gave which letter.
    GradeOfView { name: String, letter: String }
    /// The versions of the recap, the newest first.
    VersionsView { versions: Vec<VersionView> }
    /// A stretch of writing.
    VersionView {
        version: String,
        members: Vec<String>,
        #[ts(type = "number")] from_ms: i64,
        #[ts(type = "number")] until_ms: i64,
    }
    /// What a search found.
    SearchView { hits: Vec<HitView> }
    /// One find.
    HitView {
        screening: String,
        title: String,
        #[ts(type = "number")] film_ms: i64,
        /// note, reply, recap or film.
        kind: String,
        by: String,
        text: String,
        /// A note's tags.
        tags: Vec<String>,
    }
    /// A household with its people, machines and open invites.
    HouseholdView {
        id: String,
        name: String,
        members: Vec<MemberDevices>,
        invites: Vec<InviteView>,
        knocks: Vec<KnockView>,
        /// The state of the network, in words.
        network: String,
        offline: bool,
    }
    /// A member and the devices that speak for them.
    MemberDevices { member: MemberView, devices: Vec<DeviceView> }
    /// A machine.
    DeviceView {
        id: String,
        name: String,
        this: bool,
        here: bool,
        removed: bool,
        /// What it has of ours, from what it acknowledged: everything, lacks 3, or not known.
        has: String,
    }
    /// A ticket that was given out.
    InviteView {
        id: String,
        ticket: String,
        link: String,
        #[ts(type = "number")] expires_ms: i64,
        /// open, used, revoked or expired.
        state: String,
    }
    /// Somebody at the door.
    KnockView { id: String, name: String, device_name: String, words: String }
    /// How far a join has come.
    JoinView {
        /// knocking, waiting, admitted or refused.
        state: String,
        /// Three words to compare with the inviter's screen.
        words: String,
        problem: Option<super::Problem>,
    }
    /// A review, ready or written.
    ExportView {
        files: Vec<ExportFile>,
        warnings: Vec<String>,
        /// Film time before which notes spoil nothing.
        #[ts(type = "number")] free_until_ms: i64,
    }
    /// One file of a review.
    ExportFile {
        name: String,
        /// Its text; empty for what is no text.
        text: String,
        /// Its bytes, for what is no text.
        base64: Option<String>,
        /// What it looks like, as addresses of pictures that hold them; for what is no text.
        pictures: Vec<String>,
        /// Where it was written; none for a preview.
        path: Option<String>,
        #[ts(type = "number")] bytes: i64,
    }
    /// What a note's keeping gave.
    Kept { id: String, #[ts(type = "number")] film_ms: i64 }
    /// A new screening's id.
    Begun { screening: String }
    /// What the house knows of itself.
    DoctorView { findings: Vec<FindingView> }
    /// One finding.
    FindingView {
        /// fine, note or bad.
        level: String,
        says: String,
    }
}
