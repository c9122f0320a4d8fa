//! What the machine itself takes: one synced insert, one round trip.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use library::Library;

/// A jot on the wire is about this long.
const MESSAGE_BYTES: usize = 200;

/// A file of its own beside the houses' files, and an echo on loopback.
pub struct Floor {
    library: Library,
    echo: TcpStream,
    inserts: u64,
}

impl Floor {
    /// Opens both in a folder.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let library = Library::open(&folder.join("floor.db"))?.library;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let echo = TcpStream::connect(listener.local_addr()?)?;
        echo.set_nodelay(true)?;
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept()?;
            stream.set_nodelay(true)?;
            let mut message = [0; MESSAGE_BYTES];
            loop {
                stream.read_exact(&mut message)?;
                stream.write_all(&message)?;
            }
            #[allow(unreachable_code)]
            std::io::Result::Ok(())
        });
        Ok(Self { library, echo, inserts: 0 })
    }

    /// One row in one transaction: WAL, `synchronous=FULL`, through the library since nothing else here speaks SQL.
    pub fn insert(&mut self) -> anyhow::Result<Duration> {
        self.inserts += 1;
        let name = format!("floor {:08}", self.inserts);
        let since = Instant::now();
        let turn = self.library.turn()?;
        turn.put_setting(&name, Some(&[7; MESSAGE_BYTES]))?;
        turn.commit()?;
        Ok(since.elapsed())
    }

    /// One TCP round trip of a jot's size.
    pub fn round_trip(&mut self) -> anyhow::Result<Duration> {
        let mut message = [7; MESSAGE_BYTES];
        let since = Instant::now();
        self.echo.write_all(&message)?;
        self.echo.read_exact(&mut message)?;
        Ok(since.elapsed())
    }
}
