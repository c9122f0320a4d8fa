// Made from the list of calls in crates/asides/src/api by its test; run it with UPDATE_TYPES=1 to write it again.

export type AddMember = { name: string, household?: string, };
export type Admit = { knock: string, 
/**
 * The member whose other device this is; without one the guest becomes a new member.
 */
as_member?: string, };
export type AnswerView = { member: string, position: string, reason: string, still_open: boolean, 
/**
 * What the same member wrote on another device without knowing of this one: both are kept, and the member picks.
 */
rivals: Array<StanceView>, };
export type Attend = { screening: string, state: string, film_ms?: number, for_member?: string, };
export type Begin = { name: string, device_name?: string, };
export type Begun = { screening: string, };
export type BindPlayer = { screening: string, player: PlayerAddress, };
export type BoardView = { tag: string, 
/**
 * character, craft or theme.
 */
about: string, notes: Array<string>, members: Array<string>, };
export type BothView = { start_ms: number, members: Array<string>, 
/**
 * The notes of that moment.
 */
notes: Array<string>, };
export type BoundView = { name: string, 
/**
 * looking, lost, no-film, playing, paused or buffering.
 */
state: string, title: string, length_ms: number | null, 
/**
 * Its own place at the time of the answer.
 */
film_ms: number | null, err_ms: number, 
/**
 * Another player leads this clock; it is only watched.
 */
stands_by: boolean, 
/**
 * It can be sent to a moment.
 */
can_jump: boolean, 
/**
 * It can show the household's notes on its picture.
 */
can_show: boolean, trouble: Problem | null, };
export type CaretView = { member: string, at: number, };
export type ClockAct = { "do": "start" } | { "do": "pause" } | { "do": "ad" } | { "do": "tap", 
/**
 * Film time of the moment.
 */
film_ms: number, } | { "do": "seek", 
/**
 * Where to.
 */
film_ms: number, } | { "do": "it-says", 
/**
 * What it says.
 */
film_ms: number, } | { "do": "nudge", 
/**
 * By how much; negative is earlier.
 */
by_ms: number, };
export type ClockView = { started: boolean, running: boolean, film_ms: number, 
/**
 * Film milliseconds in a millisecond; 0 in a pause.
 */
rate: number, 
/**
 * Whether this device's time was compared with the one who set the clock.
 */
compared: boolean, 
/**
 * How wrong that comparison may be, in milliseconds.
 */
err_ms: number | null, 
/**
 * In how many milliseconds it runs otherwise by itself: a copy comes to or from a scene that only it has.
 */
turns_in_ms: number | null, };
export type Contest = { screening: string, note: string, on: boolean, };
export type CopyProposal = { 
/**
 * None when no usual speed explains them.
 */
ratio: number | null, 
/**
 * Another one that explains them too.
 */
or_ratio: number | null, 
/**
 * What the copy then has more than the film.
 */
left_over_ms: number, };
export type CopyView = { label: string, ratio: number, begins_ms: number, extras: Array<ExtraView>, length_ms: number | null, };
export type Decline = { knock: string, };
export type DeviceView = { id: string, name: string, this: boolean, here: boolean, removed: boolean, 
/**
 * What it has of ours, from what it acknowledged: everything, lacks 3, or not known.
 */
has: string, };
export type DiscussionView = { screening: ScreeningView, moments: Array<MomentView>, only_one: Array<LoneView>, questions: Array<QuestionView>, predictions: Array<PredictionView>, 
/**
 * What several noticed, each on their own.
 */
both: Array<BothView>, nitpicks: Array<NitpickView>, 
/**
 * Characters, themes and crafts, by the tags of the notes.
 */
boards: Array<BoardView>, 
/**
 * What came to mind later, or from outside, by when it did.
 */
afterthoughts: Array<NoteView>, sentences: SentencesView, 
/**
 * The biggest change of mind, once the grades lie open.
 */
turn: TurnView | null, 
/**
 * The viewer's own notes that are still sealed: to show, edit or drop.
 */
keeping: Array<NoteView>, ridge: RidgeView, 
/**
 * Notes beyond the viewer's frontier or sealed: how many are kept back.
 */
hidden: number, };
export type DoctorView = { findings: Array<FindingView>, };
export type Done = Record<symbol, never>;
export type EarlierView = { screening: string, 
/**
 * The day on which it was watched, as YYYY-MM-DD.
 */
day: string, grades: Array<GradeOfView>, 
/**
 * The first line of what was written then.
 */
line: string, };
export type EditNote = { screening: string, note: string, text?: string, kind?: string, tags?: Array<string>, film_ms?: number, 
/**
 * open, sealed, shown or dropped.
 */
seal?: string, 
/**
 * Lets a personal note out of the household, or no longer.
 */
exportable?: boolean, };
export type EditRecap = { screening: string, 
/**
 * The `version` of the text on which it was typed.
 */
base: string, 
/**
 * The name that this editor gave itself, and the number of this edit there: one that is sent twice is written once.
 */
editor: string, number: number, splices: Array<RecapSplice>, marks: Array<RecapMark>, 
/**
 * Where its writer is after it, for the others to see.
 */
caret?: number, };
export type Export = { screening: string, 
/**
 * markdown, html, letterboxd, srt, vtt, ass, csv, json, pdf or card.
 */
format: string, 
/**
 * Leaves out every spoiler; the other version names it.
 */
spoiler_free: boolean, 
/**
 * A folder, or for a single file its path; none only previews.
 */
path?: string, 
/**
 * Replaces a file of that name.
 */
replace: boolean, 
/**
 * Subtitles for another copy: how much longer it runs, 0.5 to 2.
 */
scale?: number, 
/**
 * Subtitles for another copy: how much later it begins.
 */
shift_ms?: number, 
/**
 * A name under which it tells how far it is, and can be stopped.
 */
export?: string, };
export type ExportFile = { name: string, 
/**
 * Its text; empty for what is no text.
 */
text: string, 
/**
 * Its bytes, for what is no text.
 */
base64: string | null, 
/**
 * What it looks like, as addresses of pictures that hold them; for what is no text.
 */
pictures: Array<string>, 
/**
 * Where it was written; none for a preview.
 */
path: string | null, bytes: number, };
export type ExportView = { files: Array<ExportFile>, warnings: Array<string>, 
/**
 * Film time before which notes spoil nothing.
 */
free_until_ms: number, };
export type ExtraScene = { 
/**
 * Where it begins, in milliseconds.
 */
from_ms: number, 
/**
 * Where it ends, in milliseconds.
 */
to_ms: number, };
export type ExtraView = { from_ms: number, to_ms: number, };
export type FindingView = { 
/**
 * fine, note or bad.
 */
level: string, says: string, };
export type FollowRecap = { screening: string, 
/**
 * The `version` of the text that is shown.
 */
base: string, };
export type GiveGrade = { screening: string, 
/**
 * before or after.
 */
when: string, 
/**
 * A+ to F; none passes.
 */
letter?: string, for_member?: string, };
export type GivePulse = { screening: string, pulse: number, for_member?: string, };
export type GradeOfView = { name: string, letter: string, };
export type GradeView = { member: string, 
/**
 * before, after or pulse.
 */
when: string, 
/**
 * A+ to F, 1 to 5 for a pulse, or pass; empty when it is given and not to be seen yet.
 */
given: string, 
/**
 * Others do not see it yet.
 */
sealed: boolean, 
/**
 * Other grades that one gave oneself on another device without knowing of this one: one tap picks. Nobody else is
 * shown them.
 */
rivals: Array<string>, };
export type HabitsView = { text_lag_ms: number, key_lag_ms: number, hide_length: boolean, 
/**
 * The household's notes stand on the picture of one's own player.
 */
on_picture: boolean, 
/**
 * The lags that one's own corrections ask for, once there are enough of them.
 */
learned_text_ms: number | null, learned_key_ms: number | null, };
export type HitView = { screening: string, title: string, film_ms: number, 
/**
 * note, reply, recap or film.
 */
kind: string, by: string, text: string, 
/**
 * A note's tags.
 */
tags: Array<string>, };
export type HouseholdName = { id: string, name: string, members: Array<MemberView>, me: string, };
export type HouseholdView = { id: string, name: string, members: Array<MemberDevices>, invites: Array<InviteView>, knocks: Array<KnockView>, 
/**
 * The state of the network, in words.
 */
network: string, offline: boolean, };
export type Invite = { household?: string, };
export type InviteView = { id: string, ticket: string, link: string, expires_ms: number, 
/**
 * open, used, revoked or expired.
 */
state: string, };
export type Join = { ticket: string, 
/**
 * The name to be known by there.
 */
name: string, };
export type JoinView = { 
/**
 * knocking, waiting, admitted or refused.
 */
state: string, 
/**
 * Three words to compare with the inviter's screen.
 */
words: string, problem: Problem | null, };
export type Jot = { screening: string, 
/**
 * remark, question, prediction, quote, nitpick, feeling, personal, afterthought, from-outside or reaction.
 */
kind: string, 
/**
 * laugh, shock, tears, love, great, hm, bravo, slow or look; only with kind reaction.
 */
reaction?: string, text: string, tags: Array<string>, 
/**
 * Milliseconds since the first keystroke; the film clock tells the film time from it.
 */
ago_ms?: number, 
/**
 * A film time given outright, for somebody who goes through an evening later.
 */
film_ms?: number, 
/**
 * Keeps it from everybody else until lights up.
 */
sealed: boolean, for_member?: string, };
export type Judge = { screening: string, note: string, 
/**
 * agreed, explained, or open to take one's word back.
 */
judged: string, 
/**
 * Where the film explains it; only with explained.
 */
film_ms?: number, reason: string, for_member?: string, };
export type JudgedView = { member: string, 
/**
 * Where the film explains it; none agrees.
 */
explained_ms: number | null, reason: string, };
export type JumpPlayer = { screening: string, film_ms: number, };
export type Kept = { id: string, film_ms: number, };
export type KeptView = { member: string, notes: number, };
export type KnockView = { id: string, name: string, device_name: string, words: string, };
export type LaneView = { member: string, ticks_ms: number[], counts: Array<number>, };
export type LibraryView = { screenings: Array<ScreeningRow>, };
export type LightsUp = { screening: string, };
export type LoneView = { start_ms: number, member: string, notes: Array<NoteView>, 
/**
 * How many others have passed that time, of how many.
 */
passed: number, others: number, };
export type Mark = { screening: string, note: string, reaction: string, on: boolean, };
export type MarkView = { reaction: string, members: Array<string>, };
export type MarkedPassage = { from: number, to: number, 
/**
 * spoiler or free.
 */
marking: string, };
export type Me = { 
/**
 * False until the first start asked for a name.
 */
started: boolean, name: string, 
/**
 * The member's id in the first household; empty before the first start.
 */
member: string, device: string, device_name: string, households: Array<HouseholdName>, version: string, 
/**
 * How the device key is kept, in words; empty when it is in the system's keychain.
 */
key_warning: string, };
export type MemberDevices = { member: MemberView, devices: Array<DeviceView>, };
export type MemberView = { id: string, name: string, 
/**
 * 1 to 8: which of the members' colours.
 */
colour: number, 
/**
 * The person at this device.
 */
me: boolean, 
/**
 * here, away, none for somebody without a device, or out for somebody whose devices were all removed.
 */
presence: string, };
export type MomentView = { start_ms: number, end_ms: number, 
/**
 * 1 is the hottest; 0 is not hot.
 */
rank: number, members: Array<string>, notes: Array<NoteView>, 
/**
 * Replies to the moment itself.
 */
replies: Array<ReplyView>, };
export type NewScreening = { title: string, year?: number, length_ms?: number, household?: string, };
export type NitpickView = { note: NoteView, 
/**
 * open, explained or agreed.
 */
state: string, 
/**
 * Where the film explains it.
 */
explained_ms: number | null, words: Array<JudgedView>, };
export type NoteView = { id: string, by: string, kind: string, reaction: string | null, film_ms: number, text: string, tags: Array<string>, 
/**
 * open, sealed, shown or dropped.
 */
seal: string, 
/**
 * Its author lets it out of the household though it is personal.
 */
exportable: boolean, made_ms: number, mine: boolean, edited: boolean, taken_back: boolean, 
/**
 * The name of the one who wrote it down for its author; empty when the author did.
 */
entered_by: string, marks: Array<MarkView>, replies: Array<ReplyView>, };
export type Notes = { screening: string, by?: string, 
/**
 * Only notes after this film time.
 */
after_ms?: number, 
/**
 * With `after_ms`: only notes after this id at that time.
 */
after_id?: string, 
/**
 * At most this many, 1 to 1,000.
 */
limit?: number, };
export type NotesView = { notes: Array<NoteView>, more: boolean, };
export type Nothing = Record<symbol, never>;
export type OfNote = { screening: string, note: string, };
export type OfScreening = { screening: string, };
export type OfVersion = { screening: string, version: string, };
export type PlayerAddress = { "by": "mpv", 
/**
 * As given to `--input-ipc-server`.
 */
socket: string, } | { "by": "mpris", 
/**
 * Its name there.
 */
name: string, } | { "by": "syncplay", host: string, port: number, room: string, password: string, } | { "by": "vlc-http", host: string, port: number, password: string, } | { "by": "kodi", host: string, port: number, user: string, password: string, } | { "by": "jellyfin", host: string, port: number, key: string, device: string, };
export type PlayerOffer = { player: PlayerAddress, name: string, 
/**
 * Where it is, when that says more than its name; else empty.
 */
place: string, 
/**
 * What it has open; empty for nothing.
 */
title: string, playing: boolean, 
/**
 * It says nothing before it is told a password or a key.
 */
locked: boolean, 
/**
 * How wrong its film time may be.
 */
err_ms: number, };
export type PlayersView = { bound: BoundView | null, 
/**
 * Players that are there and could be bound.
 */
offers: Array<PlayerOffer>, 
/**
 * Whether they were looked for already.
 */
looked: boolean, };
export type PredictionView = { note: NoteView, outcome: string | null, contested_by: Array<string>, };
export type Problem = { 
/**
 * The refusal's name, in kebab case: `empty-text`, `not-saved`, `invite-expired`.
 */
code: string, 
/**
 * Whole sentences.
 */
says: string, };
export type ProposeCopy = { film_ms: number, copy_ms: number, };
export type QuestionView = { note: NoteView, answers: Array<AnswerView>, still_open: boolean, };
export type RecapMark = { 
/**
 * Where it begins.
 */
from: number, 
/**
 * Where it has ended.
 */
to: number, 
/**
 * spoiler or free.
 */
marking: string, 
/**
 * Put on.
 */
on: boolean, };
export type RecapOpen = { text: string, 
/**
 * Names this state of the text; goes back with `edit_recap`.
 */
version: string, marks: Array<MarkedPassage>, carets: Array<CaretView>, };
export type RecapSplice = { 
/**
 * Where.
 */
at: number, 
/**
 * How much goes.
 */
delete: number, 
/**
 * What comes.
 */
insert: string, };
export type RecapStep = { version: string, 
/**
 * One after the other, each in the text that the one before left.
 */
splices: Array<RecapSplice>, 
/**
 * All of them, in the text of now.
 */
marks: Array<MarkedPassage>, carets: Array<CaretView>, };
export type RecapView = { text: string, 
/**
 * Names this state of the text; goes back with `write_recap`.
 */
version: string, marks: Array<MarkedPassage>, 
/**
 * Notes that the text does not hold yet.
 */
unused: Array<NoteView>, 
/**
 * A first draft from the notes, offered while the text is empty.
 */
draft: string, 
/**
 * The whole in at most 60 words of its own.
 */
brief: string, 
/**
 * Earlier evenings with the same film, the last one first.
 */
earlier: Array<EarlierView>, };
export type RemoveDevice = { device: string, household?: string, };
export type RemoveMember = { member: string, household?: string, };
export type Rename = { name: string, };
export type Reply = { screening: string, 
/**
 * The note it answers; without one it answers the moment at `film_ms`.
 */
note?: string, film_ms?: number, text: string, for_member?: string, };
export type ReplyView = { id: string, by: string, text: string, made_ms: number, mine: boolean, };
export type Revoke = { invite: string, };
export type RidgeView = { end_ms: number, 
/**
 * 0 to 100, in equal steps from 0 to `end_ms`.
 */
heights: Array<number>, 
/**
 * The length of the parts in which the lanes are counted.
 */
part_ms: number, lanes: Array<LaneView>, };
export type RoundView = { next: TurnOfView | null, left: number, };
export type SaidView = { member: string, mine: boolean, 
/**
 * None when the member passed.
 */
text: string | null, 
/**
 * What one wrote oneself on another device without knowing of this one; empty is a pass. One tap picks.
 */
rivals: Array<string>, };
export type Say = { "event": "screening", 
/**
 * Which.
 */
screening: string, 
/**
 * notes, talk, grades, attendance, recap, film or clock.
 */
what: Array<string>, } | { "event": "library", } | { "event": "household", } | { "event": "presence", } | { "event": "knock", 
/**
 * Who, with the three words.
 */
knock: KnockView, } | { "event": "players", } | { "event": "joining", 
/**
 * How far.
 */
join: JoinView, } | { "event": "exporting", 
/**
 * Its name.
 */
export: string, 
/**
 * How far, 0 to 100.
 */
percent: number, } | { "event": "trouble", 
/**
 * What.
 */
problem: Problem, };
export type SaySentence = { screening: string, 
/**
 * At most 400 characters; none passes.
 */
text?: string, for_member?: string, };
export type ScreeningRow = { id: string, household: string, title: string, year: number | null, 
/**
 * When it began, milliseconds since 1970.
 */
watched_ms: number, members: Array<MemberView>, grades: Array<GradeView>, 
/**
 * Notes that the viewer may know of.
 */
notes: number, 
/**
 * How much was noted when: 0 to 100 in equal steps of the film up to the viewer's frontier.
 */
ridge: Array<number>, 
/**
 * waiting, running, paused or over.
 */
state: string, 
/**
 * watching, finished, slept, left or still-watching; empty before.
 */
my_state: string, };
export type ScreeningView = { id: string, household: string, title: string, year: number | null, length_ms: number | null, watched_ms: number, members: Array<MemberView>, grades: Array<GradeView>, clock: ClockView, 
/**
 * waiting, running, paused or over.
 */
state: string, 
/**
 * watching, finished, slept, left or still-watching; empty before.
 */
my_state: string, 
/**
 * How far the viewer has come.
 */
frontier_ms: number, 
/**
 * Who of those who saw the end together has neither given a grade nor passed: until they do, none is shown.
 */
awaited: Array<string>, 
/**
 * Notes that the viewer may know of.
 */
notes: number, 
/**
 * Of these, the viewer's own.
 */
mine: number, 
/**
 * Notes of others that wait until lights up.
 */
folded: number, 
/**
 * Notes that somebody keeps for the end: who, and how many.
 */
kept: Array<KeptView>, 
/**
 * False when it was made by a newer version: it can be read, not changed.
 */
writable: boolean, 
/**
 * Where everybody is who was there.
 */
standing: Array<StandingView>, 
/**
 * The copy that the viewer watches; none when it runs like the film.
 */
copy: CopyView | null, 
/**
 * The length is not shown until the viewer has seen the end, because they wish it so.
 */
length_hidden: boolean, };
export type Search = { text: string, limit?: number, };
export type SearchView = { hits: Array<HitView>, };
export type SentencesView = { said: Array<SaidView>, 
/**
 * Who has written or passed, and is not to be read yet.
 */
closed: Array<string>, 
/**
 * Who of those who saw the end together has neither written nor passed.
 */
awaited: Array<string>, open: boolean, };
export type SetClock = { screening: string, act: ClockAct, };
export type SetCopy = { screening: string, 
/**
 * What people call it.
 */
label: string, 
/**
 * Film milliseconds in one millisecond of the copy: 25/23.976, 25/24, 24/23.976 or 1.
 */
ratio: number, 
/**
 * The time on the copy at which the film begins; what comes before is logos.
 */
begins_ms: number, extras: Array<ExtraScene>, length_ms?: number, };
export type SetFilm = { screening: string, title: string, year?: number, length_ms?: number, };
export type SetFreeUntil = { screening: string, film_ms?: number, };
export type SetHabits = { text_lag_ms?: number, key_lag_ms?: number, hide_length?: boolean, 
/**
 * Shows the household's notes on the picture of one's own player, where it can show them.
 */
on_picture?: boolean, };
export type Settle = { screening: string, note: string, outcome: string, };
export type ShiftNotes = { screening: string, 
/**
 * Negative is earlier.
 */
by_ms: number, };
export type Shifted = { notes: number, };
export type StanceView = { position: string, reason: string, still_open: boolean, };
export type StandingView = { member: string, 
/**
 * watching, still-watching (alone), finished, slept, left, or stopped: nothing has been heard since.
 */
state: string, 
/**
 * Where they are, or where they stopped.
 */
film_ms: number | null, 
/**
 * How far behind the viewer they are while both watch; negative is ahead.
 */
behind_ms: number | null, };
export type StopExport = { export: string, };
export type TakePosition = { screening: string, note: string, position: string, reason: string, still_open: boolean, for_member?: string, };
export type TalkingRound = { screening: string, 
/**
 * Who sits there.
 */
present: Array<string>, 
/**
 * The turns so far, passes too.
 */
turns: Array<TurnTaken>, };
export type TurnOfView = { member: string, note: NoteView, 
/**
 * only-you, you-asked, you-picked, you-predicted, you-said, not-answered-yet or said.
 */
why: string, };
export type TurnTaken = { 
/**
 * Whose it was.
 */
member: string, 
/**
 * What about.
 */
note: string, };
export type TurnView = { member: string, hope: string | null, pulse: number | null, to: string, };
export type VersionView = { version: string, members: Array<string>, from_ms: number, until_ms: number, };
export type VersionsView = { versions: Array<VersionView>, };
export type WatchAlone = { screening: string, film_ms?: number, };
export type WorkOffline = { offline: boolean, };
export type WriteRecap = { screening: string, text: string, 
/**
 * The `version` of the text that the writer started from.
 */
base: string, };

