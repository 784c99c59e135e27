//! Bytes → text.
//!
//! In order of precedence: a byte-order mark; UTF-8, if the bytes are valid UTF-8, whatever they declare; what an HTML
//! page declares, unless another encoding gives Arabic and the declared one does not; else a guess, which for Arabic is
//! nearly always windows-1256.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;
use std::borrow::Cow;

/// Decodes bytes; `None` where they are not text in any encoding.
///
/// Invalid bytes become U+FFFD.
pub(crate) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Some(encoding.decode(bytes).0);
    }
    if bytes[..bytes.len().min(4096)].contains(&0) {
        return None;
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Some(text.into());
    }
    // A few invalid bytes in a UTF-8 page do not make it another encoding.
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.chars().filter(|character| *character == char::REPLACEMENT_CHARACTER).count();
    let multibyte = lossy.chars().filter(|character| !character.is_ascii()).count();
    if broken * 10 < multibyte {
        return Some(lossy);
    }
    let text = guess(bytes).decode_without_bom_handling(bytes).0;
    let control = |character: &char| character.is_control() && !matches!(character, '\n' | '\r' | '\t');
    (text.chars().filter(control).count() * 50 < text.chars().count()).then_some(text)
}

/// The guessed encoding of bytes that are neither marked nor UTF-8: chardetng's guess for an Arabic site.
fn guess(bytes: &[u8]) -> &'static Encoding {
    /// Bytes given to the detector; more than enough for a guess.
    const LOOK: usize = 1 << 18;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(LOOK)], true);
    detector.guess(Some(b"eg"), Utf8Detection::Deny)
}

/// Decodes an HTML page; `served` is the encoding that its server declared. `None` where it is not text.
///
/// Sites declare UTF-8 or Latin-1 and send windows-1256, so a declared encoding is used only if it decodes to at least
/// as much Arabic as the guessed one.
pub(crate) fn decode_html<'bytes>(bytes: &'bytes [u8], served: Option<&str>) -> Option<Cow<'bytes, str>> {
    let marked = Encoding::for_bom(bytes).is_some();
    let declared = [served.map(str::to_string), declared(bytes)]
        .into_iter()
        .flatten()
        .find_map(|label| Encoding::for_label(label.as_bytes()))
        .filter(|encoding| *encoding != encoding_rs::UTF_8 && encoding.is_ascii_compatible());
    let Some(declared) = declared.filter(|_| !marked && simdutf8::basic::from_utf8(bytes).is_err()) else {
        // An HTML page should have no zero bytes, but some have a few.
        return decode(bytes).or_else(|| bytes.contains(&b'<').then(|| String::from_utf8_lossy(bytes)));
    };
    let text = declared.decode_without_bom_handling(bytes).0;
    let guessed = guess(bytes);
    if guessed == declared {
        return Some(text);
    }
    let other = guessed.decode_without_bom_handling(bytes).0;
    Some(if arabic(&other) > arabic(&text) { other } else { text })
}

/// The number of Arabic letters in a text, less the number of signs of wrong decoding.
fn arabic(text: &str) -> i64 {
    text.chars()
        .map(|character| match character {
            '\u{621}'..='\u{64A}' => 1,
            char::REPLACEMENT_CHARACTER | '\u{80}'..='\u{9F}' => -2,
            _ => 0,
        })
        .sum()
}

/// The encoding that a page declares in its head: `<meta charset=…>`, `<meta http-equiv …; charset=…>` or
/// `<?xml encoding=…?>`, as <https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding> finds it,
/// but further down, since pages put it there.
fn declared(bytes: &[u8]) -> Option<String> {
    const LOOK: usize = 8192;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOK)]).to_ascii_lowercase();
    let xml = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    let metas = head.split("<meta").skip(1).filter_map(|rest| rest.split('>').next());
    xml.into_iter().map(|tag| (tag, "encoding")).chain(metas.map(|tag| (tag, "charset"))).find_map(|(tag, name)| {
        let value = tag.split(name).nth(1)?.trim_start().strip_prefix('=')?;
        let value = value.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(|character: char| !character.is_ascii_alphanumeric() && !matches!(character, '-' | '_'));
        Some(value[..end.unwrap_or(value.len())].to_string()).filter(|label| !label.is_empty())
    })
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
    fn what_a_page_declares_is_believed_unless_it_is_plainly_wrong() {
        let page = |label: &str| format!("<html><head><meta charset=\"{label}\"></head><body>{TEXT}</body>");
        for (label, encoding) in [
            ("windows-1256", encoding_rs::WINDOWS_1256),
            ("iso-8859-1", encoding_rs::WINDOWS_1256),
            ("utf-8", encoding_rs::WINDOWS_1256),
            ("windows-1256", encoding_rs::UTF_8),
            ("iso-8859-6", encoding_rs::ISO_8859_6),
            ("nonsense", encoding_rs::UTF_8),
        ] {
            let html = page(label);
            let bytes = encoding.encode(&html).0.into_owned();
            assert_eq!(decode_html(&bytes, None).unwrap(), html, "{label} as {}", encoding.name());
        }
        let served = encoding_rs::ISO_8859_6.encode(TEXT).0.into_owned();
        assert_eq!(decode_html(&served, Some("ISO-8859-6")).unwrap(), TEXT);
        let old = format!("<meta http-equiv='Content-Type' content='text/html; charset=windows-1256'>{TEXT}");
        assert_eq!(declared(old.as_bytes()).as_deref(), Some("windows-1256"));
    }

    #[test]
    fn binary_is_no_text() {
        assert_eq!(decode(b"\x7fELF\0\0\0\x01"), None);
        assert_eq!(decode(&[1, 2, 3, 4, 0x81, 5, 6, 7, 8]), None);
    }
}
