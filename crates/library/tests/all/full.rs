//! A full disk: nothing half written, everything older safe, and it goes on once there is space.

use library::{Library, LibraryError};

use crate::common::setting_after;

fn fill(library: &mut Library) -> (usize, LibraryError) {
    let lump = vec![7_u8; 64 * 1024];
    for written in 0..10_000 {
        if let Err(error) = setting_after(library, &format!("lump/{written:05}"), &lump) {
            return (written, error);
        }
    }
    panic!("10,000 lumps of 64 KiB fitted");
}

/// A real file system of one MiB, where this test may mount one (root on Linux); says so where it may not.
#[test]
#[cfg(target_os = "linux")]
fn a_full_file_system() {
    use std::process::Command;
    let folder = tempfile::tempdir().unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
        .arg(folder.path())
        .output()
        .is_ok_and(|output| output.status.success());
    if !mounted {
        eprintln!("NOT RUN: no permission to mount a small tmpfs; full_by_page_count covers SQLITE_FULL");
        return;
    }
    let _unmount = Unmount(folder.path().to_owned());
    let path = folder.path().join("asides.library");
    let ballast = folder.path().join("ballast");
    std::fs::write(&ballast, vec![1_u8; 512 * 1024]).unwrap();

    let mut library = Library::open(&path).unwrap().library;
    assert_eq!(setting_after(&mut library, "name", b"Mara").unwrap(), b"Mara");
    let (written, error) = fill(&mut library);
    assert!(matches!(error, LibraryError::Full), "{error:?}");
    assert!(written > 0);
    assert_eq!(library.setting("name").unwrap().as_deref(), Some(&b"Mara"[..]));
    assert_eq!(library.settings("lump/").unwrap().len(), written);

    std::fs::remove_file(&ballast).unwrap();
    assert_eq!(setting_after(&mut library, "name", b"Tom").unwrap(), b"Tom");
    drop(library);
    let library = Library::open(&path).unwrap().library;
    assert_eq!(library.setting("name").unwrap().as_deref(), Some(&b"Tom"[..]));
    assert_eq!(library.settings("lump/").unwrap().len(), written);
}

#[cfg(target_os = "linux")]
struct Unmount(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl Drop for Unmount {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
