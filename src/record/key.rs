//! Keys of comments: the same comment has the same key, whichever way its page was saved.

use sha2::{Digest, Sha256};

/// The key of a list of parts: the first 64 bits of their SHA-256 as 16 hexadecimal digits, the first of which is
/// replaced by a letter from a to p, so that no key looks like a number to a spreadsheet program (97e58072 would).
pub(crate) fn key<'part>(parts: impl IntoIterator<Item = &'part str>) -> String {
    digits(parts).map(char::from).iter().collect()
}

/// The characters of a [`key`].
pub(crate) fn digits<'part>(parts: impl IntoIterator<Item = &'part str>) -> [u8; 16] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        // A separator that is never in UTF-8: "ab" + "c" is not "a" + "bc".
        hash.update([0xFF]);
    }
    let digest = hash.finalize();
    let mut digits: [u8; 16] = std::array::from_fn(|at| {
        let half = digest[at / 2] >> (4 * (1 - at % 2)) & 0xF;
        b"0123456789abcdef"[usize::from(half)]
    });
    digits[0] = b'a' + (digest[0] >> 4);
    digits
}

/// Whether a text has the form of a key.
pub(crate) fn is_key(text: &str) -> bool {
    let mut characters = text.bytes();
    text.len() == 16
        && characters.next().is_some_and(|first| matches!(first, b'a'..=b'p'))
        && characters.all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_key_begins_with_a_letter_and_has_sixteen_characters(parts in prop::collection::vec("\\PC{0,9}", 0..4)) {
            let key = key(parts.iter().map(String::as_str));
            prop_assert!(is_key(&key), "{}", key);
        }
    }

    #[test]
    fn where_one_part_ends_matters() {
        assert_ne!(key(["ab", "c"]), key(["a", "bc"]));
    }
}
