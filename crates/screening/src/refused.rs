//! Why an edit did not happen. Every sentence says what happened, what is safe, and what to do.

/// What keeps an edit from becoming a change. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The document is of a newer major version.
    #[error(
        "this screening was made by a newer Asides (format {found}); it can be read here and nothing in it was changed. Update this Asides to write in it"
    )]
    NewerFormat {
        /// The version that the document names.
        found: String,
    },
    /// The document is not of the needed sort.
    #[error("this document is not a {expected}; nothing was changed. Open the screening again")]
    WrongDocument {
        /// What it should have been.
        expected: &'static str,
    },
    /// This device may not speak for the member.
    #[error("this device may not write in that member's name; nothing was changed. Add the device to the member first")]
    NotAVoice,
    /// Somebody else's thing.
    #[error("only its author can change this {what}; it stays as it was. Reply to it instead")]
    NotYours {
        /// The noun.
        what: &'static str,
    },
    /// Nothing of that name in the document.
    #[error(
        "this {what} is not here, or not here yet; nothing was changed. Try again when the other devices have been heard"
    )]
    Unknown {
        /// The noun.
        what: &'static str,
    },
    /// Something of that name already.
    #[error("a {what} of this name is here already; it stays as it was. Try again")]
    Taken {
        /// The noun.
        what: &'static str,
    },
    /// No text where one is needed.
    #[error("the {what} is empty; nothing was written. Write at least one letter")]
    Empty {
        /// The noun.
        what: &'static str,
    },
    /// A text beyond its limit.
    #[error(
        "the {what} is longer than {limit} characters; nothing was written and your text is kept. Shorten it or write a second one"
    )]
    TooLong {
        /// The noun.
        what: &'static str,
        /// How many graphemes it may have.
        limit: usize,
    },
    /// Control characters in a text.
    #[error(
        "the {what} holds a control character; nothing was written and your text is kept. Remove what cannot be seen"
    )]
    ControlCharacter {
        /// The noun.
        what: &'static str,
    },
    /// More of them than fit.
    #[error("there are more than {limit} {what}; nothing was written. Remove some")]
    TooMany {
        /// The noun, in the plural.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// A number outside its range.
    #[error("the {what} is outside its range ({range}); nothing was written. Correct it")]
    OutOfRange {
        /// The noun.
        what: &'static str,
        /// The range in words.
        range: &'static str,
    },
    /// A kind or source that this version does not know.
    #[error("this Asides does not know the {what} \"{name}\"; nothing was written. Update Asides to write it")]
    NotKnownHere {
        /// The noun.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A thing of the wrong kind.
    #[error("this note is not a {expected}; nothing was written. Change its kind first")]
    WrongKind {
        /// What it should have been.
        expected: &'static str,
    },
    /// Changes beyond the limit.
    #[error(
        "this screening has reached its limit of {limit} changes; nothing was written and all that is in it stays. Open a new screening of the film"
    )]
    Full {
        /// How many changes a document may have.
        limit: usize,
    },
    /// The document would not take it.
    #[error(
        "the document would not take it ({why}); nothing was written and what you wrote is kept. Restart Asides; if it happens again, run its check"
    )]
    Broken {
        /// What the library underneath said.
        why: String,
    },
}

impl Refused {
    /// Says what the library underneath said.
    pub(crate) fn broken(error: impl std::fmt::Display) -> Refused {
        Refused::Broken { why: error.to_string().chars().take(200).collect() }
    }
}
