//! The same list as TypeScript, for `ui/src/bridge/api.ts`.

use std::fmt::Write as _;

use ts_rs::{Config, TS};

use super::{Problem, ask, list, say::Say, view};

/// Writes the whole file: every type, the map of calls, and the events.
pub fn typescript() -> String {
    let config = Config::default();
    let mut types = std::collections::BTreeMap::new();
    macro_rules! collect { ($($type:ty),* $(,)?) => {$( types.insert(<$type>::name(&config), <$type>::decl(&config)); )*}; }
    collect!(
        ask::Nothing,
        ask::Begin,
        ask::Join,
        ask::Rename,
        ask::Invite,
        ask::Revoke,
        ask::Admit,
        ask::Decline,
        ask::RemoveDevice,
        ask::RemoveMember,
        ask::AddMember,
        ask::NewScreening,
        ask::OfScreening,
        ask::SetFilm,
        ask::SetClock,
        ask::ClockAct,
        ask::BindPlayer,
        ask::JumpPlayer,
        ask::PlayerAddress,
        ask::Jot,
        ask::EditNote,
        ask::OfNote,
        ask::Reply,
        ask::Mark,
        ask::GiveGrade,
        ask::GivePulse,
        ask::Settle,
        ask::Contest,
        ask::TakePosition,
        ask::Judge,
        ask::SaySentence,
        ask::TalkingRound,
        ask::TurnTaken,
        ask::LightsUp,
        ask::Attend,
        ask::EditRecap,
        ask::RecapSplice,
        ask::RecapMark,
        ask::FollowRecap,
        ask::OfVersion,
        ask::WriteRecap,
        ask::SetCopy,
        ask::ExtraScene,
        ask::ProposeCopy,
        ask::WatchAlone,
        ask::ShiftNotes,
        ask::SetHabits,
        ask::Notes,
        ask::Search,
        ask::Export,
        ask::StopExport,
        ask::SetFreeUntil,
        ask::WorkOffline,
        view::Done,
        view::Me,
        view::HouseholdName,
        view::MemberView,
        view::LibraryView,
        view::ScreeningRow,
        view::GradeView,
        view::ScreeningView,
        view::KeptView,
        view::ClockView,
        view::PlayersView,
        view::PlayerOffer,
        view::BoundView,
        view::StandingView,
        view::CopyView,
        view::ExtraView,
        view::CopyProposal,
        view::Shifted,
        view::HabitsView,
        view::NoteView,
        view::MarkView,
        view::ReplyView,
        view::NotesView,
        view::DiscussionView,
        view::MomentView,
        view::LoneView,
        view::QuestionView,
        view::AnswerView,
        view::StanceView,
        view::PredictionView,
        view::BothView,
        view::NitpickView,
        view::JudgedView,
        view::BoardView,
        view::SentencesView,
        view::SaidView,
        view::TurnView,
        view::RoundView,
        view::TurnOfView,
        view::RidgeView,
        view::LaneView,
        view::RecapView,
        view::RecapOpen,
        view::RecapStep,
        view::MarkedPassage,
        view::CaretView,
        view::EarlierView,
        view::GradeOfView,
        view::VersionsView,
        view::VersionView,
        view::SearchView,
        view::HitView,
        view::HouseholdView,
        view::MemberDevices,
        view::DeviceView,
        view::InviteView,
        view::KnockView,
        view::JoinView,
        view::ExportView,
        view::ExportFile,
        view::Kept,
        view::Begun,
        view::DoctorView,
        view::FindingView,
        Problem,
        Say,
    );
    let mut out = String::from(
        "// Made from the list of calls in crates/asides/src/api by its test; run it with UPDATE_TYPES=1 to write it again.\n\n",
    );
    for declaration in types.values() {
        let _ = writeln!(out, "export {declaration}");
    }
    out.push_str("\n/** Every call: its argument and its answer. */\nexport type Calls = {\n");
    for line in list::calls() {
        let _ = writeln!(
            out,
            "  /** {} */\n  {}: {{ argument: {}; answer: {} }};",
            line.does, line.name, line.argument, line.answer
        );
    }
    out.push_str("};\n");
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_types_of_the_ui_are_fresh() {
        let path = std::path::Path::new("../../ui/src/bridge/api.ts");
        let fresh = super::typescript();
        if std::env::var_os("UPDATE_TYPES").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, &fresh).unwrap();
        }
        let stored = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(stored == fresh, "ui/src/bridge/api.ts is stale: run `UPDATE_TYPES=1 cargo test -p asides typescript`");
    }
}
