//! Opening refuses plainly, and touches nothing that is not ours.

use std::path::Path;

use library::{Library, LibraryError, News};
use rusqlite::Connection;

use crate::common::{as_nobody, run_as_nobody, setting_after};

fn refusal(path: &Path) -> LibraryError {
    Library::open(path).map(|_| ()).unwrap_err()
}

#[test]
fn a_text_file_is_no_library_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    let text = "Saturday: The Red Shoes\n".repeat(100);
    for content in ["x", text.as_str()] {
        std::fs::write(&path, content).unwrap();
        let error = refusal(&path);
        assert!(matches!(error, LibraryError::NotADatabase { .. }), "{error:?}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
    }
    assert!(matches!(refusal(folder.path()), LibraryError::NotADatabase { .. }));
}

#[test]
fn another_programs_database_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let check = |name: &str, set_up: &str, expect: i32| {
        let path = folder.path().join(name);
        Connection::open(&path).unwrap().execute_batch(set_up).unwrap();
        let before = std::fs::read(&path).unwrap();
        match refusal(&path) {
            LibraryError::NotOurs { application_id, .. } => assert_eq!(application_id, expect),
            other => panic!("{other:?}"),
        }
        assert_eq!(std::fs::read(&path).unwrap(), before);
    };
    check("named.db", "PRAGMA application_id = 252006675; CREATE TABLE track (name TEXT);", 252_006_675);
    check("nameless.db", "CREATE TABLE track (name TEXT);", 0);
}

#[test]
fn a_newer_library_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("asides.library");
    drop(Library::open(&path).unwrap());
    let copy = folder.path().join("copy.library");
    std::fs::copy(&path, &copy).unwrap();
    Connection::open(&copy).unwrap().pragma_update(None, "user_version", 1_000).unwrap();
    let before = std::fs::read(&copy).unwrap();
    match refusal(&copy) {
        LibraryError::Newer { found, known, .. } => assert_eq!((found, known), (1_000, 10)),
        other => panic!("{other:?}"),
    }
    assert_eq!(std::fs::read(&copy).unwrap(), before);
    assert!(Library::open(&path).unwrap().news.is_empty());
}

#[test]
fn a_second_start_is_refused_until_the_first_ends() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profile/asides.library");
    let first = Library::open(&path).unwrap();
    assert_eq!(first.news, [News::Created]);
    assert!(matches!(refusal(&path), LibraryError::AlreadyOpen { .. }));
    drop(first);
    assert_eq!(Library::open(&path).unwrap().news, []);
}

#[test]
fn a_path_below_a_file_has_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let error = refusal(&folder.path().join("file/asides.library"));
    assert!(matches!(error, LibraryError::NoFolder { .. }), "{error:?}");
}

#[test]
fn another_program_that_holds_the_file_is_waited_for_and_then_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("asides.library");
    let mut library = Library::open(&path).unwrap().library;
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let error = library.turn().map(|_| ()).unwrap_err();
    assert!(matches!(error, LibraryError::Busy), "{error:?}");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(setting_after(&mut library, "name", b"Mara").unwrap(), b"Mara");
}

/// Modes do not bind root, so the test becomes somebody else where it is root.
#[test]
#[cfg(unix)]
fn a_file_or_folder_that_may_not_be_written_to_is_named() {
    run_as_nobody("opening::read_only_child");
}

#[test]
#[ignore = "run by the test above, as a user whom modes bind"]
#[cfg(unix)]
fn read_only_child() {
    use std::os::unix::fs::PermissionsExt;
    let Some(folder) = as_nobody() else { return };
    let path = folder.join("asides.library");
    drop(Library::open(&path).unwrap());
    let mode = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };

    mode(&path, 0o444);
    let error = refusal(&path);
    assert!(matches!(&error, LibraryError::ReadOnly { path: named } if *named == path), "{error:?}");

    mode(&path, 0o644);
    mode(&folder, 0o555);
    std::fs::remove_file(folder.join("asides.library.lock")).unwrap_err();
    let error = refusal(&folder.join("other.library"));
    assert!(matches!(error, LibraryError::ReadOnly { .. }), "{error:?}");
    let error = refusal(&path);
    assert!(matches!(error, LibraryError::ReadOnly { .. }), "{error:?}");
    mode(&folder, 0o755);
    assert!(Library::open(&path).unwrap().news.is_empty());
}

#[test]
fn every_refusal_says_what_happened_what_is_safe_and_what_to_do() {
    let path = || "/home/mara/asides.library".into();
    let document = replica::DocumentId([7; 16]);
    let all = [
        LibraryError::NotADatabase { path: path() },
        LibraryError::NotOurs { path: path(), application_id: 1 },
        LibraryError::Newer { path: path(), found: 11, known: 10 },
        LibraryError::ReadOnly { path: path() },
        LibraryError::AlreadyOpen { path: path() },
        LibraryError::Busy,
        LibraryError::Full,
        LibraryError::Damaged { what: "malformed".into() },
        LibraryError::NoSuchDocument { document },
        LibraryError::Unreadable { document, why: "no chunk".into() },
        LibraryError::NotWhole { document, why: "2 changes are missing".into() },
    ];
    let sentences: Vec<String> = all.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(sentences.join("\n"), @r#"
    /home/mara/asides.library is not a library of Asides. The file was not touched. Move it away, or start with another --profile.
    /home/mara/asides.library belongs to another program. The file was not touched. Start with another --profile.
    /home/mara/asides.library was written by a newer Asides (its format is 11, this one knows 10). Nothing was changed and everything in it is safe. Install the newer Asides and start again.
    /home/mara/asides.library cannot be written to, so no note could be saved. Everything in it is safe. Allow writing to it, or start with another --profile.
    /home/mara/asides.library is already open in another Asides. Nothing was changed. Use the window that is open, or close it first.
    Another program is using the library's file, so nothing was written. Everything saved before is safe. Close that program (a backup or a database viewer) and try again.
    The disk is full, so this was not saved. Everything saved before is safe. Free some space and try again.
    The library's file is damaged (malformed). Nothing was deleted. Make a copy of the file, then run `asides doctor`.
    The library holds no document 07070707070707070707070707070707. Nothing was changed.
    The screening 07070707070707070707070707070707 could not be read (no chunk). Its changes are kept as they are. Connect with another member, whose copy can replace them.
    The screening 07070707070707070707070707070707 was not compacted: 2 changes are missing. Its changes are kept as they are. It is tried again after the missing ones were fetched.
    "#);
}
