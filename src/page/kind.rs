//! What an input is, by its first bytes.

/// A kind of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A page of plain text.
    Text,
    /// A page of HTML.
    Html,
    /// A web archive, of pages as served (WARC) or as text (WET): ISO 28500.
    Warc,
    /// Comments or crawled documents, one JSON object a line.
    Json,
    /// An export of Disqus or WordPress.
    Export,
    /// A table of crawled documents.
    Parquet,
    /// Something compressed by gzip (RFC 1952).
    Gzip,
    /// Something compressed by Zstandard (RFC 8878).
    Zstandard,
}

/// How many bytes are looked at.
pub(super) const LOOK: usize = 1024;

/// What bytes are the beginning of. What is nothing else is text.
pub(crate) fn kind(beginning: &[u8]) -> Kind {
    if beginning.starts_with(&[0x1F, 0x8B]) {
        return Kind::Gzip;
    }
    // A frame, or one that is skipped, as the dictionary of a compressed WARC is.
    if beginning.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) || beginning.get(1..4) == Some(&[0x2A, 0x4D, 0x18]) {
        return Kind::Zstandard;
    }
    if beginning.starts_with(b"PAR1") {
        return Kind::Parquet;
    }
    let utf_16 = beginning.starts_with(&[0xFF, 0xFE]) || beginning.starts_with(&[0xFE, 0xFF]);
    let text: Vec<u8> = beginning.iter().take(LOOK).copied().filter(|byte| !utf_16 || *byte != 0).collect();
    let text = String::from_utf8_lossy(&text).to_ascii_lowercase();
    let text = text.trim_start_matches(|character: char| {
        character.is_whitespace() || matches!(character, '\u{FEFF}' | char::REPLACEMENT_CHARACTER)
    });
    if text.starts_with("warc/") {
        Kind::Warc
    } else if text
        .strip_prefix('{')
        .is_some_and(|rest| rest.trim_start().starts_with(['"', '}']) || rest.trim_start().is_empty())
    {
        Kind::Json
    } else if text.starts_with('<') {
        markup(text)
    } else if ["<html", "<!doctype html", "<body", "<div", "<meta "].iter().any(|tag| text.contains(tag)) {
        // Servers print warnings, and savers their own line, above a page.
        Kind::Html
    } else {
        Kind::Text
    }
}

fn markup(text: &str) -> Kind {
    let is_export = text.starts_with("<disqus") || text.starts_with("<rss") || {
        let after_declaration = text.split_once("?>").map_or("", |(_, rest)| rest);
        ["<disqus", "<rss"].iter().any(|root| after_declaration.contains(root))
    };
    if is_export { Kind::Export } else { Kind::Html }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_their_first_bytes() {
        for (bytes, expected) in [
            (&b"\x1F\x8B\x08"[..], Kind::Gzip),
            (b"\x28\xB5\x2F\xFD", Kind::Zstandard),
            (b"\x5D\x2A\x4D\x18", Kind::Zstandard),
            (b"PAR1", Kind::Parquet),
            (b"WARC/1.0\r\n", Kind::Warc),
            (b"{\"text\": 1}", Kind::Json),
            (b"\xEF\xBB\xBF {\n \"text\"", Kind::Json),
            (b"\xEF\xBB\xBF<!DOCTYPE html>", Kind::Html),
            (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC", Kind::Html),
            (b"<?xml version='1.0'?>\n<!-- c --><rss xmlns:wp=''>", Kind::Export),
            (b"<disqus xmlns=''>", Kind::Export),
            (b"Notice: x\n<html>", Kind::Html),
            (b"\xFF\xFE<\0h\0t\0m\0l\0", Kind::Html),
            ("خبر <3".as_bytes(), Kind::Text),
            (b"", Kind::Text),
        ] {
            assert_eq!(kind(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
