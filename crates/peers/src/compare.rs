//! Two timebases compared: of eight exchanges the one that was under way for the shortest time tells the most.
//!
//! Four stamps a ping, as in NTP (RFC 5905, section 8): sent and received on our timebase, received and answered on
//! theirs. The offset is wrong by at most half of the time the bytes were on their way, whatever the network did.

use std::collections::VecDeque;

/// How many exchanges are weighed against each other.
const KEPT: usize = 8;
/// Both clocks tick in whole milliseconds.
const GRAIN_MS: i64 = 1;

/// The four stamps of one ping, each in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamps {
    pub(crate) sent_ms: i64,
    pub(crate) their_receipt_ms: i64,
    pub(crate) their_answer_ms: i64,
    pub(crate) received_ms: i64,
}

/// Their timebase minus ours, and how wrong that may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offset {
    pub(crate) offset_ms: i64,
    pub(crate) err_ms: i64,
}

/// The exchanges with one peer and what was last told about them.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    kept: VecDeque<Offset>,
    told: Option<Offset>,
}

impl Comparison {
    /// Takes one exchange in; gives the best offset when it is worth telling: the first, a surer one, or another one.
    ///
    /// Stamps that cannot be (an answer before the receipt, a way back in time, numbers beyond any clock) are passed over.
    pub(crate) fn take(&mut self, stamps: Stamps) -> Option<Offset> {
        let sample = weigh(stamps)?;
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(sample);
        let best = *self.kept.iter().rev().min_by_key(|sample| sample.err_ms)?;
        let worth = self.told.is_none_or(|told| {
            best.err_ms < told.err_ms || best.offset_ms.abs_diff(told.offset_ms) > best.err_ms.unsigned_abs()
        });
        worth.then_some(best)
    }

    /// Notes that this was told.
    pub(crate) fn told(&mut self, offset: Offset) {
        self.told = Some(offset);
    }
}

fn weigh(stamps: Stamps) -> Option<Offset> {
    let away = stamps.received_ms.checked_sub(stamps.sent_ms)?;
    let theirs = stamps.their_answer_ms.checked_sub(stamps.their_receipt_ms)?;
    let delay = away.checked_sub(theirs)?;
    if theirs < 0 || delay < -GRAIN_MS {
        return None;
    }
    let there = stamps.their_receipt_ms.checked_sub(stamps.sent_ms)?;
    let back = stamps.their_answer_ms.checked_sub(stamps.received_ms)?;
    let delay = delay.max(0);
    Some(Offset {
        offset_ms: there.checked_add(back)?.div_euclid(2),
        err_ms: delay.div_euclid(2) + delay % 2 + GRAIN_MS,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ping sent at `sent` to a peer that is `offset` ahead, on its way for `there` and `back`, answered after `held`.
    fn ping(sent: i64, offset: i64, there: i64, held: i64, back: i64) -> Stamps {
        Stamps {
            sent_ms: sent,
            their_receipt_ms: sent + there + offset,
            their_answer_ms: sent + there + held + offset,
            received_ms: sent + there + held + back,
        }
    }

    #[test]
    fn the_truth_lies_within_the_error() {
        let check = |there, held, back| {
            let found = Comparison::default().take(ping(5_000, 180_000, there, held, back)).unwrap();
            assert!((found.offset_ms - 180_000).abs() <= found.err_ms, "{there} {held} {back}: {found:?}");
        };
        for there in [0, 1, 7, 250] {
            for back in [0, 1, 30, 999] {
                check(there, 0, back);
                check(there, 500, back);
            }
        }
    }

    #[test]
    fn the_shortest_way_of_the_last_eight_counts_and_only_news_is_told() {
        let mut comparison = Comparison::default();
        let mut feed = |stamps| {
            let found = comparison.take(stamps);
            found.inspect(|found| comparison.told(*found))
        };
        assert_eq!(feed(ping(0, 40, 10, 0, 30)), Some(Offset { offset_ms: 30, err_ms: 21 }), "the first is told");
        assert_eq!(feed(ping(1, 40, 50, 0, 50)), None, "a worse one is not");
        assert_eq!(feed(ping(2, 40, 2, 0, 2)), Some(Offset { offset_ms: 40, err_ms: 3 }), "a surer one is");
        for sent in 3..10 {
            assert_eq!(feed(ping(sent, 90, 60, 0, 60)), None, "the sure one is still among the eight");
        }
        assert_eq!(
            feed(ping(11, 90, 20, 0, 20)),
            Some(Offset { offset_ms: 90, err_ms: 21 }),
            "another offset altogether"
        );
    }

    #[test]
    fn stamps_that_cannot_be_are_passed_over() {
        let check = |stamps: [i64; 4]| {
            let [sent_ms, their_receipt_ms, their_answer_ms, received_ms] = stamps;
            let stamps = Stamps { sent_ms, their_receipt_ms, their_answer_ms, received_ms };
            assert_eq!(Comparison::default().take(stamps), None, "{stamps:?}");
        };
        check([0, 10, 5, 20]);
        check([0, 0, 500, 20]);
        check([0, i64::MIN, i64::MAX, 20]);
        check([0, i64::MAX, i64::MAX, -20]);
        check([i64::MIN, 0, 0, i64::MAX]);
    }
}
