//! The fields of a comment in JSON, by each tool's names for them.

use crate::page::{ExportComment, Status, with_offset, with_offset_of_epoch};
use serde_json::{Map, Value};

/// One tool's names for the fields of a comment. A name may be a path, `author.userName`; of several the first with a
/// value is used. All other fields, ids of accounts above all, are not read.
pub(super) struct Names {
    /// The name of the layout.
    pub(super) service: &'static str,
    /// The site of the comments, where the tool is for one site.
    pub(super) site: Option<&'static str>,
    /// Fields that every record of this tool has; they identify it.
    pub(super) marks: &'static [&'static str],
    pub(super) id: &'static [&'static str],
    pub(super) parent: &'static [&'static str],
    pub(super) author: &'static [&'static str],
    pub(super) time: &'static [&'static str],
    pub(super) body: &'static [&'static str],
    /// The URL of the article.
    pub(super) url: &'static [&'static str],
    /// The title of the article.
    pub(super) title: &'static [&'static str],
    /// The replies nested in this comment.
    pub(super) replies: &'static [&'static str],
    /// The same moment as `time` in UTC, where `time` is local and both are without an offset.
    pub(super) utc: &'static [&'static str],
    /// What a field's value says of the comment's status; a boolean is `true` or `false`. The first that fits counts.
    pub(super) statuses: &'static [(&'static str, &'static str, Status)],
    /// The kind of the comment, which may be `pingback` or `trackback`.
    pub(super) kind: &'static [&'static str],
    /// Whether texts are HTML rather than plain text.
    pub(super) is_html: bool,
}

impl Names {
    /// A row without names, as a base for the others.
    pub(super) const NONE: Self = Self {
        service: "",
        site: None,
        marks: &[],
        id: &[],
        parent: &[],
        author: &[],
        time: &[],
        body: &[],
        url: &[],
        title: &[],
        replies: &[],
        utc: &[],
        statuses: &[],
        kind: &[],
        is_html: false,
    };

    /// Whether a record has all of `marks`.
    pub(super) fn fit(&self, record: &Map<String, Value>) -> bool {
        self.marks.iter().all(|mark| at(record, mark).is_some())
    }

    /// The comment in a record, followed by its nested replies.
    pub(super) fn comments(&self, record: &Map<String, Value>) -> Vec<ExportComment> {
        let mut comments = Vec::new();
        self.add(record, None, 0, &mut comments);
        comments
    }

    fn add(&self, record: &Map<String, Value>, parent: Option<&str>, depth: usize, comments: &mut Vec<ExportComment>) {
        /// Deepest nesting of replies; no site nests deeper.
        const DEEPEST: usize = 32;
        let id = text(record, self.id);
        // A reply to the article itself has no parent; Reddit's articles are `t3_…`.
        let is_article = |parent: &String| self.url.iter().any(|name| text(record, &[name]).as_ref() == Some(parent));
        let own = text(record, self.parent).filter(|parent| {
            let is_none = ["root", "0"].contains(&parent.as_str()) || parent.starts_with("t3_");
            !is_none && Some(parent) != id.as_ref() && !is_article(parent)
        });
        let time = self.time.iter().find_map(|name| moment(at(record, name)?));
        let comment = ExportComment {
            // youtube-comment-downloader: the id of a reply is "PARENT.OWN".
            parent: own.or_else(|| parent.map(str::to_string)).or_else(|| parent_in(id.as_deref()?)),
            author: text(record, self.author),
            stamp: time.as_deref().and_then(|local| with_offset(local, &text(record, self.utc)?)),
            time,
            status: self.status(record),
            is_pingback: text(record, self.kind).is_some_and(|kind| kind == "pingback" || kind == "trackback"),
            body: text(record, self.body).unwrap_or_default(),
            id: id.clone(),
            ..ExportComment::default()
        };
        // A record without text is a picture, or not a comment at all.
        if !comment.body.is_empty() {
            comments.push(comment);
        }
        let replies = self.replies.iter().find_map(|name| at(record, name)?.as_array());
        for reply in replies.into_iter().flatten().filter_map(Value::as_object).filter(|_| depth < DEEPEST) {
            self.add(reply, id.as_deref(), depth + 1, comments);
        }
    }

