//! Numbers as people read them.

use std::time::Duration;

/// How often something was timed, and what came out.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Adds one.
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// The one that half of them do not exceed.
    pub fn median(&self) -> Duration {
        self.percentile(50)
    }

    /// The one that this many in a hundred do not exceed; nothing when there are none.
    pub fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort();
        let place = (sorted.len() * percent).div_ceil(100).max(1) - 1;
        sorted.get(place).copied().unwrap_or_default()
    }

    /// Median and 99th percentile as cells.
    pub fn cells(&self) -> Vec<String> {
        vec![time(self.median()), time(self.percentile(99))]
    }

    /// How many times as long as something else, at the median and the 99th percentile.
    pub fn ratios(&self, other: &Times) -> Vec<String> {
        [50, 99]
            .map(|percent| ratio(self.percentile(percent).as_secs_f64(), other.percentile(percent).as_secs_f64()))
            .to_vec()
    }
}

impl FromIterator<Duration> for Times {
    fn from_iter<I: IntoIterator<Item = Duration>>(times: I) -> Self {
        Self(times.into_iter().collect())
    }
}

/// A title, the heads of the columns, and rows with a name each.
pub fn print(title: &str, heads: &[&str], rows: &[(&str, Vec<String>)]) {
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    println!("\n{title}");
    println!("  {:width$}{}", "", cells(heads));
    for (name, row) in rows {
        println!("  {name:width$}{}", cells(row));
    }
}

fn cells<T: std::fmt::Display>(row: &[T]) -> String {
    row.iter().map(|cell| format!("{:>12}", cell.to_string())).collect()
}

/// Seconds, milliseconds or microseconds with one digit behind the point.
pub fn time(time: Duration) -> String {
    let us = time.as_secs_f64() * 1e6;
    match us {
        1e6.. => format!("{:.2} s", us / 1e6),
        1e3.. => format!("{:.1} ms", us / 1e3),
        _ => format!("{us:.0} µs"),
    }
}

/// CPU time, where the system tells it.
pub fn spent(time: Option<Duration>, share: u32) -> String {
    time.map_or_else(|| "not told".to_owned(), |all| self::time(all / share.max(1)))
}

/// How many times as much.
pub fn ratio(this: f64, other: f64) -> String {
    format!("{:.2} x", this / other)
}