/** Every call: its argument and its answer. */
export type Calls = {
  /** Who sits at this device. */
  me: { argument: Nothing; answer: Me };
  /** First start: a name; founds a household. */
  begin: { argument: Begin; answer: Me };
  /** A new name for oneself. */
  rename: { argument: Rename; answer: Me };
  /** All screenings, the last one first. */
  library: { argument: Nothing; answer: LibraryView };
  /** Looks for words in everything the viewer may see. */
  search: { argument: Search; answer: SearchView };
  /** Checks the file and says what it finds. */
  doctor: { argument: Nothing; answer: DoctorView };
  /** Members, devices, invites, and the network in words. */
  household: { argument: Nothing; answer: HouseholdView };
  /** A ticket that lets one device knock, once, within 30 minutes. */
  invite: { argument: Invite; answer: InviteView };
  /** Takes an invite back. */
  revoke: { argument: Revoke; answer: Done };
  /** Lets in who knocked. */
  admit: { argument: Admit; answer: Done };
  /** Sends away who knocked. */
  decline: { argument: Decline; answer: Done };
  /** Knocks with a ticket. */
  join: { argument: Join; answer: JoinView };
  /** How far one's own knocking has come. */
  joining: { argument: Nothing; answer: JoinView };
  /** Ends a device's membership. */
  remove_device: { argument: RemoveDevice; answer: Done };
  /** Ends a member's membership, with all their devices. */
  remove_member: { argument: RemoveMember; answer: Done };
  /** A member without a device. */
  add_member: { argument: AddMember; answer: MemberView };
  /** Cuts this device off, or joins the others again. */
  work_offline: { argument: WorkOffline; answer: Done };
  /** Begins a screening. */
  new_screening: { argument: NewScreening; answer: Begun };
  /** Corrects title, year or length. */
  set_film: { argument: SetFilm; answer: Done };
  /** Says until where notes spoil nothing. */
  set_free_until: { argument: SetFreeUntil; answer: Done };
  /** One screening. */
  screening: { argument: OfScreening; answer: ScreeningView };
  /** Sets the film clock by hand. */
  set_clock: { argument: SetClock; answer: ClockView };
  /** The film clock now. */
  clock: { argument: OfScreening; answer: ClockView };
  /** Ends the viewing. */
  lights_up: { argument: LightsUp; answer: Done };
  /** Says where one stands. */
  attend: { argument: Attend; answer: Done };
  /** One's own players: what is there, and which is followed. */
  players: { argument: OfScreening; answer: PlayersView };
  /** Follows a player of one's own from now on. */
  bind_player: { argument: BindPlayer; answer: Done };
  /** Follows it no longer. */
  unbind_player: { argument: OfScreening; answer: Done };
  /** Sends one's own player to 5 s before a moment. */
  jump_player: { argument: JumpPlayer; answer: Done };
  /** Goes on alone, or next day from where one fell asleep. */
  watch_alone: { argument: WatchAlone; answer: Done };
  /** For who watches alone: what the others noted a little while ago. */
  echoes: { argument: OfScreening; answer: NotesView };
  /** Says on which copy one watches. */
  set_copy: { argument: SetCopy; answer: Done };
  /** Guesses how a copy runs from two running times. */
  propose_copy: { argument: ProposeCopy; answer: CopyProposal };
  /** Moves all of one's own notes of an evening. */
  shift_notes: { argument: ShiftNotes; answer: Shifted };
  /** How the person here likes to watch. */
  habits: { argument: Nothing; answer: HabitsView };
  /** Changes how one likes to watch. */
  set_habits: { argument: SetHabits; answer: Done };
  /** Keeps a note. */
  jot: { argument: Jot; answer: Kept };
  /** Changes one's own note. */
  edit_note: { argument: EditNote; answer: Done };
  /** Takes one's own note back. */
  take_back: { argument: OfNote; answer: Done };
  /** Undoes taking back. */
  put_back: { argument: OfNote; answer: Done };
  /** Answers a note or a moment. */
  reply: { argument: Reply; answer: Kept };
  /** Puts a reaction on a note. */
  mark: { argument: Mark; answer: Done };
  /** A grade before or after. */
  give_grade: { argument: GiveGrade; answer: Done };
  /** A pulse at half an hour. */
  give_pulse: { argument: GivePulse; answer: Done };
  /** What became of one's prediction. */
  settle: { argument: Settle; answer: Done };
  /** Disputes a prediction's outcome. */
  contest: { argument: Contest; answer: Done };
  /** One's position on a question. */
  take_position: { argument: TakePosition; answer: Done };
  /** What one makes of a nitpick. */
  judge: { argument: Judge; answer: Done };
  /** The film in one sentence. */
  say_sentence: { argument: SaySentence; answer: Done };
  /** A page of notes in film order. */
  notes: { argument: Notes; answer: NotesView };
  /** One's own last three notes. */
  my_last: { argument: OfScreening; answer: NotesView };
  /** Moments, boards and the ridge. */
  discussion: { argument: OfScreening; answer: DiscussionView };
  /** Whose turn it is to talk, and what about. */
  talking_round: { argument: TalkingRound; answer: RoundView };
  /** The recap's text and what is not in it yet. */
  recap: { argument: OfScreening; answer: RecapView };
  /** Opens the recap for writing in it. */
  open_recap: { argument: OfScreening; answer: RecapOpen };
  /** Writes what was typed, and tells what the others wrote. */
  edit_recap: { argument: EditRecap; answer: RecapStep };
  /** What was written in the recap since a version. */
  follow_recap: { argument: FollowRecap; answer: RecapStep };
  /** Who wrote in the recap, and when. */
  recap_versions: { argument: OfScreening; answer: VersionsView };
  /** The recap as it once was. */
  recap_version: { argument: OfVersion; answer: RecapOpen };
  /** Writes an earlier version of the recap on top of everything. */
  restore_recap: { argument: OfVersion; answer: Done };
  /** Writes the recap's text. */
  write_recap: { argument: WriteRecap; answer: RecapView };
  /** Stops an export under way. */
  stop_export: { argument: StopExport; answer: Done };
  /** Previews a review, or writes it to a file. */
  export: { argument: Export; answer: ExportView };
};