    fn status(&self, record: &Map<String, Value>) -> Option<Status> {
        let is = |path: &str, value: &str| match at(record, path) {
            Some(Value::String(text)) => text == value,
            Some(Value::Bool(answer)) => value == if *answer { "true" } else { "false" },
            _ => false,
        };
        self.statuses.iter().find(|(path, value, _)| is(path, value)).map(|(_, _, status)| *status)
    }

    /// The URL and the title of the article that a record belongs to. The address of a WordPress comment is that of its
    /// article with the comment's id behind it.
    pub(super) fn article(&self, record: &Map<String, Value>) -> (Option<String>, Option<String>) {
        (text(record, self.url).map(|url| of_article(&url).to_string()), text(record, self.title))
    }
}

/// The address of an article in that of a comment of WordPress: without `#comment-12`, and `comment-page-2/` before it.
fn of_article(url: &str) -> &str {
    let Some((article, _)) = url.split_once("#comment-") else { return url };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match article.trim_end_matches('/').rsplit_once("comment-page-") {
        Some((article, number)) if is_number(number) => article,
        _ => article,
    }
}

fn parent_in(id: &str) -> Option<String> {
    let (parent, own) = id.split_once('.')?;
    (id.starts_with("Ug") && !own.is_empty()).then(|| parent.to_string())
}

/// The value at a dotted path.
fn at<'value>(record: &'value Map<String, Value>, path: &str) -> Option<&'value Value> {
    if let Some(value) = record.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    at(record.get(first)?.as_object()?, rest)
}

/// The first of these fields with a value, as text.
pub(super) fn text(record: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match at(record, name)? {
        Value::String(text) => Some(text.trim().to_string()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// A time as written, or from a number: seconds or milliseconds since 1970.
fn moment(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => match text.trim().parse::<f64>() {
            Ok(number) => moment_of(number),
            Err(_) => Some(text.trim().to_string()).filter(|text| !text.is_empty()),
        },
        Value::Number(number) => moment_of(number.as_f64()?),
        _ => None,
    }
}

fn moment_of(number: f64) -> Option<String> {
    /// The smallest such number, in 1973: earlier there were no comments, and a number above is not a year.
    const FIRST: f64 = 1e8;
    const MILLISECONDS: f64 = 1e11;
    let seconds = if number > MILLISECONDS { number / 1000.0 } else { number };
    let moment = jiff::Timestamp::from_second(seconds as i64).ok().filter(|_| seconds > FIRST)?;
    Some(moment.to_string())
}

/// A local time with the offset that follows from the same moment in seconds since 1970.
pub(super) fn stamp(local: &str, epoch: Option<&Value>) -> Option<String> {
    let seconds = match epoch? {
        Value::String(text) => text.trim().parse().ok()?,
        value => value.as_i64()?,
    };
    with_offset_of_epoch(local, seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_written_and_as_numbers() {
        for (value, expected) in [
            (Value::from("2021-03-04T09:10:00.000Z"), Some("2021-03-04T09:10:00.000Z")),
            (Value::from("2 years ago"), Some("2 years ago")),
            (Value::from(1_614_849_000), Some("2021-03-04T09:10:00Z")),
            (Value::from(1_614_849_000_123_i64), Some("2021-03-04T09:10:00Z")),
            (Value::from("1614849000"), Some("2021-03-04T09:10:00Z")),
            (Value::from(7), None),
            (Value::Null, None),
            (Value::from(""), None),
        ] {
            assert_eq!(moment(&value).as_deref(), expected, "{value}");
        }
    }
}
