//! Detection of the kind of an input from its first bytes.

use std::borrow::Cow;

/// A kind of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InputFormat {
    /// A page of plain text.
    Text,
    /// A page of HTML.
    Html,
    /// A web archive, of pages as served (WARC) or as text (WET): ISO 28500.
    Warc,
    /// A web archive in ARC, the format before WARC.
    Arc,
    /// A page with its resources in one file, as browsers save it: MIME HTML (RFC 2557).
    Mhtml,
    /// Comments or crawled documents, one JSON object a line; or an export that is one JSON object.
    Json,
    /// Comments as a JSON array.
    JsonArray,
    /// XML with comments: an export of Disqus or WordPress, a feed of comments (RSS, Atom).
    Export,
    /// A Parquet table of crawled documents.
    Parquet,
    /// Gzip (RFC 1952).
    Gzip,
    /// Zstandard (RFC 8878).
    Zstandard,
}

/// Bytes inspected at first.
pub(super) const LOOK: usize = 1024;
/// Bytes inspected where declarations and comments of XML precede the root element. WordPress writes 1.2 KB of them;
/// people who edit the file by hand add to them.
pub(super) const LOOK_FOR_ROOT: usize = 1 << 20;

/// The kind of an input that begins with these bytes; plain text if it is none of the others, and HTML for XML whose root
/// element does not stand in them.
pub(crate) fn kind(beginning: &[u8]) -> InputFormat {
    kind_if_certain(beginning).unwrap_or(InputFormat::Html)
}

/// The same; `None` if they are XML and the root element is not among them.
pub(super) fn kind_if_certain(beginning: &[u8]) -> Option<InputFormat> {
    if beginning.starts_with(&[0x1F, 0x8B]) {
        return Some(InputFormat::Gzip);
    }
    // A frame, or a skippable frame, as the dictionary of a compressed WARC is.
    if beginning.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) || beginning.get(1..4) == Some(&[0x2A, 0x4D, 0x18]) {
        return Some(InputFormat::Zstandard);
    }
    if beginning.starts_with(b"PAR1") {
        return Some(InputFormat::Parquet);
    }
    let utf_16 = beginning.starts_with(&[0xFF, 0xFE]) || beginning.starts_with(&[0xFE, 0xFF]);
    let bytes = &beginning[..beginning.len().min(LOOK_FOR_ROOT)];
    let bytes: Cow<'_, [u8]> =
        if utf_16 { bytes.iter().copied().filter(|byte| *byte != 0).collect() } else { bytes.into() };
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOK)]).to_ascii_lowercase();
    let text = text.trim_start_matches(|character: char| {
        character.is_whitespace() || matches!(character, '\u{FEFF}' | char::REPLACEMENT_CHARACTER)
    });
    let begins_list = |rest: &str| {
        let rest = rest.trim_start();
        // A list of lists too, but not `[[` of a wiki.
        let inner = rest.strip_prefix('[').map_or(rest, str::trim_start);
        inner.starts_with('{') || rest.starts_with(']')
    };
    let begins_json = |rest: &str| rest.trim_start().starts_with(['"', '}']) || rest.trim_start().is_empty();
    Some(if text.starts_with("warc/") {
        InputFormat::Warc
    } else if text.starts_with("filedesc://") {
        InputFormat::Arc
    } else if text.strip_prefix('{').is_some_and(begins_json) {
        InputFormat::Json
    } else if text.strip_prefix('[').is_some_and(begins_list) {
        InputFormat::JsonArray
    } else if text.starts_with('<') {
        return match root(&bytes) {
            Root::Named(name) if matches!(name.as_str(), "rss" | "feed" | "disqus") => Some(InputFormat::Export),
            Root::Named(_) | Root::None => Some(InputFormat::Html),
            Root::Later => None,
        };
    } else if is_mime(text) {
        InputFormat::Mhtml
    } else if ["<html", "<!doctype html", "<body", "<div", "<meta "].iter().any(|tag| text.contains(tag)) {
        // Servers print warnings, and page savers a line of their own, above a page.
        InputFormat::Html
    } else {
        InputFormat::Text
    })
}

/// The root element of markup, as far as the bytes show it.
enum Root {
    /// Its local name in lower case.
    Named(String),
    /// It comes after these bytes.
    Later,
    /// There is none: the bytes are not markup.
    None,
}

