//! The list itself.

use serde::{Serialize, de::DeserializeOwned};
use ts_rs::TS;

use super::{Problem, ask::*, view::*};

/// Whether a call changes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ways {
    /// Changes something and answers when it is saved.
    Command,
    /// Only looks.
    Query,
}

/// One call's line in the list: what `GET /api` shows.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The name that it is called by.
    pub name: &'static str,
    /// Command or query.
    pub ways: Ways,
    /// What it does.
    pub does: &'static str,
    /// The argument's type, in TypeScript.
    pub argument: String,
    /// The answer's type, in TypeScript.
    pub answer: String,
}

/// Ties a call to the type of its answer, for callers in Rust.
pub trait Ask {
    /// The answer's type.
    type Answer: Serialize + DeserializeOwned + TS;
    /// The call as the house takes it.
    fn call(self) -> Call;
}

macro_rules! calls {
    ($($ways:ident $name:ident: $variant:ident($argument:ty) => $answer:ty, $does:literal;)*) => {
        /// Everything that can be asked.
        #[derive(Debug, Clone)]
        pub enum Call { $(#[doc = $does] $variant($argument)),* }

        impl Call {
            /// Reads a call from its name and its argument as JSON.
            ///
            /// # Errors
            /// `unknown-call` for a name that is not in the list, `bad-argument` for an argument of another shape.
            pub fn read(name: &str, argument: serde_json::Value) -> Result<Self, Problem> {
                match name {
                    $(stringify!($name) => Ok(Self::$variant(read_argument(name, argument)?)),)*
                    _ => Err(Problem::new("unknown-call", format!("There is no call named “{name}”. GET /api lists them all."))),
                }
            }

            /// The name that it is called by.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => stringify!($name)),* }
            }

            /// The screening that it is about, if it is about one.
            pub(crate) fn screening(&self) -> Option<&str> {
                match self { $(Self::$variant(ask) => ask.screening()),* }
            }

            /// Whether it changes something.
            pub fn ways(&self) -> Ways {
                match self { $(Self::$variant(_) => Ways::$ways),* }
            }
        }

        $(
            #[doc = $does]
            #[derive(Debug, Clone)]
            pub struct $variant(pub $argument);
            impl Ask for $variant {
                type Answer = $answer;
                fn call(self) -> Call { Call::$variant(self.0) }
            }
        )*

        /// Lists every call.
        pub fn calls() -> Vec<Line> {
            let ts = ts_rs::Config::default();
            vec![$(Line {
                name: stringify!($name),
                ways: Ways::$ways,
                does: $does,
                argument: <$argument as TS>::name(&ts),
                answer: <$answer as TS>::name(&ts),
            }),*]
        }
    };
}

calls! {
    Query me: MeCall(Nothing) => Me, "Who sits at this device.";
    Command begin: BeginCall(Begin) => Me, "First start: a name; founds a household.";
    Command rename: RenameCall(Rename) => Me, "A new name for oneself.";
    Query library: LibraryCall(Nothing) => LibraryView, "All screenings, the last one first.";
    Query search: SearchCall(Search) => SearchView, "Looks for words in everything the viewer may see.";
    Query doctor: DoctorCall(Nothing) => DoctorView, "Checks the file and says what it finds.";

    Query household: HouseholdCall(Nothing) => HouseholdView, "Members, devices, invites, and the network in words.";
    Command invite: InviteCall(Invite) => InviteView, "A ticket that lets one device knock, once, within 30 minutes.";
    Command revoke: RevokeCall(Revoke) => Done, "Takes an invite back.";
    Command admit: AdmitCall(Admit) => Done, "Lets in who knocked.";
    Command decline: DeclineCall(Decline) => Done, "Sends away who knocked.";
    Command join: JoinCall(Join) => JoinView, "Knocks with a ticket.";
    Query joining: JoiningCall(Nothing) => JoinView, "How far one's own knocking has come.";
    Command remove_device: RemoveDeviceCall(RemoveDevice) => Done, "Ends a device's membership.";
    Command remove_member: RemoveMemberCall(RemoveMember) => Done, "Ends a member's membership, with all their devices.";
    Command add_member: AddMemberCall(AddMember) => MemberView, "A member without a device.";
    Command work_offline: WorkOfflineCall(WorkOffline) => Done, "Cuts this device off, or joins the others again.";

    Command new_screening: NewScreeningCall(NewScreening) => Begun, "Begins a screening.";
    Command set_film: SetFilmCall(SetFilm) => Done, "Corrects title, year or length.";
    Command set_free_until: SetFreeUntilCall(SetFreeUntil) => Done, "Says until where notes spoil nothing.";
    Query screening: ScreeningCall(OfScreening) => ScreeningView, "One screening.";
    Command set_clock: SetClockCall(SetClock) => ClockView, "Sets the film clock by hand.";
    Query clock: ClockCall(OfScreening) => ClockView, "The film clock now.";
    Command lights_up: LightsUpCall(LightsUp) => Done, "Ends the viewing.";
    Command attend: AttendCall(Attend) => Done, "Says where one stands.";

    Query players: PlayersCall(OfScreening) => PlayersView, "One's own players: what is there, and which is followed.";
    Command bind_player: BindPlayerCall(BindPlayer) => Done, "Follows a player of one's own from now on.";
    Command unbind_player: UnbindPlayerCall(OfScreening) => Done, "Follows it no longer.";
    Command jump_player: JumpPlayerCall(JumpPlayer) => Done, "Sends one's own player to 5 s before a moment.";
    Command watch_alone: WatchAloneCall(WatchAlone) => Done, "Goes on alone, or next day from where one fell asleep.";
    Query echoes: EchoesCall(OfScreening) => NotesView, "For who watches alone: what the others noted a little while ago.";
    Command set_copy: SetCopyCall(SetCopy) => Done, "Says on which copy one watches.";
    Query propose_copy: ProposeCopyCall(ProposeCopy) => CopyProposal, "Guesses how a copy runs from two running times.";
    Command shift_notes: ShiftNotesCall(ShiftNotes) => Shifted, "Moves all of one's own notes of an evening.";
    Query habits: HabitsCall(Nothing) => HabitsView, "How the person here likes to watch.";
    Command set_habits: SetHabitsCall(SetHabits) => Done, "Changes how one likes to watch.";

    Command jot: JotCall(Jot) => Kept, "Keeps a note.";
    Command edit_note: EditNoteCall(EditNote) => Done, "Changes one's own note.";
    Command take_back: TakeBackCall(OfNote) => Done, "Takes one's own note back.";
    Command put_back: PutBackCall(OfNote) => Done, "Undoes taking back.";
    Command reply: ReplyCall(Reply) => Kept, "Answers a note or a moment.";
    Command mark: MarkCall(Mark) => Done, "Puts a reaction on a note.";
    Command give_grade: GiveGradeCall(GiveGrade) => Done, "A grade before or after.";
    Command give_pulse: GivePulseCall(GivePulse) => Done, "A pulse at half an hour.";
    Command settle: SettleCall(Settle) => Done, "What became of one's prediction.";
    Command contest: ContestCall(Contest) => Done, "Disputes a prediction's outcome.";
    Command take_position: TakePositionCall(TakePosition) => Done, "One's position on a question.";
    Command judge: JudgeCall(Judge) => Done, "What one makes of a nitpick.";
    Command say_sentence: SaySentenceCall(SaySentence) => Done, "The film in one sentence.";

    Query notes: NotesCall(Notes) => NotesView, "A page of notes in film order.";
    Query my_last: MyLastCall(OfScreening) => NotesView, "One's own last three notes.";
    Query discussion: DiscussionCall(OfScreening) => DiscussionView, "Moments, boards and the ridge.";
    Query talking_round: TalkingRoundCall(TalkingRound) => RoundView, "Whose turn it is to talk, and what about.";
    Query recap: RecapCall(OfScreening) => RecapView, "The recap's text and what is not in it yet.";
    Command open_recap: OpenRecapCall(OfScreening) => RecapOpen, "Opens the recap for writing in it.";
    Command edit_recap: EditRecapCall(EditRecap) => RecapStep, "Writes what was typed, and tells what the others wrote.";
    Query follow_recap: FollowRecapCall(FollowRecap) => RecapStep, "What was written in the recap since a version.";
    Query recap_versions: RecapVersionsCall(OfScreening) => VersionsView, "Who wrote in the recap, and when.";
    Query recap_version: RecapVersionCall(OfVersion) => RecapOpen, "The recap as it once was.";
    Command restore_recap: RestoreRecapCall(OfVersion) => Done, "Writes an earlier version of the recap on top of everything.";
    Command write_recap: WriteRecapCall(WriteRecap) => RecapView, "Writes the recap's text.";
    Query stop_export: StopExportCall(StopExport) => Done, "Stops an export under way.";
    Command export: ExportCall(Export) => ExportView, "Previews a review, or writes it to a file.";
}

fn read_argument<T: DeserializeOwned>(name: &str, argument: serde_json::Value) -> Result<T, Problem> {
    let argument = if argument.is_null() { serde_json::Value::Object(Default::default()) } else { argument };
    T::deserialize(argument).map_err(|error| {
        Problem::new("bad-argument", format!("The argument of “{name}” does not fit: {error}. Nothing was changed."))
    })
}
