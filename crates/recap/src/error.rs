//! Why nothing was exported.

/// What keeps a screening from leaving the app. In every case nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// A sentence would give away what it must not.
    #[error(
        "This sentence {leak}: “{sentence}” Nothing was exported and your text is as it was. Change or unmark the sentence, \
         then export again."
    )]
    Leak {
        /// The sentence, as it would have left.
        sentence: String,
        /// What it gives away.
        leak: Leak,
    },
    /// There is no text, no note and no grade that may leave.
    #[error(
        "There is nothing to export yet. Write a recap, mark sentences as free of spoilers, or give a grade, then export \
         again."
    )]
    NothingToExport,
    /// The film has no title, and no service knows it without one.
    #[error("The film has no title, so no other service would know it. Give it a title, then export again.")]
    NoTitle,
    /// One review is larger than a whole part of the import may be.
    #[error(
        "The review of “{title}” comes to {bytes} bytes, and Letterboxd takes {limit} a file. Nothing was exported. \
         Shorten the recap, then export again."
    )]
    TooLong {
        /// The film.
        title: String,
        /// What one row comes to.
        bytes: usize,
        /// What a part may hold.
        limit: usize,
    },
    /// There is no moment to show in subtitles, or none lies within that copy.
    #[error(
        "There is no moment for subtitles in this version, or none within that copy of the film. Nothing was exported. Take \
         the full version or another copy, then export again."
    )]
    NoMoments,
    /// No copy of a film can run like that.
    #[error(
        "No copy of a film runs at less than half or more than double its speed, or begins six hours apart. Nothing was \
         exported. Correct the copy's speed and beginning, then export again."
    )]
    NoSuchCopy,
    /// Pages and cards need a part of the program that was left out when it was built.
    #[error(
        "This build of Asides has no press for pages and cards. Nothing was exported. Take the web page and print it from a \
         browser, or use the full build."
    )]
    NoPress,
    /// A table could not be written.
    #[error("The table could not be written ({0}). Nothing was exported; this is a fault of ours, please report it.")]
    Table(String),
}

/// What a sentence gives away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Leak {
    /// Six words in a row, or all of it, also stand in a passage that somebody marked as a spoiler.
    #[error("repeats a passage that is marked as a spoiler")]
    Spoiler,
    /// Six words in a row also stand in a note from after the free part of the film.
    #[error("repeats a note from after the part of the film that is free of spoilers")]
    LaterNote,
    /// It says what somebody predicted, or what became of it.
    #[error("tells a prediction or its outcome")]
    Prediction,
    /// Six words in a row also stand in a note that is private, sealed or dropped.
    #[error("repeats a note that is not to leave the household")]
    Private,
}
