//! A message bus of the tests' own, which other users may speak on: VLC refuses to run as root.

use std::path::Path;
use std::process::Command;

use super::Running;

/// A running bus.
pub struct Bus {
    /// Where it is.
    pub address: String,
    _running: Running,
}

impl Bus {
    /// Starts one whose files lie in a folder.
    ///
    /// # Panics
    /// Without dbus-daemon.
    pub fn start(folder: &Path) -> Self {
        let settings = folder.join("bus.conf");
        let text = format!(
            r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/><allow user="*"/></policy>
</busconfig>"#,
            folder.display()
        );
        std::fs::write(&settings, text).unwrap();
        let (running, address) = Running::start_and_hear(
            Command::new("dbus-daemon")
                .arg(format!("--config-file={}", settings.display()))
                .args(["--nofork", "--print-address"]),
        );
        assert!(address.starts_with("unix:"), "the bus says where it is: {address:?}");
        Self { address, _running: running }
    }
}
