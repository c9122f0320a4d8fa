//! Datagrams: pings, and what is said of the moment. They overtake every frame, and a lost one is only one sample less.
//!
//! Eight in the first two seconds, because the first note may follow the first hello; then one in five seconds, which
//! also follows two clocks that drift apart.
//!
//! On the wire: `?` and a number; back come `!`, the number, and when it was received and answered, in big endian. `~` and
//! up to 1,000 bytes are a murmur: where somebody is writing. What a peer murmurs beyond forty a second is not heard.

use crate::{
    PeerEvent,
    compare::{Comparison, Stamps},
    config::Timebase,
    lines::MURMUR_MAX_BYTES,
};
use iroh::endpoint::Connection;
use replica::DeviceId;
use std::{collections::VecDeque, time::Duration};
use tokio::sync::mpsc;

const FIRST_PINGS: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const PAUSE: Duration = Duration::from_secs(5);
/// How many pings may be unanswered and still count when the answer comes.
const AWAITED_MAX: usize = 8;
/// How many murmurs of one peer are heard in a second.
const MURMURS_A_SECOND: u32 = 40;

/// Answers and sends pings until the connection ends.
pub(crate) async fn compare(
    connection: &Connection,
    ours: &Timebase,
    device: DeviceId,
    timebase: &str,
    events: &mpsc::Sender<PeerEvent>,
    mut murmurs: Option<mpsc::Receiver<Vec<u8>>>,
) {
    let mut comparison = Comparison::default();
    let mut awaited: VecDeque<(u32, i64)> = VecDeque::new();
    let mut number: u32 = 0;
    let mut heard = Heard::default();
    let mut due = Box::pin(tokio::time::sleep(Duration::ZERO));
    loop {
        tokio::select! {
            () = &mut due => {
                if awaited.len() == AWAITED_MAX {
                    awaited.pop_front();
                }
                awaited.push_back((number, ours.now_ms()));
                // A peer without datagrams is simply never compared.
                connection.send_datagram(ask(number).into()).ok();
                number = number.wrapping_add(1);
                let pause = if number < FIRST_PINGS { FIRST_PAUSE } else { PAUSE };
                due.as_mut().reset(tokio::time::Instant::now() + pause);
            }
            Some(murmur) = next(&mut murmurs) => {
                connection.send_datagram([b"~".as_slice(), &murmur].concat().into()).ok();
            }
            datagram = connection.read_datagram() => {
                let Ok(datagram) = datagram else { return };
                let now_ms = ours.now_ms();
                match read(&datagram) {
                    Some(Said::Ask(number)) => {
                        connection.send_datagram(answer(number, now_ms, ours.now_ms()).into()).ok();
                    }
                    Some(Said::Answer { number, their_receipt_ms, their_answer_ms }) => {
                        let Some(at) = awaited.iter().position(|(sent, _)| *sent == number) else { continue };
                        let Some((_, sent_ms)) = awaited.remove(at) else { continue };
                        let stamps = Stamps { sent_ms, their_receipt_ms, their_answer_ms, received_ms: now_ms };
                        if let Some(best) = comparison.take(stamps) {
                            let ping = PeerEvent::Ping { device, timebase: timebase.to_owned(), offset_ms: best.offset_ms, err_ms: best.err_ms };
                            // With a full channel the next ping tells it.
                            if events.try_send(ping).is_ok() {
                                comparison.told(best);
                            }
                        }
                    }
                    // With a full channel it is lost, as it might have been on the way.
                    Some(Said::Murmur(bytes)) if heard.one_more(now_ms) => {
                        events.try_send(PeerEvent::Murmur { device, bytes: bytes.to_vec() }).ok();
                    }
                    Some(Said::Murmur(_)) | None => {}
                }
            }
        }
    }
}

/// Waits for the next murmur to be sent; for ever when there will be none.
async fn next(murmurs: &mut Option<mpsc::Receiver<Vec<u8>>>) -> Option<Vec<u8>> {
    let murmur = match murmurs {
        Some(waiting) => waiting.recv().await,
        None => std::future::pending().await,
    };
    if murmur.is_none() {
        *murmurs = None;
    }
    murmur
}

/// How many murmurs were heard within a second.
#[derive(Debug, Default)]
struct Heard {
    since_ms: i64,
    murmurs: u32,
}

impl Heard {
    /// Counts one more, and tells whether it is still within the limit.
    fn one_more(&mut self, now_ms: i64) -> bool {
        if now_ms - self.since_ms >= 1_000 || now_ms < self.since_ms {
            *self = Self { since_ms: now_ms, murmurs: 0 };
        }
        self.murmurs += 1;
        self.murmurs <= MURMURS_A_SECOND
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Said<'a> {
    Murmur(&'a [u8]),
    Ask(u32),
    Answer { number: u32, their_receipt_ms: i64, their_answer_ms: i64 },
}

fn ask(number: u32) -> Vec<u8> {
    [b"?".as_slice(), &number.to_be_bytes()].concat()
}

fn answer(number: u32, receipt_ms: i64, answer_ms: i64) -> Vec<u8> {
    [b"!".as_slice(), &number.to_be_bytes(), &receipt_ms.to_be_bytes(), &answer_ms.to_be_bytes()].concat()
}

fn read(datagram: &[u8]) -> Option<Said<'_>> {
    let (kind, rest) = datagram.split_first()?;
    if *kind == b'~' {
        return (rest.len() <= MURMUR_MAX_BYTES).then_some(Said::Murmur(rest));
    }
    let (number, rest) = rest.split_first_chunk()?;
    let number = u32::from_be_bytes(*number);
    match kind {
        b'?' => Some(Said::Ask(number)),
        b'!' => {
            let (receipt, rest) = rest.split_first_chunk()?;
            let (answer, _) = rest.split_first_chunk()?;
            Some(Said::Answer {
                number,
                their_receipt_ms: i64::from_be_bytes(*receipt),
                their_answer_ms: i64::from_be_bytes(*answer),
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_is_not_heard_more_often_than_anybody_writes() {
        let mut heard = Heard::default();
        let within = (0..100).filter(|_| heard.one_more(5_000)).count();
        assert_eq!(within, 40);
        assert!(heard.one_more(6_000) && heard.one_more(0));
    }

    #[test]
    fn what_is_said_is_read_and_anything_shorter_is_passed_over() {
        assert_eq!(read(&ask(7)), Some(Said::Ask(7)));
        let said = answer(9, -5, i64::MAX);
        assert_eq!(read(&said), Some(Said::Answer { number: 9, their_receipt_ms: -5, their_answer_ms: i64::MAX }));
        for cut in 0..said.len() {
            assert_eq!(read(&said[..cut]), None, "cut at {cut}");
        }
        assert_eq!(read(b"#1234"), None);
        assert_eq!(read(b"~here"), Some(Said::Murmur(b"here")));
        assert_eq!(read(&[b'~'; 1_002]), None);
    }
}
