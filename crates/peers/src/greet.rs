//! From a connection to a greeted one: one stream, opened by the dialler, a greeting in each direction.
//!
//! The dialler speaks first; the other side answers only after it has decided to keep this connection, so a greeting
//! that came back means that both ends hold the same link.

use crate::{
    Why,
    frame::{Hello, read_hello, write_hello},
};
use iroh::{
    Endpoint, EndpointAddr,
    endpoint::{Connection, ConnectionError, RecvStream, SendStream, VarInt},
};
use std::time::Duration;
use tokio::time::timeout;

/// What the two ends speak on a link.
pub(crate) const SYNC: &[u8] = b"asides/sync/1";
/// What a guest and an inviter speak.
pub(crate) const JOIN: &[u8] = b"asides/join/1";

/// A dead address takes iroh up to thirty seconds; nobody waits for that.
pub(crate) const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// For an answered greeting: the other side may first wait for the answer to its own.
const GREETING_LIMIT: Duration = Duration::from_secs(5);

/// A connection whose other end has said hello.
#[derive(Debug)]
pub(crate) struct Greeted {
    pub(crate) connection: Connection,
    pub(crate) send: SendStream,
    pub(crate) recv: RecvStream,
    pub(crate) hello: Hello,
}

/// Dials. None when nobody is there, or they would not have us; the next try is the remedy for both.
pub(crate) async fn dial(endpoint: &Endpoint, address: EndpointAddr) -> Option<Connection> {
    timeout(CONNECT_LIMIT, endpoint.connect(address, SYNC)).await.ok()?.ok()
}

/// Says hello first, as the dialler does, and waits for the answer.
pub(crate) async fn greet(connection: Connection, ours: &Hello) -> Option<Greeted> {
    let greeting = async {
        let (mut send, mut recv) = connection.open_bi().await.ok()?;
        write_hello(&mut send, ours).await.ok()?;
        let hello = read_hello(&mut recv).await.ok()?;
        Some((send, recv, hello))
    };
    let Ok(Some((send, recv, hello))) = timeout(GREETING_LIMIT, greeting).await else {
        close(&connection, Why::Slow);
        return None;
    };
    Some(Greeted { connection, send, recv, hello })
}

/// Hears the greeting of a device that dialled us. None, and closed, when it says nothing or nothing we understand.
pub(crate) async fn hear(connection: Connection) -> Option<Greeted> {
    let greeting = async {
        let (send, mut recv) = connection.accept_bi().await.ok()?;
        Some((send, read_hello(&mut recv).await, recv))
    };
    match timeout(CONNECT_LIMIT, greeting).await {
        Ok(Some((send, Ok(hello), recv))) => Some(Greeted { connection, send, recv, hello }),
        Ok(_) => {
            close(&connection, Why::Garbled);
            None
        }
        Err(_) => {
            close(&connection, Why::Slow);
            None
        }
    }
}

/// Closes with a reason that the other side can name.
pub(crate) fn close(connection: &Connection, why: Why) {
    connection.close(VarInt::from_u32(why.code()), why.words().as_bytes());
}

/// The reason the other side gave, if it closed.
pub(crate) fn reason(error: &ConnectionError) -> Option<Why> {
    match error {
        ConnectionError::ApplicationClosed(closed) => Some(Why::of_code(closed.error_code.into_inner())),
        ConnectionError::ConnectionClosed(_) => Some(Why::Leaving),
        _ => None,
    }
}
