//! The parts of a MIME message (RFC 2045, RFC 2046), line by line: text is kept, pictures and the like are skipped
//! without decoding. (The MIME crates decode every part into memory, and a saved page is mostly pictures.)

use std::io::{self, BufRead, Read};

/// One part of text, decoded.
#[derive(Debug, Default)]
pub(super) struct MimePart {
    /// The media type in lower case, such as `text/html`.
    pub(super) media: String,
    pub(super) charset: Option<String>,
    /// Its URL, from `Content-Location`.
    pub(super) location: Option<String>,
    /// Its id, from `Content-ID` without angle brackets.
    pub(super) id: Option<String>,
    pub(super) body: Vec<u8>,
}

/// The header fields of a message or part, names in lower case.
#[derive(Debug, Default)]
pub(super) struct MimeHead(Vec<(String, String)>);

/// The longest header, and the longest line of a part, in bytes.
const LONGEST_HEAD: usize = 1 << 16;
/// The longest part of text, in bytes; the rest is skipped.
const LONGEST_PART: usize = 64 << 20;

impl MimeHead {
    /// Reads header lines up to an empty one, unfolding them.
    pub(super) fn read(reader: &mut impl BufRead) -> io::Result<Self> {
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut length = 0;
        let mut line = Vec::new();
        while length < LONGEST_HEAD && read_line(reader, &mut line)? {
            length += line.len();
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end_matches(['\r', '\n']);
            if text.is_empty() {
                break;
            }
            if text.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(text.trim());
                }
            } else if let Some((name, value)) = text.split_once(':') {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_string()));
            }
        }
        Ok(Self(fields))
    }

    /// The value of a field.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The media type, in lower case.
    pub(super) fn media(&self) -> String {
        let value = self.field("content-type").unwrap_or("text/plain");
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// A parameter of the media type, such as `boundary` or `charset`.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let parameters = self.field("content-type")?.split(';').skip(1);
        let found = parameters.filter_map(|parameter| parameter.split_once('='));
        let mut found = found.filter(|(own, _)| own.trim().eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.trim().trim_matches('"').to_string())
    }
}

/// Reads the text parts of a message whose header was read; a multipart part gives its own parts.
pub(super) fn texts(reader: &mut impl BufRead, head: &MimeHead) -> io::Result<Vec<MimePart>> {
    let mut parts = Vec::new();
    let mut total = 0;
    let Some(boundary) = head.parameter("boundary").filter(|_| head.media().starts_with("multipart/")) else {
        let part = read_part(reader, head, &[], &mut total)?;
        return Ok(vec![part.0]);
    };
    let mut boundaries = vec![boundary];
    let mut line = Vec::new();
    // The text before the first boundary and after the last is not a part.
    while read_line(reader, &mut line)? {
        if !is_boundary(&line, &boundaries) {
            continue;
        }
        loop {
            let head = MimeHead::read(reader)?;
            if let Some(inner) = head.parameter("boundary").filter(|_| head.media().starts_with("multipart/")) {
                // The same boundary twice, or hundreds of them, is hostile input.
                if boundaries.len() < 16 && !boundaries.contains(&inner) {
                    boundaries.push(inner);
                }
                break;
            }
            let (part, goes_on) = read_part(reader, &head, &boundaries, &mut total)?;
            if head.media().starts_with("text/") || head.media() == "application/xhtml+xml" {
                parts.push(part);
            }
            if !goes_on {
                break;
            }
        }
    }
    Ok(parts)
}

/// Reads a part up to a boundary; returns whether another part follows.
fn read_part(
    reader: &mut impl BufRead,
    head: &MimeHead,
    boundaries: &[String],
    total: &mut usize,
) -> io::Result<(MimePart, bool)> {
    let media = head.media();
    let is_text = media == "text/html" || media == "application/xhtml+xml" || media == "text/plain";
    let mut body = Vec::new();
    let mut goes_on = false;
    let mut line = Vec::new();
    while read_line(reader, &mut line)? {
        if is_boundary(&line, boundaries) {
            goes_on = !line.trim_ascii_end().ends_with(b"--");
            break;
        }
        if is_text && *total + line.len() <= LONGEST_PART {
            *total += line.len();
            body.extend_from_slice(&line);
        }
    }
    let body = match head.field("content-transfer-encoding").unwrap_or_default().to_ascii_lowercase().trim() {
        "quoted-printable" => quoted_printable(&body),
        "base64" => base64(&body),
        _ => body,
    };
    let id = head.field("content-id").map(|id| id.trim_matches(['<', '>', ' ']).to_string());
    let location = head.field("content-location").map(str::to_string);
    Ok((MimePart { media, charset: head.parameter("charset"), location, id, body }, goes_on))
}

