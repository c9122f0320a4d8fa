//! What time it is: the wall's, and the timebase that film clocks count on.
//!
//! Nobody's wall clock is trusted. A [`Timebase`] belongs to one run of the program: the wall time at its start plus
//! what a clock has counted since that can neither be set back nor stops while the machine sleeps. Two timebases are
//! compared over the connection between their devices, never by their wall times.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where time comes from; tests bring their own.
pub trait Time: Send + Sync {
    /// Milliseconds since 1970 by the wall's clock; may jump.
    fn wall_ms(&self) -> i64;
    /// Milliseconds counted since some fixed point; never jumps, goes on in sleep.
    fn counted_ms(&self) -> i64;
    /// How many of these the machine slept, as far as it can tell.
    fn slept_ms(&self) -> i64;
}

/// The machine's own clocks.
#[derive(Debug, Default)]
pub struct MachineTime;

impl Time for MachineTime {
    fn wall_ms(&self) -> i64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn counted_ms(&self) -> i64 {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }

    // `Instant` stands still in sleep on Linux and macOS, and counts it on Windows, which so never seems to sleep.
    fn slept_ms(&self) -> i64 {
        use std::sync::OnceLock;
        static START: OnceLock<(std::time::Instant, i64)> = OnceLock::new();
        let (start, counted_ms) = START.get_or_init(|| (std::time::Instant::now(), self.counted_ms()));
        self.counted_ms() - counted_ms - start.elapsed().as_millis() as i64
    }

    // macOS counts sleep in CLOCK_MONOTONIC, unlike Linux.
    #[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
    fn counted_ms(&self) -> i64 {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
        time.tv_sec as i64 * 1_000 + time.tv_nsec as i64 / 1_000_000
    }

    // Windows' performance counter, behind `Instant`, counts sleep; the "unbiased" interrupt time would leave it out.
    #[cfg(not(unix))]
    fn counted_ms(&self) -> i64 {
        use std::sync::OnceLock;
        static START: OnceLock<std::time::Instant> = OnceLock::new();
        START.get_or_init(std::time::Instant::now).elapsed().as_millis() as i64
    }
}

/// A time that stands still until it is told to go on: an evening of two hours in a test of two seconds.
#[derive(Debug, Clone)]
pub struct ToldTime {
    wall_ms: Arc<AtomicI64>,
    counted_ms: Arc<AtomicI64>,
    slept_ms: Arc<AtomicI64>,
    wrong_ms: i64,
}

impl ToldTime {
    /// Begins at a wall time.
    pub fn at(wall_ms: i64) -> Self {
        Self {
            wall_ms: Arc::new(AtomicI64::new(wall_ms)),
            counted_ms: Arc::new(AtomicI64::new(1_000)),
            slept_ms: Arc::default(),
            wrong_ms: 0,
        }
    }

    /// The same time on a machine whose wall clock shows this much more.
    pub fn wrong_by(&self, wrong_ms: i64) -> Self {
        Self { wrong_ms, ..self.clone() }
    }

    /// Lets time pass while all machines of this time sleep.
    pub fn sleep(&self, ms: i64) {
        self.slept_ms.fetch_add(ms, Ordering::SeqCst);
        self.pass(ms);
    }

    /// Lets time pass.
    pub fn pass(&self, ms: i64) {
        self.wall_ms.fetch_add(ms, Ordering::SeqCst);
        self.counted_ms.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Time for ToldTime {
    fn wall_ms(&self) -> i64 {
        self.wall_ms.load(Ordering::SeqCst) + self.wrong_ms
    }

    fn counted_ms(&self) -> i64 {
        self.counted_ms.load(Ordering::SeqCst)
    }

    fn slept_ms(&self) -> i64 {
        self.slept_ms.load(Ordering::SeqCst)
    }
}

/// The scale on which this run of the program says when things happened.
#[derive(Clone)]
pub struct Timebase {
    /// Names this run: two runs of one device are two timebases.
    pub name: String,
    time: Arc<dyn Time>,
    wall_at_start_ms: i64,
    counted_at_start_ms: i64,
}

impl Timebase {
    /// Begins a timebase for one run; `nonce` makes its name unlike any other's.
    pub fn begin(time: Arc<dyn Time>, nonce: [u8; 8]) -> Self {
        let wall_at_start_ms = time.wall_ms();
        let counted_at_start_ms = time.counted_ms();
        Self { name: data_encoding::HEXLOWER.encode(&nonce), time, wall_at_start_ms, counted_at_start_ms }
    }

    /// Tells the time on this scale, in milliseconds.
    pub fn now_ms(&self) -> i64 {
        self.wall_at_start_ms + (self.time.counted_ms() - self.counted_at_start_ms)
    }

    /// Tells how long the machine has slept since some fixed point, in milliseconds.
    pub fn slept_ms(&self) -> i64 {
        self.time.slept_ms()
    }

    /// Tells the wall's time, for dates.
    pub fn wall_ms(&self) -> i64 {
        self.time.wall_ms()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_that_is_set_back_moves_no_timebase() {
        let time = ToldTime::at(1_000_000);
        let base = Timebase::begin(Arc::new(time.clone()), [1; 8]);
        time.pass(5_000);
        time.wall_ms.fetch_sub(180_000, Ordering::SeqCst);
        assert_eq!(base.now_ms(), 1_005_000);
        assert_eq!(base.wall_ms(), 825_000);
    }

    #[test]
    fn the_machine_counts_forward() {
        let time = MachineTime;
        let before = time.counted_ms();
        assert!(time.counted_ms() >= before);
        assert!(time.wall_ms() > 1_600_000_000_000);
    }
}
