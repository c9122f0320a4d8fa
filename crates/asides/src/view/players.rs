//! One's own players: what is offered and what is bound. Nothing of the screening is in here but its name.

use std::time::Instant;

use players::Offer;
use replica::DocumentId;

use crate::api::Problem;
use crate::api::view::{BoundView, PlayerOffer, PlayersView};
use crate::house::{Asked, BoundNow, Heard, Message, id};

/// Answers `players`, and has them looked for.
pub(crate) fn players(asked: &Asked<'_>, screening: &str) -> Result<PlayersView, Problem> {
    let document: DocumentId = id(screening)?;
    // The answer does not wait for it: an event tells when something else was found.
    let _ = asked.inbox.try_send(Message::Player(Heard::Wanted));
    let now = &asked.live.players;
    let bound = now.bound.get(&document);
    let offers = now
        .offers
        .iter()
        .filter(|offer| bound.is_none_or(|bound| !bound.address.is_where(&offer.address)))
        .map(offer)
        .collect();
    Ok(PlayersView { bound: bound.map(bound_view), offers, looked: now.looked.is_some() })
}

fn offer(offer: &Offer) -> PlayerOffer {
    PlayerOffer {
        player: offer.address.clone().into(),
        name: offer.address.name(),
        place: offer.place.clone().unwrap_or_default(),
        title: offer.film.title.clone().unwrap_or_default(),
        playing: offer.playing,
        locked: offer.locked,
        err_ms: offer.kind.err_ms(),
    }
}

fn bound_view(bound: &BoundNow) -> BoundView {
    let kind = bound.address.kind();
    let sample = *bound.now.borrow();
    let state = match (bound.found, sample) {
        (false, _) if bound.trouble.is_none() => "looking",
        (false, _) => "lost",
        (true, None) => "no-film",
        (true, Some(sample)) => match sample.play {
            players::Play::Playing => "playing",
            players::Play::Paused => "paused",
            players::Play::Buffering => "buffering",
        },
    };
    BoundView {
        name: bound.address.name(),
        state: state.to_owned(),
        title: bound.film.title.clone().unwrap_or_default(),
        length_ms: bound.film.length_ms,
        film_ms: sample.map(|sample| sample.at(Instant::now())),
        err_ms: kind.err_ms(),
        stands_by: bound.stands_by,
        can_jump: bound.address.is_own() && sample.is_some(),
        can_show: kind == players::Kind::Mpv && bound.address.is_own(),
        trouble: bound.trouble.as_ref().map(|error| Problem::about("player", error)),
    }
}
