//! The numbers of a model's head, read by hand: postcard reads what was written, but number by number through serde, and
//! a program that scores one comment and ends would spend a third of its time there.

use super::WEIGHTS;

/// A sequence of unsigned numbers, as postcard writes it, and the bytes behind it.
#[must_use]
pub fn numbers(bytes: &[u8]) -> Option<(Vec<u64>, &[u8])> {
    let mut rest = bytes;
    let count = usize::try_from(number(&mut rest)?).ok()?;
    // No number is shorter than a byte, whatever the count says.
    let mut numbers = Vec::with_capacity(count.min(rest.len()));
    for _ in 0..count {
        numbers.push(number(&mut rest)?);
    }
    Some((numbers, rest))
}

/// A sequence of rows of weights, as postcard writes it, and the bytes behind it.
#[must_use]
pub fn rows(bytes: &[u8]) -> Option<(Vec<[i16; WEIGHTS]>, &[u8])> {
    let mut rest = bytes;
    let count = usize::try_from(number(&mut rest)?).ok()?;
    let mut rows = Vec::with_capacity(count.min(rest.len()));
    for _ in 0..count {
        let mut row = [0; WEIGHTS];
        for weight in &mut row {
            let folded = u16::try_from(number(&mut rest)?).ok()?;
            // The sign stands in the lowest bit.
            *weight = (folded >> 1) as i16 ^ -((folded & 1) as i16);
        }
        rows.push(row);
    }
    Some((rows, rest))
}

/// A number, seven bits a byte, the lowest first.
#[inline]
fn number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_and_rows_are_read_as_postcard_wrote_them(
            some in prop::collection::vec(any::<u64>().prop_flat_map(|wide| (0..64).prop_map(move |shift| wide >> shift)), 0..50),
            weights in prop::collection::vec(any::<[i16; WEIGHTS]>(), 0..50),
        ) {
            let mut bytes = postcard::to_stdvec(&(&some, &weights)).unwrap();
            bytes.push(7);
            let (read, rest) = numbers(&bytes).unwrap();
            prop_assert_eq!(read, some);
            let (read, rest) = rows(rest).unwrap();
            prop_assert_eq!((read, rest), (weights, &[7_u8][..]));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = numbers(&bytes);
            let _ = rows(&bytes);
        }
    }
}
