//! How long to wait before the next try: a quarter of a second, doubling to fifteen, and never two devices in step.

use std::time::Duration;

const FIRST_MS: u64 = 250;
const LONGEST_MS: u64 = 15_000;

/// The pauses between tries at one device.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Backoff {
    tries: u32,
}

impl Backoff {
    /// Gives the pause before the next try, between three and five quarters of the step, chosen by `random`.
    pub(crate) fn next(&mut self, random: u64) -> Duration {
        let step = FIRST_MS.saturating_mul(1 << self.tries.min(16)).min(LONGEST_MS);
        self.tries = self.tries.saturating_add(1);
        Duration::from_millis(step - step / 4 + random % (step / 2 + 1))
    }

    /// Starts over: there is a new reason to hope.
    pub(crate) fn reset(&mut self) {
        self.tries = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_to_fifteen_seconds_and_start_over() {
        // 0 gives the shortest pause of a step; a quarter of the step is then taken off.
        let mut backoff = Backoff::default();
        let pauses: Vec<u128> = (0..8).map(|_| backoff.next(0).as_millis()).collect();
        assert_eq!(pauses, [188, 375, 750, 1500, 3000, 6000, 11250, 11250]);
        for random in [1, 77, u64::MAX] {
            assert!(backoff.next(random) <= Duration::from_millis(18_750));
        }
        backoff.reset();
        assert!(backoff.next(u64::MAX) <= Duration::from_millis(313));
    }
}
