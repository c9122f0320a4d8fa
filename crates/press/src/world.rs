//! The desk that typst works at: one template, one file of values, some fonts, and nothing else.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

use crate::Sheet;
use crate::fonts;

/// Where the template finds what people wrote.
const CONTENT: &str = "review.json";

/// Everything that typst may see.
pub(crate) struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    content_id: Option<FileId>,
    content: Bytes,
}

impl Desk {
    pub fn new(content: &serde_json::Value, sheet: Sheet) -> Self {
        let text = content.to_string();
        let fonts = fonts::fonts(&text);
        let template = match sheet {
            Sheet::Pages => include_str!("page.typ"),
            Sheet::Card => include_str!("card.typ"),
        };
        let main = file("main.typ").unwrap_or_else(|| Source::detached("").id());
        Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            template: Source::new(main, template.to_owned()),
            content_id: file(CONTENT),
            content: Bytes::from_string(text),
        }
    }
}

fn file(name: &str) -> Option<FileId> {
    Some(FileId::new(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?)))
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if Some(id) == self.content_id { Ok(self.content.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// Nobody's clock is asked: the days on the page are the evening's.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
