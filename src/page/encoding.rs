//! Bytes → text.
//!
//! A byte-order mark decides; then UTF-8, if the bytes are UTF-8; else what the bytes look like, which for Arabic is
//! nearly always windows-1256.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;
use std::borrow::Cow;

/// Decodes bytes; `None` where they are no text in any encoding.
///
/// Bytes that do not belong become U+FFFD.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Some(encoding.decode(bytes).0);
    }
    if bytes[..bytes.len().min(4096)].contains(&0) {
        return None;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.into());
    }
    // A few broken characters in a UTF-8 page do not make it another encoding.
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.chars().filter(|character| *character == char::REPLACEMENT_CHARACTER).count();
    let multibyte = lossy.chars().filter(|character| !character.is_ascii()).count();
    if broken * 10 < multibyte {
        return Some(lossy);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(Some(b"eg"), Utf8Detection::Deny);
    let text = encoding.decode_without_bom_handling(bytes).0;
    let control = |character: &char| character.is_control() && !matches!(character, '\n' | '\r' | '\t');
    (text.chars().filter(control).count() * 50 < text.chars().count()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "التعليقات على هذا الخبر كثيرة";

    #[test]
    fn utf_8_with_and_without_mark_utf_16_and_windows_1256_are_read() {
        let windows = encoding_rs::WINDOWS_1256.encode(TEXT).0.into_owned();
        let utf_16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(TEXT.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for bytes in [TEXT.as_bytes().to_vec(), format!("\u{FEFF}{TEXT}").into_bytes(), windows, utf_16] {
            assert_eq!(decode(&bytes).unwrap(), TEXT);
        }
    }

    #[test]
    fn one_broken_character_does_not_change_the_encoding_of_a_page() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.push(0xD8);
        assert_eq!(decode(&bytes).unwrap(), format!("{TEXT}\u{FFFD}"));
    }

    #[test]
    fn binary_is_no_text() {
        assert_eq!(decode(b"\x7fELF\0\0\0\x01"), None);
        assert_eq!(decode(&[1, 2, 3, 4, 0x81, 5, 6, 7, 8]), None);
    }
}
