//! Variable-length unsigned integers (LEB128, as in postcard): seven bits a byte, the lowest first; the eighth bit is
//! set if more follow.

/// The length of the longest number, in bytes.
pub(crate) const LONGEST: usize = 10;

/// Appends a number.
pub(crate) fn write(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// The number at the beginning of these bytes, and how many of them it takes; `None` where they end within it or it is
/// longer than 64 bits.
#[inline]
pub(crate) fn read(bytes: &[u8]) -> Option<(u64, usize)> {
    let first = *bytes.first()?;
    if first < 0x80 {
        return Some((u64::from(first), 1));
    }
    if let Some(eight) = bytes.first_chunk::<8>() {
        let eight = u64::from_le_bytes(*eight);
        // Up to the first byte whose eighth bit is not set.
        let length = (!eight & 0x8080_8080_8080_8080).trailing_zeros() / 8 + 1;
        if length <= 8 {
            return Some((joined(eight & (u64::MAX >> (64 - 8 * length))), length as usize));
        }
    }
    read_slowly(bytes)
}

/// Joins the seven lower bits of each of eight bytes: in twos, then in fours, then all.
fn joined(bytes: u64) -> u64 {
    let sevens = bytes & 0x7F7F_7F7F_7F7F_7F7F;
    let fourteens = sevens & 0x00FF_00FF_00FF_00FF | (sevens & 0xFF00_FF00_FF00_FF00) >> 1;
    let more = fourteens & 0x0000_FFFF_0000_FFFF | (fourteens & 0xFFFF_0000_FFFF_0000) >> 2;
    more & 0xFFFF_FFFF | more >> 32 << 28
}

/// [`read`] a byte at a time: for numbers of nine and ten bytes, and those in the last seven bytes.
#[inline(never)]
fn read_slowly(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut number = 0;
    for (index, byte) in bytes.iter().enumerate().take(LONGEST) {
        number |= u64::from(byte & 0x7F) << (7 * index);
        if *byte < 0x80 {
            return Some((number, index + 1));
        }
    }
    None
}

/// Reads the number at the beginning of these bytes, and advances them past it.
#[inline]
pub(crate) fn take(bytes: &mut &[u8]) -> Option<u64> {
    let (number, length) = read(bytes)?;
    *bytes = &bytes[length..];
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_written_as_postcard_does_and_read_back(
            numbers in prop::collection::vec(any::<u64>().prop_flat_map(|wide| (0..64).prop_map(move |shift| wide >> shift)), 0..50),
        ) {
            let mut bytes = Vec::new();
            numbers.iter().for_each(|number| write(*number, &mut bytes));
            let by_postcard: Vec<u8> = numbers.iter().flat_map(|number| postcard::to_stdvec(number).unwrap()).collect();
            prop_assert_eq!(&bytes, &by_postcard);
            let mut rest = bytes.as_slice();
            let read: Vec<u64> = std::iter::from_fn(|| take(&mut rest)).collect();
            prop_assert_eq!((read, rest.len()), (numbers, 0));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            if let Some((_, length)) = read(&bytes) {
                prop_assert!(length <= bytes.len().min(LONGEST));
            }
        }
    }
}
