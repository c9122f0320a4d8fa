//! Lines from a player, none longer than a limit.

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

use crate::PlayerError;

/// The longest line that is read. A list of subtitles or chapters comes to some tens of KiB.
pub(crate) const LINE_BYTES_MAX: usize = 1 << 20;

/// Reads lines.
pub(crate) struct Lines<R> {
    from: BufReader<R>,
    begun: Vec<u8>,
    player: &'static str,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn of(from: R, player: &'static str) -> Self {
        Self { from: BufReader::new(from), begun: Vec::new(), player }
    }

    /// Reads the next line, without its end. Nothing is lost when this is dropped half-way.
    ///
    /// # Errors
    /// [`PlayerError::Closed`] at the end, [`PlayerError::Broken`] when it comes in the middle of a line,
    /// [`PlayerError::TooLong`] past [`LINE_BYTES_MAX`].
    pub async fn next(&mut self) -> Result<Vec<u8>, PlayerError> {
        let player = self.player;
        loop {
            let read = match self.from.fill_buf().await {
                Ok(read) => read,
                Err(_) => return Err(PlayerError::Closed { player }),
            };
            if read.is_empty() {
                return Err(match self.begun.is_empty() {
                    true => PlayerError::Closed { player },
                    false => PlayerError::Broken { player },
                });
            }
            let end = read.iter().position(|byte| *byte == b'\n');
            let taken = end.unwrap_or(read.len());
            self.begun.extend(read.iter().take(taken));
            self.from.consume(taken + usize::from(end.is_some()));
            if self.begun.len() > LINE_BYTES_MAX {
                return Err(PlayerError::TooLong { player, limit_kib: LINE_BYTES_MAX / 1_024 });
            }
            if end.is_some() {
                return Ok(std::mem::take(&mut self.begun));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn check(bytes: &[u8], expect: &[&str]) {
        let mut lines = Lines::of(bytes, "mpv");
        let mut found = Vec::new();
        loop {
            match lines.next().await {
                Ok(line) => found.push(String::from_utf8(line).unwrap()),
                Err(error) => break found.push(format!("{error:?}").chars().take_while(|c| *c != ' ').collect()),
            }
        }
        assert_eq!(found, expect);
    }

    #[tokio::test]
    async fn a_line_ends_or_is_refused() {
        check(b"a\n\nb\r\n", &["a", "", "b\r", "Closed"]).await;
        check(b"{\"half\":", &["Broken"]).await;
        check(&[b'x'; 10_000_000], &["TooLong"]).await;
        check(b"", &["Closed"]).await;
    }
}
