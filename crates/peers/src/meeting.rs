//! Two devices that dial each other at the same moment must agree, without a word, on which of the two links to keep.
//!
//! A dial that has not said hello yet is given up for any newcomer: the other side cannot have taken it, and it may be on its
//! way to an address where nobody lives any more. When both have said hello, the one with the smaller id waits for the
//! outcome of its own dial, and the other one takes what comes.
//!
//! Once there is a link, a newcomer is either the late twin of that moment (the other side had begun it before it
//! answered the link: refused) or a sign that the other side has lost the link and this side has not noticed yet (it
//! takes the link's place). The number of dials in each greeting tells which, and another run number always means a
//! restart.

use crate::frame::Hello;

/// What is known of the link that is there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    /// The run at the other end.
    pub(crate) run: [u8; 8],
    /// How often that run had dialled us when it greeted this link.
    pub(crate) dials: u32,
}

/// What becomes of a newcomer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meeting {
    /// It is the link; a dial of our own is given up.
    Welcome,
    /// It takes the place of the link that is there.
    Replace,
    /// It waits for the outcome of our own dial.
    Wait,
    /// It is closed as a duplicate.
    Refuse,
}

/// Decides about a greeted newcomer.
pub(crate) fn meet(we_are_smaller: bool, we_said_hello: bool, standing: Option<Standing>, newcomer: &Hello) -> Meeting {
    match standing {
        Some(link) if link.run == newcomer.run && newcomer.dials <= link.dials => Meeting::Refuse,
        Some(_) => Meeting::Replace,
        None if we_said_hello && we_are_smaller => Meeting::Wait,
        None => Meeting::Welcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_link_is_kept() {
        let hello = |run: u8, dials| Hello { run: [run; 8], dials, timebase: String::new() };
        let link = |run: u8, dials| Some(Standing { run: [run; 8], dials });
        let check = |smaller, said_hello, standing, newcomer: Hello, expect| {
            assert_eq!(
                meet(smaller, said_hello, standing, &newcomer),
                expect,
                "{smaller} {said_hello} {standing:?} {newcomer:?}"
            );
        };
        check(true, false, None, hello(1, 1), Meeting::Welcome);
        check(true, true, None, hello(1, 1), Meeting::Wait);
        check(false, true, None, hello(1, 1), Meeting::Welcome);
        // The late twin: they had dialled once when they answered our link, and this is that dial.
        check(true, false, link(1, 1), hello(1, 1), Meeting::Refuse);
        check(false, false, link(1, 1), hello(1, 1), Meeting::Refuse);
        // They dial again, so the link is dead over there.
        check(true, false, link(1, 1), hello(1, 2), Meeting::Replace);
        // They were started again.
        check(true, false, link(1, 9), hello(2, 1), Meeting::Replace);
    }
}
