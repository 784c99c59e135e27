//! Exports: pages with comment services hold no comments, their exports hold them all.
//!
//! XML is read by [`xml`]: exports of Disqus and WordPress, feeds of comments. JSON is read by [`super::json`]. Both give
//! [`ExportThread`]s. E-mail and IP addresses, user agents, phone numbers and ids of accounts, which exports are full of,
//! are read by none of them: fields are taken by name, all others are passed over.

#[cfg(feature = "archives")]
mod atom;
#[cfg(feature = "archives")]
mod disqus;
#[cfg(feature = "archives")]
mod feed;
mod status;
#[cfg(feature = "archives")]
mod wordpress;
#[cfg(feature = "archives")]
mod xml;

pub use status::Status;
pub(crate) use status::Statuses;
#[cfg(feature = "archives")]
pub(super) use xml::Threads;

use crate::time;

/// An article, and its comments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportThread {
    /// What it was exported from, as page records name the layout: `disqus`, `wordpress-export`, `telegram`…
    pub service: &'static str,
    /// The site, where the service is that of one.
    pub site: Option<&'static str>,
    /// The article's title.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// When it was published, as written.
    pub published: Option<String>,
    /// Its text, as HTML.
    pub text: String,
    /// Whether texts and titles are plain, not HTML.
    pub is_plain: bool,
    /// When it was saved, in seconds since 1970, where the export says so.
    pub saved: Option<i64>,
    /// How many comments the service says there are.
    pub declared: Option<u64>,
    /// The comments, whatever became of them.
    pub comments: Vec<ExportComment>,
    /// What a user should know.
    pub warnings: Vec<String>,
}

/// A comment of an export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportComment {
    /// The service's id.
    pub id: Option<String>,
    /// The id of the comment that it answers.
    pub parent: Option<String>,
    /// The name of its author.
    pub author: Option<String>,
    /// Its own title.
    pub title: Option<String>,
    /// When it was written, as written.
    pub time: Option<String>,
    /// The same moment with its zone, where the export has it.
    pub stamp: Option<String>,
    /// What it says, as HTML where the thread is not plain.
    pub body: String,
    /// Whose words these are, where they were passed on.
    pub forwarded_from: Option<String>,
    /// What became of it, where the service says so: readers see the others.
    pub status: Option<Status>,
    /// Whether it is the notice of a link from another site.
    pub is_pingback: bool,
}

/// A local time and the same moment in UTC, as exports have them side by side → the local time with its offset; none
/// where they are no such pair, as WordPress's are not while a draft waits.
fn with_offset(local: &str, utc: &str) -> Option<String> {
    /// Zones differ from UTC by whole quarters of an hour.
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

/// Seconds since 1970, beside the same moment as a clock on a wall showed it → that time with its offset.
pub(super) fn with_offset_of_epoch(local: &str, seconds: i64) -> Option<String> {
    let utc = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    with_offset(local, &utc.to_string())
}

/// Whether a text is a date that says something: some exports write `0000-00-00 00:00:00` for none.
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
