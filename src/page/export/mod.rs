//! Exports of comment services. A page that loads its comments from a service does not contain them; the export does.
//!
//! XML (exports of Disqus and WordPress, feeds of comments) is read by [`xml`], JSON by [`super::json`]. Both give
//! [`ExportThread`]s. Exports also contain e-mail and IP addresses, user agents, phone numbers and account ids; none of
//! them is read: fields are selected by name, all others are skipped.

#[cfg(feature = "archives")]
mod atom;
#[cfg(feature = "archives")]
mod disqus;
#[cfg(feature = "archives")]
mod feed;
#[cfg(feature = "archives")]
mod format;
mod status;
#[cfg(feature = "archives")]
mod wordpress;
#[cfg(feature = "archives")]
mod xml;

pub use status::Status;
pub(crate) use status::Statuses;
#[cfg(feature = "archives")]
pub(super) use xml::Threads;
#[cfg(feature = "tables")]
pub(crate) use xml::resolved;

use crate::time;

/// An article of an export, with its comments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportThread {
    /// The service or format, used as the layout's name in page records: `disqus`, `wordpress-export`, `telegram`…
    pub service: &'static str,
    /// The site, where the service belongs to one.
    pub site: Option<&'static str>,
    /// The article's title.
    pub title: Option<String>,
    /// The article's URL.
    pub url: Option<String>,
    /// When the article was published, as written.
    pub published: Option<String>,
    /// The article's text, as HTML.
    pub text: String,
    /// Whether texts and titles are plain text rather than HTML.
    pub is_plain: bool,
    /// When the export was made, in seconds since 1970, where it says so.
    pub saved: Option<i64>,
    /// The number of comments by the service's own count.
    pub declared: Option<u64>,
    /// The comments, of every status.
    pub comments: Vec<ExportComment>,
    /// Warnings for the user.
    pub warnings: Vec<String>,
}

/// A comment of an export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportComment {
    /// The id that the service gives it.
    pub id: Option<String>,
    /// The id of the parent comment.
    pub parent: Option<String>,
    /// The author's name.
    pub author: Option<String>,
    /// The comment's own title.
    pub title: Option<String>,
    /// When the comment was written, as written.
    pub time: Option<String>,
    /// The same time with its UTC offset, where the export has it.
    pub stamp: Option<String>,
    /// The text, as HTML where the thread is not plain.
    pub body: String,
    /// The original author, of a forwarded message.
    pub forwarded_from: Option<String>,
    /// The moderation status, where the service says so; the others are visible to readers.
    pub status: Option<Status>,
    /// Whether it is a pingback or trackback: the notice of a link from another site.
    pub is_pingback: bool,
}

/// A local time and the same moment in UTC, which exports have side by side → the local time with its offset; `None` if
/// they are not the same moment, as in WordPress while a draft is pending.
pub(super) fn with_offset(local: &str, utc: &str) -> Option<String> {
    /// UTC offsets are multiples of a quarter of an hour.
    const QUARTER: i64 = 15 * 60;
    const MOST: i64 = 14 * 3600;
    let civil = |text: &str| text.trim().replace(' ', "T").parse::<jiff::civil::DateTime>().ok();
    let (local, utc) = (civil(local)?, civil(utc)?);
    let seconds = local.duration_since(utc).as_secs();
    if seconds % QUARTER != 0 || seconds.abs() > MOST {
        return None;
    }
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
    Some(format!("{local}{sign}{:02}:{:02}", minutes / 60, minutes % 60))
}

/// A local time and the same moment in seconds since 1970 → the local time with its offset.
pub(super) fn with_offset_of_epoch(local: &str, seconds: i64) -> Option<String> {
    let utc = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    with_offset(local, &utc.to_string())
}

/// Whether a text is a date and not `0000-00-00 00:00:00`, which some exports write for none.
fn is_date(text: &str) -> bool {
    !text.starts_with("0000") && time::read(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_what_a_local_time_and_utc_differ_by() {
        for (local, utc, expected) in [
            ("2021-03-04 12:10:00", "2021-03-04 09:10:00", Some("2021-03-04T12:10:00+03:00")),
            ("2021-03-04 09:10:00", "2021-03-04 09:10:00", Some("2021-03-04T09:10:00+00:00")),
            ("2021-03-04 05:40:00", "2021-03-04 09:10:00", Some("2021-03-04T05:40:00-03:30")),
            ("2021-03-04 12:10:01", "2021-03-04 09:10:00", None),
            ("2021-03-04 12:10:00", "0000-00-00 00:00:00", None),
            ("2021-03-04 12:10:00", "2020-03-04 12:10:00", None),
            ("أمس", "2021-03-04 09:10:00", None),
        ] {
            assert_eq!(with_offset(local, utc).as_deref(), expected, "{local} {utc}");
        }
        assert_eq!(
            with_offset_of_epoch("2021-03-04T12:10:00", 1_614_849_000).as_deref(),
            Some("2021-03-04T12:10:00+03:00")
        );
    }
}
