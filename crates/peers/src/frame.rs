//! Frames on a stream: a length of four bytes (big endian), a kind of one byte, then what was sent.
//!
//! The length is read and judged before anything is allocated. Kinds that are not known are skipped, so that a
//! later version may say more on the same stream.

use crate::{FRAME_MAX_BYTES, config::TIMEBASE_MAX_BYTES};
use iroh::endpoint::{ReadError, ReadExactError, RecvStream, SendStream, WriteError};
use serde::{Deserialize, Serialize};

const HELLO: u8 = 0;
const FRAME: u8 = 1;

/// The longest greeting: a name of a timebase and a few numbers.
const HELLO_MAX_BYTES: usize = 512;

/// The first frame in each direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hello {
    /// Drawn at every start: a link to an earlier run is dead, whatever it looks like.
    pub(crate) run: [u8; 8],
    /// How many times this run has dialled the other side so far, this time included.
    pub(crate) dials: u32,
    /// What the sender calls its timebase.
    pub(crate) timebase: String,
}

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadFailed {
    #[error("a frame of {bytes} bytes is longer than the limit")]
    TooLong { bytes: u32 },
    #[error("not understood")]
    Garbled,
    #[error("the stream ended")]
    Ended,
    #[error(transparent)]
    Stream(ReadError),
}

/// Writes one message of the join exchange, or any other bytes, behind their length.
pub(crate) async fn write_plain(stream: &mut SendStream, bytes: &[u8]) -> Result<(), WriteError> {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut out = Vec::with_capacity(bytes.len() + 4);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
    stream.write_all(&out).await
}

/// Reads bytes behind their length.
pub(crate) async fn read_plain(stream: &mut RecvStream, max_bytes: usize) -> Result<Vec<u8>, ReadFailed> {
    let mut length = [0; 4];
    exactly(stream, &mut length).await?;
    let bytes = u32::from_be_bytes(length);
    if usize::try_from(bytes).is_ok_and(|bytes| bytes <= max_bytes) {
        let mut body = vec![0; bytes as usize];
        exactly(stream, &mut body).await?;
        Ok(body)
    } else {
        Err(ReadFailed::TooLong { bytes })
    }
}

/// Writes one frame.
pub(crate) async fn write_frame(stream: &mut SendStream, frame: &[u8]) -> Result<(), WriteError> {
    write_kind(stream, FRAME, frame).await
}

/// Reads the next frame; frames of kinds unknown to this version are passed over.
pub(crate) async fn read_frame(stream: &mut RecvStream) -> Result<Vec<u8>, ReadFailed> {
    loop {
        let (kind, body) = read_kind(stream, FRAME_MAX_BYTES).await?;
        match kind {
            FRAME => return Ok(body),
            HELLO => return Err(ReadFailed::Garbled),
            _ => {}
        }
    }
}

/// Writes the greeting.
pub(crate) async fn write_hello(stream: &mut SendStream, hello: &Hello) -> Result<(), WriteError> {
    let body = postcard::to_stdvec(hello).unwrap_or_default();
    write_kind(stream, HELLO, &body).await
}

/// Reads the greeting, which is the first thing on a stream.
pub(crate) async fn read_hello(stream: &mut RecvStream) -> Result<Hello, ReadFailed> {
    let (kind, body) = read_kind(stream, HELLO_MAX_BYTES).await?;
    // A later version may append fields: what follows ours is left alone.
    match postcard::take_from_bytes::<Hello>(&body) {
        Ok((hello, _)) if kind == HELLO && hello.timebase.len() <= TIMEBASE_MAX_BYTES => Ok(hello),
        _ => Err(ReadFailed::Garbled),
    }
}

async fn write_kind(stream: &mut SendStream, kind: u8, body: &[u8]) -> Result<(), WriteError> {
    let length = u32::try_from(body.len() + 1).unwrap_or(u32::MAX);
    let mut out = Vec::with_capacity(body.len() + 5);
    out.extend_from_slice(&length.to_be_bytes());
    out.push(kind);
    out.extend_from_slice(body);
    stream.write_all(&out).await
}

async fn read_kind(stream: &mut RecvStream, max_bytes: usize) -> Result<(u8, Vec<u8>), ReadFailed> {
    let mut head = [0; 5];
    exactly(stream, &mut head).await?;
    let [a, b, c, d, kind] = head;
    let Some(bytes) = u32::from_be_bytes([a, b, c, d]).checked_sub(1) else {
        return Err(ReadFailed::Garbled);
    };
    if !usize::try_from(bytes).is_ok_and(|bytes| bytes <= max_bytes) {
        return Err(ReadFailed::TooLong { bytes });
    }
    let mut body = vec![0; bytes as usize];
    exactly(stream, &mut body).await?;
    Ok((kind, body))
}

async fn exactly(stream: &mut RecvStream, into: &mut [u8]) -> Result<(), ReadFailed> {
    stream.read_exact(into).await.map_err(|error| match error {
        ReadExactError::FinishedEarly(_) => ReadFailed::Ended,
        ReadExactError::ReadError(error) => ReadFailed::Stream(error),
    })
}