/// Finds the root element after declarations, processing instructions and comments.
fn root(bytes: &[u8]) -> Root {
    let begin = bytes.iter().position(|byte| *byte == b'<').unwrap_or(bytes.len());
    let mut rest = &bytes[begin..];
    loop {
        let (mark, end): (&[u8], &[u8]) = if rest.starts_with(b"<?") {
            (b"<?", b"?>")
        } else if rest.starts_with(b"<!--") {
            (b"<!--", b"-->")
        } else if rest.starts_with(b"<!") {
            (b"<!", b">")
        } else {
            break;
        };
        let Some(at) = memchr::memmem::find(&rest[mark.len()..], end) else { return Root::Later };
        rest = rest[mark.len() + at + end.len()..].trim_ascii_start();
    }
    if rest.is_empty() || b"<!--".starts_with(rest) {
        return Root::Later;
    }
    let Some(name) = rest.strip_prefix(b"<") else { return Root::None };
    let end = name.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
    let name = String::from_utf8_lossy(&name[..end.unwrap_or(name.len().min(LOOK))]).to_ascii_lowercase();
    Root::Named(name.rsplit_once(':').map_or(name.clone(), |(_, local)| local.into()))
}

/// Whether a text in lower case begins with MIME header fields.
fn is_mime(text: &str) -> bool {
    let head = text.split_once("\n\n").or_else(|| text.split_once("\r\n\r\n")).map_or(text, |(head, _)| head);
    let begins = |line: &str| line.split_once(':').is_some_and(|(name, _)| is_field_name(name));
    let has = |field: &str| head.lines().any(|line| line.starts_with(field));
    head.lines().next().is_some_and(begins)
        && (has("mime-version:") || has("snapshot-content-location:") || has("x-snapshot-"))
        && (has("content-type:") || head.contains("multipart/related"))
}

fn is_field_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_their_first_bytes() {
        for (bytes, expected) in [
            (&b"\x1F\x8B\x08"[..], InputFormat::Gzip),
            (b"\x28\xB5\x2F\xFD", InputFormat::Zstandard),
            (b"\x5D\x2A\x4D\x18", InputFormat::Zstandard),
            (b"PAR1", InputFormat::Parquet),
            (b"WARC/1.0\r\n", InputFormat::Warc),
            (b"filedesc://a.arc 0.0.0.0 20080430204825 text/plain 2\n", InputFormat::Arc),
            (b"{\"text\": 1}", InputFormat::Json),
            (b"\xEF\xBB\xBF {\n \"text\"", InputFormat::Json),
            (b"[{\"text\": 1}]", InputFormat::JsonArray),
            (b"[\n]", InputFormat::JsonArray),
            (b"[\n [{\"text\": 1}]]", InputFormat::JsonArray),
            (b"[[Wiki]] and so on", InputFormat::Text),
            (b"\xEF\xBB\xBF<!DOCTYPE html>", InputFormat::Html),
            (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC", InputFormat::Html),
            (b"<?xml version='1.0'?>\n<!-- c --><rss xmlns:wp=''>", InputFormat::Export),
            (b"<?xml version='1.0'?><feed xmlns=\"http://www.w3.org/2005/Atom\">", InputFormat::Export),
            (b"<atom:feed xmlns:atom=\"http://www.w3.org/2005/Atom\">", InputFormat::Export),
            (b"<disqus xmlns=''>", InputFormat::Export),
            (b"<!-- <rss> --><html>", InputFormat::Html),
            (b"<!DOCTYPE html><html><body>a <rss> in a page", InputFormat::Html),
            (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;", InputFormat::Mhtml),
            (b"Notice: x\n<html>", InputFormat::Html),
            (b"\xFF\xFE<\0h\0t\0m\0l\0", InputFormat::Html),
            ("خبر <3".as_bytes(), InputFormat::Text),
            ("[1] خبر".as_bytes(), InputFormat::Text),
            ("From: سمير\nContent-Type: خبر".as_bytes(), InputFormat::Text),
            (b"", InputFormat::Text),
        ] {
            assert_eq!(kind(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn the_root_element_tells_however_much_stands_before_it() {
        for length in [0, LOOK - 40, LOOK, 100_000] {
            let head = format!("<?xml version=\"1.0\"?>\n<!-- {} -->\n<!-- é -->\n\n", "x ".repeat(length / 2));
            for (root, expected) in [("<rss version=\"2.0\">", InputFormat::Export), ("<html>", InputFormat::Html)] {
                let whole = format!("{head}{root}");
                assert_eq!(kind(whole.as_bytes()), expected, "{length}");
                assert_eq!(kind_if_certain(head.as_bytes()), None, "{length}");
            }
        }
    }
}