/// Reads one line with its line end; `false` at the end of the message. A line beyond the limit is returned in pieces.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    Ok(reader.take(LONGEST_HEAD as u64).read_until(b'\n', line)? > 0)
}

fn is_boundary(line: &[u8], boundaries: &[String]) -> bool {
    let Some(line) = line.strip_prefix(b"--") else { return false };
    let line = line.trim_ascii_end();
    boundaries
        .iter()
        .any(|boundary| line.strip_prefix(boundary.as_bytes()).is_some_and(|rest| matches!(rest, b"" | b"--")))
}

/// Decodes quoted-printable (RFC 2045, section 6.7); invalid codes stay as they are.
fn quoted_printable(encoded: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some(at) = memchr::memchr(b'=', rest) {
        bytes.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let digit = |at: usize| char::from(*rest.get(at)?).to_digit(16);
        if let (Some(high), Some(low)) = (digit(0), digit(1)) {
            bytes.push((high * 16 + low) as u8);
            rest = &rest[2..];
        } else if let Some(end) =
            rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).filter(|end| rest[*end] == b'\n')
        {
            // A soft line break.
            rest = &rest[end + 1..];
        } else {
            bytes.push(b'=');
        }
    }
    bytes.extend_from_slice(rest);
    bytes
}

/// Decodes base64 (RFC 2045, section 6.8), ignoring all other characters.
fn base64(encoded: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(encoded.len() / 4 * 3);
    let (mut gathered, mut bits) = (0_u32, 0);
    for byte in encoded {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        gathered = gathered << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((gathered >> bits) as u8);
            gathered &= (1 << bits) - 1;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_codes_are_decoded_and_what_is_none_is_kept() {
        for (encoded, expected) in [
            ("a=3Db", "a=b"),
            ("=D8=AE=D8=A8=D8=B1", "خبر"),
            ("long=\r\n line", "long line"),
            ("long= \t\n line", "long line"),
            ("a=b =", "a=b ="),
            ("", ""),
        ] {
            assert_eq!(String::from_utf8(quoted_printable(encoded.as_bytes())).unwrap(), expected);
        }
        for (encoded, expected) in
            [("2K7YqNix", "خبر"), ("2K7Y\r\nqNix", "خبر"), ("YQ==", "a"), ("YWI=", "ab"), ("", "")]
        {
            assert_eq!(String::from_utf8(base64(encoded.as_bytes())).unwrap(), expected, "{encoded}");
        }
    }

    #[test]
    fn parts_of_text_are_read_in_order_and_in_parts_of_parts() {
        let message = "Content-Type: multipart/related;\r\n\tboundary=\"A\"\r\n\r\nbefore\r\n--A\r\n\
            Content-Type: multipart/alternative; boundary=B\r\n\r\n--B\r\nContent-Type: text/html; charset=utf-8\r\n\
            Content-ID: <x@y>\r\nContent-Location: https://example.org/\r\n\r\n<p>one\r\n--B--\r\n--A\r\n\
            Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--A\r\nContent-Type: text/plain\r\n\r\ntwo\r\n--A--\r\nbehind\r\n";
        let mut reader = message.as_bytes();
        let head = MimeHead::read(&mut reader).unwrap();
        let parts = texts(&mut reader, &head).unwrap();
        let bodies: Vec<_> = parts.iter().map(|part| String::from_utf8_lossy(&part.body).trim().to_string()).collect();
        assert_eq!(bodies, ["<p>one", "two"]);
        assert_eq!(parts[0].id.as_deref(), Some("x@y"));
        assert_eq!(parts[0].charset.as_deref(), Some("utf-8"));
        assert_eq!(parts[0].location.as_deref(), Some("https://example.org/"));
    }
}
