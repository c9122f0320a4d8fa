//! How far a followed player is from the truth.

use std::time::{Duration, Instant};

use players::{Link, Sample};

/// Differences between what was followed and what was true, in milliseconds, with when each was taken.
#[derive(Debug, Default, Clone)]
pub struct Apart {
    taken: Vec<(Instant, f64, f64)>,
}

/// A player that had to wait for the processor may go back by as much, in milliseconds.
const BACK_MS: f64 = 1_000.0;

impl Apart {
    /// Compares at odd intervals, so many times; `truth` tells a moment and the place at it.
    pub async fn measure(link: &Link, times: usize, mut truth: impl FnMut() -> Option<(Instant, f64)>) -> Self {
        let mut apart = Self::default();
        for round in 0..times as u64 {
            tokio::time::sleep(Duration::from_millis(13 + round * 7 % 40)).await;
            let sample: Option<Sample> = *link.now.borrow();
            if let (Some(sample), Some((then, place))) = (sample, truth()) {
                // The sample was taken before the question: what counts is where it leads.
                apart.taken.push((then, sample.at(then) as f64, place));
            }
        }
        apart
    }

    /// How many comparisons there were.
    pub fn count(&self) -> usize {
        self.taken.len()
    }

    /// The difference that this many in a hundred do not exceed, without its sign.
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut off: Vec<f64> = self.taken.iter().map(|(_, followed, truth)| (followed - truth).abs()).collect();
        off.sort_by(f64::total_cmp);
        let place = (off.len() * percent).div_ceil(100).max(1) - 1;
        off.get(place).copied().unwrap_or(f64::NAN)
    }

    /// How many film milliseconds pass in a millisecond, by what was followed.
    pub fn slope(&self) -> f64 {
        let (Some(first), Some(last)) = (self.taken.first(), self.taken.last()) else { return f64::NAN };
        (last.1 - first.1) / ((last.0 - first.0).as_secs_f64() * 1e3)
    }

    /// Fails when it is further from the truth than any following should be, goes at another pace, or goes back.
    ///
    /// # Panics
    /// With the figures.
    pub fn is_near(&self, name: &str, at_most_ms: f64) {
        assert!(self.count() >= 20, "{name}: only {} comparisons", self.count());
        let (middle, slope) = (self.percentile(50), self.slope());
        assert!(middle <= at_most_ms, "{name}: {middle:.0} ms apart at the median, {self:?}");
        assert!((0.8..1.2).contains(&slope), "{name}: {slope:.3} film ms in a millisecond");
        let back = self.taken.windows(2).filter(|pair| pair[1].1 < pair[0].1 - BACK_MS).count();
        assert_eq!(back, 0, "{name}: film time goes on");
    }
}
