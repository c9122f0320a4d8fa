//! What several tests need.

use std::path::PathBuf;
use std::process::Command;

use automerge::Change;
use library::{Library, LibraryError, News, Reader};
use replica::{DeviceKey, DocumentId, HouseholdId};
use rusqlite::Connection;
use screening::{
    AnyVoice, Document, Edit, Film, Kind, MemberId, NewNote, NoteId, Opening, Pen, Purpose, ScreeningId, Seal,
    WrittenId,
};

/// Sets a setting in a turn of its own and reads it back.
pub fn setting_after(library: &mut Library, name: &str, value: &[u8]) -> Result<Vec<u8>, LibraryError> {
    let turn = library.turn()?;
    turn.put_setting(name, Some(value))?;
    turn.commit()?;
    Ok(library.setting(name)?.unwrap_or_default())
}

/// This test program, to be started again with one ignored test.
pub fn child(exe: PathBuf, test: &str) -> Command {
    let mut command = Command::new(exe);
    command.args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"]);
    command
}

const FOLDER: &str = "LIBRARY_TEST_FOLDER";

/// The folder that a child was started for.
pub fn child_folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// A child to be started for a folder.
pub fn child_for(folder: &std::path::Path, test: &str) -> Command {
    let mut command = child(std::env::current_exe().unwrap(), test);
    command.env(FOLDER, folder);
    command
}

/// Runs an ignored test of this program as a user whom file modes bind, and expects it to pass.
#[cfg(unix)]
pub fn run_as_nobody(test: &str) {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let folder = tempfile::tempdir().unwrap();
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let output = if is_root {
        // The build's folder may be closed to others: a copy runs from a place that is not.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let exe = folder.path().join("tests");
        std::fs::copy(std::env::current_exe().unwrap(), &exe).unwrap();
        let own = folder.path().join("own");
        std::fs::create_dir(&own).unwrap();
        std::os::unix::fs::chown(&own, Some(65_534), Some(65_534)).unwrap();
        child(exe, test).env(FOLDER, &own).current_dir(&own).uid(65_534).gid(65_534).output().unwrap()
    } else {
        child(std::env::current_exe().unwrap(), test).env(FOLDER, folder.path()).output().unwrap()
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("1 passed"), "{said}");
}

/// The folder of a child that was started as nobody.
#[cfg(unix)]
pub fn as_nobody() -> Option<PathBuf> {
    child_folder()
}

/// A household with one screening, written through the library as the house does it.
pub struct Evening {
    pub folder: tempfile::TempDir,
    pub library: Option<Library>,
    pub household: HouseholdId,
    pub id: DocumentId,
    pub doc: Document,
    pub key: DeviceKey,
    pub member: MemberId,
    pub now_ms: i64,
}

impl Evening {
    pub fn new(title: &str) -> Evening {
        let folder = tempfile::tempdir().unwrap();
        let library = Library::open(&folder.path().join("asides.library")).unwrap().library;
        let key = DeviceKey::from_seed([7; 32]);
        let (household, id) = (HouseholdId([1; 32]), DocumentId([2; 16]));
        let member = MemberId::from_bytes([3; 10]);
        let actor = replica::actor(&key.id(), [4; 8]);
        let film = Film { title: title.into(), ..Film::default() };
        let opening = Opening { film, cut: None, viewing: "couch".into() };
        let recap = ScreeningId::from_bytes([9; 16]);
        let now_ms = 1_763_755_200_000;
        let (doc, change) = Document::new_screening(&actor, &opening, &member, Some(&recap), now_ms, 1).unwrap();
        let mut evening = Evening { folder, library: Some(library), household, id, doc, key, member, now_ms };
        evening.save(&[change]);
        evening
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("asides.library")
    }

    pub fn library(&mut self) -> &mut Library {
        self.library.as_mut().unwrap()
    }

    pub fn screening(&self) -> ScreeningId {
        ScreeningId::from_bytes(self.id.0)
    }

    /// Stores changes with their signatures, and what they touched, in one turn.
    pub fn save(&mut self, changes: &[Change]) {
        let (household, id, key) = (self.household, self.id, self.key.clone());
        let library = self.library.as_mut().unwrap();
        let turn = library.turn().unwrap();
        turn.put_document(&household, &id, &Purpose::Screening).unwrap();
        for change in changes {
            let signature = key.sign_change(&household, &id, &change.hash());
            turn.put_change(&id, change, Some(&signature)).unwrap();
            turn.refresh(&id, &self.doc, &screening::touched(&self.doc, change), &AnyVoice).unwrap();
        }
        turn.commit().unwrap();
    }

    /// Does one thing as the one member, a second later.
    pub fn edit(&mut self, edit: &Edit) -> Option<WrittenId> {
        let (changes, id) = self.write(edit);
        self.save(&changes);
        id
    }

    /// Does one thing in the document only.
    pub fn write(&mut self, edit: &Edit) -> (Vec<Change>, Option<WrittenId>) {
        self.now_ms += 1_000;
        let random = (self.now_ms as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let pen = Pen { member: &self.member, wall_ms: self.now_ms, random, voices: &AnyVoice };
        let written = screening::write(&mut self.doc, edit, &pen).unwrap();
        (written.change.into_iter().collect(), written.id)
    }

    pub fn jot(&mut self, film_ms: i64, text: &str) -> NoteId {
        match self.edit(&remark(film_ms, text)) {
            Some(WrittenId::Note(id)) => id,
            other => panic!("{other:?}"),
        }
    }

    pub fn reader(&self) -> Reader {
        self.library.as_ref().unwrap().reader().unwrap()
    }

    /// What the doctor finds wrong.
    pub fn faults(&self) -> Vec<String> {
        let findings = self.library.as_ref().unwrap().check(&|_| Box::new(AnyVoice)).unwrap();
        findings.iter().filter(|finding| finding.is_fault()).map(ToString::to_string).collect()
    }

    /// Closes the library, does something to the file behind its back, and opens it again.
    pub fn behind_its_back(&mut self, harm: impl FnOnce(&Connection)) -> Vec<News> {
        self.library = None;
        let connection = Connection::open(self.path()).unwrap();
        harm(&connection);
        drop(connection);
        let opened = Library::open(&self.path()).unwrap();
        self.library = Some(opened.library);
        opened.news
    }
}

pub fn remark(film_ms: i64, text: &str) -> Edit {
    Edit::Jot(NewNote {
        kind: Kind::Remark,
        film_ms,
        text: text.into(),
        tags: vec![],
        seal: Seal::Open,
        stamp: None,
        after_echo: false,
    })
}
