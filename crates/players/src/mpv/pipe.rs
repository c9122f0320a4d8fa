//! The way to mpv on this system.

use std::path::Path;

use crate::PlayerError;

#[cfg(any(unix, windows))]
fn absent(cause: &std::io::Error) -> PlayerError {
    PlayerError::Absent { player: super::NAME, cause: cause.to_string() }
}

#[cfg(unix)]
pub(super) async fn open(
    socket: &Path,
) -> Result<(tokio::net::unix::OwnedReadHalf, tokio::net::unix::OwnedWriteHalf), PlayerError> {
    let line = tokio::net::UnixStream::connect(socket).await.map_err(|cause| absent(&cause))?;
    Ok(line.into_split())
}

#[cfg(windows)]
pub(super) async fn open(
    pipe: &Path,
) -> Result<
    (
        tokio::io::ReadHalf<tokio::net::windows::named_pipe::NamedPipeClient>,
        tokio::io::WriteHalf<tokio::net::windows::named_pipe::NamedPipeClient>,
    ),
    PlayerError,
> {
    let line = tokio::net::windows::named_pipe::ClientOptions::new().open(pipe).map_err(|cause| absent(&cause))?;
    Ok(tokio::io::split(line))
}

#[cfg(not(any(unix, windows)))]
pub(super) async fn open(_: &Path) -> Result<(tokio::io::Empty, tokio::io::Sink), PlayerError> {
    Err(PlayerError::NotHere { player: super::NAME })
}
