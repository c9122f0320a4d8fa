//! The message bus, and one player on it.

use std::collections::HashMap;

use futures_util::stream::{BoxStream, StreamExt};
use zbus::fdo::{DBusProxy, PropertiesProxy};
use zbus::names::{BusName, InterfaceName};
use zbus::zvariant::OwnedValue;
use zbus::{Connection, Proxy};

use super::names::PREFIX;
use crate::PlayerError;

const PATH: &str = "/org/mpris/MediaPlayer2";
const INTERFACE: &str = "org.mpris.MediaPlayer2.Player";

/// What a player says of itself, by the names of its properties.
pub(super) type Said = HashMap<String, OwnedValue>;

/// The line to the bus.
pub(super) struct Bus {
    line: Connection,
}

fn absent(error: &impl std::fmt::Display) -> PlayerError {
    let cause = format!("the message bus does not answer: {error}").chars().take(120).collect();
    PlayerError::Absent { player: "The player", cause }
}

impl Bus {
    /// Opens the session's bus, or the one at an address.
    pub async fn open(bus: Option<&str>) -> Result<Self, PlayerError> {
        let line = match bus {
            None => Connection::session().await,
            Some(address) => match zbus::connection::Builder::address(address) {
                Ok(builder) => builder.build().await,
                Err(error) => Err(error),
            },
        };
        Ok(Self { line: line.map_err(|error| absent(&error))? })
    }

    /// The players' names.
    pub async fn players(&self) -> Result<Vec<String>, PlayerError> {
        let bus = DBusProxy::new(&self.line).await.map_err(|error| absent(&error))?;
        let names = bus.list_names().await.map_err(|error| absent(&error))?;
        Ok(names.into_iter().map(|name| name.to_string()).filter(|name| name.starts_with(PREFIX)).collect())
    }

    /// One of them.
    pub async fn player(&self, name: &str) -> Result<Player<'_>, PlayerError> {
        let name: BusName<'static> = BusName::try_from(name.to_owned()).map_err(|error| absent(&error))?;
        let properties = PropertiesProxy::builder(&self.line)
            .destination(name.clone())
            .and_then(|builder| builder.path(PATH))
            .map_err(|error| absent(&error))?;
        let properties = properties.build().await.map_err(|error| absent(&error))?;
        let player = Proxy::new(&self.line, name, PATH, INTERFACE).await.map_err(|error| absent(&error))?;
        Ok(Player { properties, player })
    }

    /// Tells when a name goes from the bus.
    pub async fn gone(&self, name: &str) -> Result<BoxStream<'static, ()>, PlayerError> {
        let bus = DBusProxy::new(&self.line).await.map_err(|error| absent(&error))?;
        let changes = bus.receive_name_owner_changed_with_args(&[(0, name)]).await.map_err(|error| absent(&error))?;
        Ok(changes
            .filter_map(|change| async move {
                let gone = change.args().is_ok_and(|change| change.new_owner.is_none());
                gone.then_some(())
            })
            .boxed())
    }

    /// Tells whether an answer means that the player is not there.
    pub fn is_gone(&self, error: &zbus::fdo::Error) -> bool {
        matches!(error, zbus::fdo::Error::ServiceUnknown(_) | zbus::fdo::Error::NameHasNoOwner(_))
    }
}

/// A player.
pub(super) struct Player<'a> {
    properties: PropertiesProxy<'a>,
    player: Proxy<'a>,
}

impl Player<'_> {
    /// Asks for everything at once.
    pub async fn all(&self) -> zbus::fdo::Result<Said> {
        let interface = InterfaceName::from_static_str_unchecked(INTERFACE);
        self.properties.get_all(interface.into()).await
    }

    /// Tells that something changed or that somebody jumped.
    pub async fn changes(&self) -> Result<BoxStream<'static, ()>, PlayerError> {
        let changed = self.properties.receive_properties_changed().await.map_err(|error| absent(&error))?;
        let jumped = self.player.receive_signal("Seeked").await.map_err(|error| absent(&error))?;
        let changed = changed.map(|_| ());
        Ok(futures_util::stream::select(changed, jumped.map(|_| ())).boxed())
    }

    /// Sends it on, or back.
    pub async fn seek(&self, by_us: i64) -> zbus::fdo::Result<()> {
        Ok(self.player.call_method("Seek", &(by_us,)).await.map(|_| ())?)
    }
}
