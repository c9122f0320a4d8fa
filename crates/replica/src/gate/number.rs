//! Numbers as automerge writes them: LEB128, never longer than needed.

use super::GateError;

/// What is left to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn take(&mut self, count: u64) -> Result<&'a [u8], GateError> {
        let count = usize::try_from(count).map_err(|_| GateError::Length)?;
        let (first, rest) = self.0.split_at_checked(count).ok_or(GateError::Length)?;
        self.0 = rest;
        Ok(first)
    }

    fn byte(&mut self) -> Result<u8, GateError> {
        let (first, rest) = self.0.split_first().ok_or(GateError::Length)?;
        self.0 = rest;
        Ok(*first)
    }

    pub(super) fn unsigned(&mut self) -> Result<u64, GateError> {
        let mut value = 0_u64;
        for place in 0..10_u32 {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if place == 9 && byte > 1 {
                return Err(GateError::Number);
            }
            value |= bits << (7 * place);
            if byte & 0x80 == 0 {
                return if place > 0 && byte == 0 { Err(GateError::Number) } else { Ok(value) };
            }
        }
        Err(GateError::Number)
    }

    pub(super) fn signed(&mut self) -> Result<i64, GateError> {
        let (mut value, mut before) = (0_i64, 0_u8);
        for place in 0..10_u32 {
            let byte = self.byte()?;
            if place == 9 && byte != 0 && byte != 0x7f {
                return Err(GateError::Number);
            }
            value |= i64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                let needless = (byte == 0 && before & 0x40 == 0) || (byte == 0x7f && before & 0x40 != 0);
                if place > 0 && needless {
                    return Err(GateError::Number);
                }
                if place < 9 && byte & 0x40 != 0 {
                    value |= -1_i64 << (7 * (place + 1));
                }
                return Ok(value);
            }
            before = byte;
        }
        Err(GateError::Number)
    }

    pub(super) fn text(&mut self) -> Result<&'a [u8], GateError> {
        let length = self.unsigned()?;
        self.take(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_strict() {
        let check = |input: &[u8], unsigned: Option<u64>, signed: Option<i64>| {
            assert_eq!(Bytes(input).unsigned().ok(), unsigned, "unsigned {input:02x?}");
            assert_eq!(Bytes(input).signed().ok(), signed, "signed {input:02x?}");
        };
        check(&[0], Some(0), Some(0));
        check(&[0x7f], Some(127), Some(-1));
        check(&[0xff, 0x00], None, Some(127));
        check(&[0x80, 0x01], Some(128), Some(128));
        check(&[0x80, 0x00], None, None);
        check(&[0x80, 0x7f], Some(127 << 7), Some(-128));
        check(&[0xff, 0x7f], Some((127 << 7) + 127), None);
        check(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], Some(u64::MAX), None);
        check(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02], None, None);
        check(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f], None, Some(i64::MIN));
        check(&[0x80; 11], None, None);
        check(&[0x80], None, None);
        check(&[], None, None);
    }
}
