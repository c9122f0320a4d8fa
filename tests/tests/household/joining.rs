//! Getting in, and not getting in: each refusal says what happened, and nothing else happens.

use asides::api::{ask, list};
use household::Household;

async fn invite(household: &Household) -> asides::api::view::InviteView {
    household.ask("Mara", list::InviteCall(ask::Invite { household: None })).await.unwrap()
}

fn join(ticket: &str, name: &str) -> list::JoinCall {
    list::JoinCall(ask::Join { ticket: ticket.into(), name: name.into() })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invite_lets_one_device_in_once() -> anyhow::Result<()> {
    let mut household = Household::founded_by("Mara").await?;
    household.joins("Theo").await?;

    household.section("the same ticket again");
    let used = household.seen_by("Mara").await?.invites.remove(0);
    assert_eq!(used.state, "used");
    assert!(used.ticket.is_empty(), "a spent ticket is shown no more");

    household.section("a ticket that was taken back");
    let taken_back = invite(&household).await;
    household.ask("Mara", list::RevokeCall(ask::Revoke { invite: taken_back.id })).await?;
    household.opens("Ruth").await?;
    household.ask("Ruth", join(&taken_back.ticket, "Ruth")).await?;
    let refused = household.joining_is("Ruth", "refused").await?.problem.unwrap();
    assert_eq!(refused.code, "invite-door-shut", "{refused:?}");

    household.section("one that was taken back while another is open");
    let other = invite(&household).await;
    let open = invite(&household).await;
    household.ask("Mara", list::RevokeCall(ask::Revoke { invite: other.id })).await?;
    household.ask("Ruth", join(&other.ticket, "Ruth")).await?;
    assert_eq!(household.joining_is("Ruth", "refused").await?.problem.unwrap().code, "invite-revoked");

    household.section("an expired one");
    household.time.pass(31 * 60_000);
    let refused = household.ask("Ruth", join(&open.ticket, "Ruth")).await.unwrap_err();
    assert_eq!(refused.code, "ticket-expired");

    household.section("half a ticket, another text, one's own");
    let fresh = invite(&household).await;
    for (text, code) in [
        (&fresh.ticket[..fresh.ticket.len() - 9], "ticket-truncated"),
        ("https://example.org", "ticket-not-a-ticket"),
        ("", "ticket-not-a-ticket"),
    ] {
        let refused = household.ask("Ruth", join(text, "Ruth")).await.unwrap_err();
        assert_eq!(refused.code, code, "{text}");
        assert!(refused.says.ends_with('.') && refused.says.len() > 40, "{}", refused.says);
    }
    assert_eq!(household.ask("Mara", join(&fresh.ticket, "Mara")).await.unwrap_err().code, "own-invite");
    assert_eq!(household.ask("Ruth", join(&fresh.ticket, "  ")).await.unwrap_err().code, "empty");

    household.section("somebody says no");
    household.ask("Ruth", join(&fresh.ticket, "Ruth")).await?;
    household.joining_is("Ruth", "waiting").await?;
    let knock = household.seen_by("Mara").await?.knocks.remove(0);
    household.ask("Mara", list::DeclineCall(ask::Decline { knock: knock.id })).await?;
    assert_eq!(household.joining_is("Ruth", "refused").await?.problem.unwrap().code, "invite-declined");

    household.section("nobody came in");
    assert_eq!(household.seen_by("Mara").await?.members.len(), 2);
    assert!(!household.ask("Ruth", list::MeCall(ask::Nothing {})).await?.started);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_device_gets_nothing_more() -> anyhow::Result<()> {
    let mut household = Household::founded_by("Mara").await?;
    household.joins("Theo").await?;
    household.joins("Ruth").await?;
    household.run_until_quiet().await?;
    let new = |title: &str| ask::NewScreening { title: title.into(), year: None, length_ms: None, household: None };
    household.ask("Mara", list::NewScreeningCall(new("Before"))).await?;
    household.run_until_quiet().await?;

    household.section("Mara removes Ruth's device");
    let view = household.seen_by("Mara").await?;
    let ruth = view.members.iter().find(|member| member.member.name == "Ruth").unwrap();
    let device = ruth.devices[0].id.clone();
    household.ask("Mara", list::RemoveDeviceCall(ask::RemoveDevice { device, household: None })).await?;
    household.ask("Mara", list::NewScreeningCall(new("After"))).await?;
    loop {
        let theo = household.ask("Theo", list::LibraryCall(ask::Nothing {})).await?;
        if theo.screenings.len() == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    // Its line is closed a moment after it was removed.
    loop {
        let view = household.seen_by("Mara").await?;
        let mut devices = view.members.iter().flat_map(|member| &member.devices);
        let removed = devices.find(|one| one.removed).expect("it is listed as removed");
        if !removed.here {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let titles: Vec<String> = household
        .ask("Ruth", list::LibraryCall(ask::Nothing {}))
        .await?
        .screenings
        .into_iter()
        .map(|row| row.title)
        .collect();
    assert!(!titles.contains(&"After".to_owned()), "what it had it keeps, nothing comes: {titles:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_member_is_out_with_every_device_and_keeps_a_name() -> anyhow::Result<()> {
    let mut household = Household::founded_by("Mara").await?;
    household.joins("Theo").await?;
    household.joins("Ruth").await?;
    household.run_until_quiet().await?;
    let new = |title: &str| ask::NewScreening { title: title.into(), year: None, length_ms: None, household: None };
    household.ask("Ruth", list::NewScreeningCall(new("Ruth’s choice"))).await?;
    household.run_until_quiet().await?;
    let ruth = household.member("Ruth").await?.id;
    let mara = household.member("Mara").await?.id;
    let grandpa = ask::AddMember { name: "Grandpa".into(), household: None };
    let grandpa = household.ask("Mara", list::AddMemberCall(grandpa)).await?.id;
    let remove = |member: &str| list::RemoveMemberCall(ask::RemoveMember { member: member.into(), household: None });

    household.section("What is refused has changed nothing");
    for (member, code) in [(mara, "yourself"), (grandpa, "without-device"), ("ab".repeat(10), "no-such-member")] {
        let refused = household.ask("Mara", remove(&member)).await.unwrap_err();
        assert_eq!(refused.code, code);
        assert!(refused.says.contains("nothing was changed"), "{}", refused.says);
    }
    assert!(household.seen_by("Mara").await?.members.iter().all(|one| one.member.presence != "out"));

    household.section("Mara removes Ruth");
    household.ask("Mara", remove(&ruth)).await?;
    household.ask("Mara", list::NewScreeningCall(new("After"))).await?;
    loop {
        let theo = household.ask("Theo", list::LibraryCall(ask::Nothing {})).await?;
        if theo.screenings.len() == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    for name in ["Mara", "Theo"] {
        let view = household.seen_by(name).await?;
        let gone = view.members.iter().find(|one| one.member.id == ruth).expect("the name stays");
        assert_eq!((gone.member.name.as_str(), gone.member.presence.as_str()), ("Ruth", "out"));
        assert!(gone.devices.iter().all(|device| device.removed));
        assert_eq!((view.name.contains("Ruth"), view.name.split(", ").count()), (false, 3), "{}", view.name);
    }
    let titles = household.ask("Ruth", list::LibraryCall(ask::Nothing {})).await?.screenings;
    assert!(titles.iter().all(|row| row.title != "After"), "what she had she keeps, nothing comes");
    assert_eq!(household.ask("Mara", remove(&ruth)).await.unwrap_err().code, "without-device");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_is_refused_and_harms_nothing() -> anyhow::Result<()> {
    let mut household = Household::founded_by("Mara").await?;
    let again = household.opens("Mara").await.unwrap_err();
    assert!(again.to_string().contains("open"), "{again}");
    assert_eq!(household.ask("Mara", list::MeCall(ask::Nothing {})).await?.name, "Mara");
    Ok(())
}
