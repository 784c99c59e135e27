//! MHTML: a page with its frames and pictures in one file, as Chrome ("Webpage, Single File"), Edge, Internet Explorer,
//! Word and Opera save it (RFC 2557).
//!
//! The first part of HTML, or the one that `start` names, is the page; frames are parts of their own, referred to by
//! `cid:` or by URL. They are inlined at their place on the page, so that comments of Disqus or Facebook's plugin,
//! which are in frames, belong to the page. Sources: what Chrome writes (MHTMLArchive.cpp in Chromium, the beginning
//! of a file of 2020). Not compared with whole files that have frames.

use super::archive::{Stream, read_error};
use super::encoding::decode_html;
use super::kind::InputFormat;
use super::mime::{self, MimeHead, MimePart};
use super::{Body, PageError, SavedPage};
use std::collections::HashMap;

/// Reads the page of an MHTML file.
pub(super) fn page(mut stream: Stream, name: &str, record_name: String) -> Result<SavedPage, PageError> {
    let failed = |error| read_error(name, error);
    let head = MimeHead::read(&mut stream).map_err(failed)?;
    let parts = mime::texts(&mut stream, &head).map_err(failed)?;
    let start = head.parameter("start").map(|id| id.trim_matches(['<', '>']).to_string());
    let is_html = |part: &&MimePart| part.media != "text/plain";
    let main = start
        .and_then(|id| parts.iter().position(|part| part.id.as_deref() == Some(&id)))
        .or_else(|| parts.iter().position(|part| is_html(&part)))
        .or_else(|| (!parts.is_empty()).then_some(0));
    let Some(main) = main else {
        let problem = "no part of this MHTML file is a page; save it again, as HTML or as plain text".into();
        return Err(PageError::Broken { file: name.into(), problem });
    };
    let snapshot = ["snapshot-content-location", "x-snapshot-content-location"];
    let url =
        snapshot.iter().find_map(|name| head.field(name)).map(str::to_string).or_else(|| parts[main].location.clone());
    let saved = head.field("date").and_then(moment);
    let kind = if is_html(&&parts[main]) { InputFormat::Html } else { InputFormat::Text };
    let mut frames = Frames::of(&parts, main);
    let whole = frames.inlined(main, 0);
    let name = if record_name == "-" { "-#1".into() } else { record_name };
    let url = url.filter(|url| url.starts_with("http"));
    Ok(SavedPage {
        name,
        url,
        saved,
        charset: Some("utf-8".into()),
        kind: Some(kind),
        body: Body::Bytes(whole.into_bytes()),
    })
}

/// The parts of a file, by id and by URL.
struct Frames {
    texts: Vec<String>,
    indices: HashMap<String, usize>,
    /// Whether each part was inlined already: a part is inlined once, however often it is referred to.
    is_used: Vec<bool>,
}

impl Frames {
    fn of(parts: &[MimePart], main: usize) -> Self {
        let texts = parts.iter().map(|part| {
            decode_html(&part.body, part.charset.as_deref()).map(std::borrow::Cow::into_owned).unwrap_or_default()
        });
        let mut indices = HashMap::new();
        for (index, part) in parts.iter().enumerate().filter(|(index, _)| *index != main) {
            indices.extend(part.id.iter().map(|id| (format!("cid:{id}"), index)));
            indices.extend(part.location.iter().map(|location| (location.clone(), index)));
        }
        let mut is_used = vec![false; parts.len()];
        is_used[main] = true;
        Self { texts: texts.collect(), indices, is_used }
    }

    /// The text of a part, each frame in it inlined before its element.
    fn inlined(&mut self, index: usize, depth: usize) -> String {
        /// Deepest nesting of frames.
        const DEEPEST: usize = 8;
        let text = std::mem::take(&mut self.texts[index]);
        if self.indices.is_empty() || depth > DEEPEST {
            return text;
        }
        let mut whole = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(found) = rest.find("frame") {
            let at = ["<i", "<"].iter().find_map(|open| Some(rest[..found].strip_suffix(open)?.len()));
            let Some(at) = at else {
                let (before, behind) = rest.split_at(found + "frame".len());
                whole.push_str(before);
                rest = behind;
                continue;
            };
            whole.push_str(&rest[..at]);
            let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
            let tag = &rest[at..end];
            if let Some(index) = source(tag).and_then(|source| self.indices.get(&source).copied())
                && !std::mem::replace(&mut self.is_used[index], true)
            {
                let inner = self.inlined(index, depth + 1);
                whole.push_str("<div>");
                whole.push_str(&inner);
                whole.push_str("</div>");
            }
            whole.push_str(tag);
            rest = &rest[end..];
        }
        whole.push_str(rest);
        whole
    }
}

/// The `src` of a tag.
fn source(tag: &str) -> Option<String> {
    let (_, value) = tag.split_once("src=")?;
    let value = match value.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.split(['"', '\'']).next()?,
        None => value.split([' ', '>']).next()?,
    };
    Some(value.replace("&amp;", "&"))
}

/// The header field `Date`, when the page was saved: "Thu, 04 Mar 2021 09:10:00 -0000".
fn moment(date: &str) -> Option<crate::time::Clock> {
    let moment = jiff::fmt::rfc2822::parse(date.trim()).ok()?;
    moment.timestamp().to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_stands_where_the_page_shows_it_and_once() {
        let part = |id: &str, html: &str| MimePart {
            media: "text/html".into(),
            id: Some(id.into()),
            body: html.as_bytes().to_vec(),
            ..MimePart::default()
        };
        let parts = [
            part("main", "a<iframe src=\"cid:f1\"></iframe>b<iframe src=\"cid:f1\"></iframe><iframe src='x'></iframe>"),
            part("f1", "<p>one<iframe src=cid:f2></iframe>"),
            part("f2", "<p>two<iframe src=cid:f1></iframe>"),
        ];
        let whole = Frames::of(&parts, 0).inlined(0, 0);
        let shown: Vec<usize> = ["a", "<p>one", "<p>two", "b"].iter().map(|text| whole.find(text).unwrap()).collect();
        assert!(shown.is_sorted(), "{whole}");
        assert_eq!((whole.matches("one").count(), whole.matches("two").count()), (1, 1));
    }
}
