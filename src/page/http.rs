//! HTTP responses as archives store them.

use super::LARGEST;
use super::compression::MOST_EXPANSION;
use super::kind::InputFormat;
use std::io::Read;

/// An HTTP response with a page.
#[derive(Debug, Default)]
pub(super) struct Response {
    /// The kind of page, where the header settles it.
    pub(super) kind: Option<InputFormat>,
    /// The character encoding that the server declared.
    pub(super) charset: Option<String>,
    /// The body, decoded.
    pub(super) body: Vec<u8>,
}

/// Parses a response; `None` if it is not a page: not a success, or not decodable.
pub(super) fn response(block: Vec<u8>) -> Option<Response> {
    /// The most header fields; no server sends more.
    const MOST_HEADERS: usize = 128;
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut head = httparse::Response::new(&mut headers);
    let config = {
        let mut config = httparse::ParserConfig::default();
        // Status lines that real servers send and browsers accept.
        config
            .allow_spaces_after_header_name_in_responses(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .ignore_invalid_headers_in_responses(true);
        config
    };
    let Ok(httparse::Status::Complete(length)) = config.parse_response(&mut head, &block) else { return None };
    if head.code != Some(200) {
        return None;
    }
    let header = |wanted: &str| {
        let found = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(wanted));
        found.map(|header| String::from_utf8_lossy(header.value).trim().to_ascii_lowercase()).unwrap_or_default()
    };
    let (content_type, encoding) = (header("content-type"), header("content-encoding"));
    let is_chunked = header("transfer-encoding").contains("chunked");
    let media = Media::of(&content_type);
    if media == Media::Other {
        return None;
    }
    let mut block = block;
    let body = block.split_off(length);
    // Many archives store the body decoded, whatever the header says.
    let body = if is_chunked { unchunked(&body).unwrap_or(body) } else { body };
    let body = decompressed(body, &encoding)?;
    Some(Response { kind: media.kind(), charset: charset(&content_type), body })
}

/// The class of a media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    Html,
    /// Plain text or no media type: the bytes decide, since servers send HTML as text/plain too.
    Undecided,
    /// Any other type: pictures, scripts and so on.
    Other,
}

impl Media {
    pub(super) fn of(content_type: &str) -> Self {
        match content_type.split(';').next().unwrap_or_default().trim() {
            "text/html" | "application/xhtml+xml" => Self::Html,
            "text/plain" | "" => Self::Undecided,
            _ => Self::Other,
        }
    }

    /// The kind of page, where the media type settles it.
    pub(super) fn kind(self) -> Option<InputFormat> {
        (self == Self::Html).then_some(InputFormat::Html)
    }
}

/// The encoding that a media type declares: `text/html; charset=windows-1256`.
pub(super) fn charset(content_type: &str) -> Option<String> {
    let declared = content_type.split(';').find_map(|part| part.trim().strip_prefix("charset="))?;
    Some(declared.trim_matches(['"', '\'', ' ']).into())
}

/// The body of a chunked response (RFC 9112, section 7.1); `None` where it is not chunked.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    let mut rest = body;
    while !rest.is_empty() {
        let Ok(httparse::Status::Complete((begin, length))) = httparse::parse_chunk_size(rest) else {
            // Cut short: the part that was received is kept.
            return (!whole.is_empty()).then_some(whole);
        };
        if length == 0 {
            break;
        }
        let end = begin.saturating_add(usize::try_from(length).unwrap_or(usize::MAX)).min(rest.len());
        whole.extend_from_slice(&rest[begin..end]);
        rest = rest[end..].strip_prefix(b"\r\n").unwrap_or(&rest[end..]);
    }
    Some(whole)
}

/// The body, decompressed if it still is compressed.
fn decompressed(body: Vec<u8>, encoding: &str) -> Option<Vec<u8>> {
    let taken = body.len() as u64;
    let most = LARGEST.min(taken.saturating_mul(MOST_EXPANSION).max(1 << 20));
    let mut out = Vec::new();
    let read = match encoding {
        "gzip" | "x-gzip" if body.starts_with(&[0x1F, 0x8B]) => {
            flate2::read::MultiGzDecoder::new(&body[..]).take(most + 1).read_to_end(&mut out)
        }
        "deflate" if body.first().is_some_and(|first| first & 0x0F == 8) => {
            flate2::read::ZlibDecoder::new(&body[..]).take(most + 1).read_to_end(&mut out)
        }
        "zstd" if body.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) => {
            zstd::Decoder::with_buffer(&body[..]).and_then(|decoder| decoder.take(most + 1).read_to_end(&mut out))
        }
        "br" if std::str::from_utf8(&body).is_err() || !body.contains(&b'<') => {
            brotli_decompressor::Decompressor::new(&body[..], 1 << 14).take(most + 1).read_to_end(&mut out)
        }
        _ => return Some(body),
    };
    // The bytes before an error are the beginning of the page.
    let is_page = (read.is_ok() || !out.is_empty()) && out.len() as u64 <= most;
    is_page.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn answer(head: &str, body: &[u8]) -> Option<Response> {
        response(
            [format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n{head}\r\n").as_bytes(), body]
                .concat(),
        )
    }

    #[test]
    fn bodies_are_read_plain_chunked_and_compressed_and_where_the_head_is_wrong() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(b"<p>page").unwrap();
        let gzip = gzip.finish().unwrap();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(b"<p>page").unwrap();
        for (head, body) in [
            ("", b"<p>page".to_vec()),
            ("Transfer-Encoding: chunked\r\n", b"3\r\n<p>\r\n4;x=y\r\npage\r\n0\r\n\r\n".to_vec()),
            ("Transfer-Encoding: chunked\r\n", b"<p>page".to_vec()),
            ("Content-Encoding: gzip\r\n", gzip),
            ("Content-Encoding: gzip\r\n", b"<p>page".to_vec()),
            ("Content-Encoding: deflate\r\n", zlib.finish().unwrap()),
            ("Content-Encoding: zstd\r\n", zstd::encode_all(&b"<p>page"[..], 3).unwrap()),
            ("Content-Encoding: br\r\n", b"<p>page".to_vec()),
        ] {
            let response = answer(head, &body).unwrap();
            assert_eq!(response.body, b"<p>page", "{head}");
            assert_eq!(response.charset.as_deref(), Some("utf-8"));
        }
    }

    #[test]
    fn failures_pictures_and_bombs_are_no_pages() {
        assert!(response(b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>".to_vec()).is_none());
        assert!(response(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n<p>".to_vec()).is_none());
        assert!(response(b"not http".to_vec()).is_none());
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&vec![b' '; 32 << 20]).unwrap();
        assert!(answer("Content-Encoding: gzip\r\n", &gzip.finish().unwrap()).is_none());
    }
}
