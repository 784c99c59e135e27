//! Page → article and comments: one file a layout, behind one trait.
//!
//! A layout knows how one site's pages look when saved as text: where comments begin and end, which line is a name,
//! which a time. To add one, write a file beside the others with a type that implements [`Layout`], name it in
//! [`LAYOUTS`], and give it a test with a page of your own invention in that site's form.

mod arabi21;
mod baladi_news;
mod elaph;
pub mod lines;
mod record;
mod shorouk;
mod unknown;

pub use lines::Lines;
pub use record::{Article, ClockRecord, Comment, PageRecord};

use crate::page::Page;
use crate::text::language;
use crate::time::{Clock, Interval, Moment, Reading, Rounding, TimeRecord};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// How one site's pages are read.
pub trait Layout: Sync {
    /// The name of the site, as records print it.
    fn site(&self) -> &'static str;
    /// Whether a page is of this layout.
    fn recognises(&self, page: &Lines<'_>) -> bool;
    /// What a reader finds on it.
    fn read<'page>(&self, page: &Lines<'page>) -> Found<'page>;
    /// What the site does with the rest of a relative time.
    fn rounding(&self) -> Rounding {
        Rounding::Unknown
    }
    /// Whether readers speak in the name field, so that a long name is scored as well.
    fn speaks_in_names(&self) -> bool {
        false
    }
    /// The number of characters at which the site cuts a comment.
    fn cut_at(&self) -> Option<usize> {
        None
    }
}

/// Every layout, the more specific before the more general.
pub const LAYOUTS: &[&dyn Layout] = &[&arabi21::Arabi21, &elaph::Elaph, &shorouk::Shorouk, &baladi_news::BaladiNews];

/// What a layout finds on a page.
#[derive(Debug, Default)]
pub struct Found<'page> {
    /// The article's title.
    pub title: Option<&'page str>,
    /// When it was published, where the page prints it.
    pub published: Option<Reading>,
    /// What time it is, where the page prints it.
    pub clock: Option<Reading>,
    /// How many comments the page says it has.
    pub declared: Option<u64>,
    /// The article's text.
    pub text: String,
    /// The comments, in order.
    pub comments: Vec<FoundComment<'page>>,
    /// What a user should know.
    pub warnings: Vec<String>,
}

/// A comment as a layout finds it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FoundComment<'page> {
    /// The name above it.
    pub author: Option<&'page str>,
    /// Its own title.
    pub title: Option<&'page str>,
    /// Its time, as written.
    pub time: Option<&'page str>,
    /// What it says: indentation removed, line breaks kept, paragraphs parted by a blank line.
    pub body: String,
}

/// What the user says about clocks.
#[derive(Debug, Clone, Default)]
pub struct Clocks {
    /// Clocks of single pages, by the name or file name of the page.
    pub of_pages: std::collections::HashMap<String, Clock>,
    /// The clock of all others, with what it is drawn from.
    pub otherwise: Option<(Clock, &'static str)>,
    /// The zone of pages that name none.
    pub zone: Option<TimeZone>,
}

impl Clocks {
    /// The clock of a page, best evidence first: the user's own list, the record that the page came in, what the page
    /// shows, the user's word for the rest.
    fn of(&self, page: &Page, shown: Option<Clock>) -> Option<(Clock, &'static str)> {
        let file_name = page.name.rsplit(['/', '\\']).next().unwrap_or(&page.name);
        let listed = self.of_pages.get(&page.name).or_else(|| self.of_pages.get(file_name)).cloned();
        let found = listed
            .map(|clock| (clock, "clocks"))
            .or_else(|| page.saved.clone().map(|clock| (clock, "record")))
            .or_else(|| shown.map(|clock| (clock, "page")))
            .or_else(|| self.otherwise.clone());
        found.map(|(clock, from)| match &self.zone {
            Some(zone) => (clock.in_time_zone(zone), from),
            None => (clock, from),
        })
    }
}

/// A page with all that was found on it.
#[derive(Debug)]
pub struct Extracted {
    /// The page as a whole.
    pub page: PageRecord,
    /// Its comments.
    pub comments: Vec<Comment>,
    /// The article's text, for what looks at a comment and its article.
    pub article_text: String,
    /// Whether readers speak in the name field.
    pub speaks_in_names: bool,
}

/// Finds the article and the comments of a page.
#[must_use]
pub fn extract(page: &Page, clocks: &Clocks) -> Extracted {
    let lines = Lines::of(&page.text);
    let layout = LAYOUTS.iter().find(|layout| layout.recognises(&lines));
    let found = layout.map_or_else(|| unknown::read(&lines), |layout| layout.read(&lines));
    let rounding = layout.map_or(Rounding::Unknown, |layout| layout.rounding());
    let zone = clocks.zone.as_ref();
    let absolute = |reading: &Reading| reading.resolve_in(None, zone, Rounding::Unknown).map(|at| at.earliest);
    let published = found.published.as_ref().and_then(absolute);
    let shown = found.clock.as_ref().and_then(absolute).and_then(|moment| moment.to_string().parse().ok());
    let clock = clocks.of(page, shown);
    let mut warnings = found.warnings;
    if let Some(declared) = found.declared.filter(|declared| *declared != found.comments.len() as u64) {
        warnings.push(format!("the page says that it has {declared} comments; {} are on it", found.comments.len()));
    }
    let article = Arc::new(Article {
        title: found.title.map(str::to_string),
        url: page.url.clone(),
        site: layout.map(|layout| layout.site()),
        published,
        comments_declared: found.declared,
        text: None,
    });
    let clock_record = clock.as_ref().map(|(clock, from)| ClockRecord { at: clock.to_string(), from });
    let comments: Vec<Comment> = found
        .comments
        .into_iter()
        .enumerate()
        .map(|(index, comment)| {
            let time = comment.time.map(|text| {
                let reading = crate::time::read_in_time_place(text);
                let interval = reading
                    .as_ref()
                    .and_then(|reading| reading.resolve_in(clock.as_ref().map(|(clock, _)| clock), zone, rounding));
                warnings.extend(out_of_order(index, interval, published, clock.as_ref().map(|(clock, _)| clock)));
                TimeRecord::new(text, reading.as_ref(), interval)
            });
            let truncated = layout.and_then(|layout| layout.cut_at()).is_some_and(|cut| is_cut(&comment.body, cut));
            let all: [&str; 2] = [comment.title.unwrap_or_default(), &comment.body];
            Comment {
                page: page.name.clone(),
                index,
                key: record::key(&article, comment.author, &comment.body),
                article: Arc::clone(&article),
                id: None,
                parent: None,
                author: comment.author.map(str::to_string),
                title: comment.title.map(str::to_string),
                truncated,
                language: language(&all.join(" ")),
                body: comment.body,
                time,
                clock: clock_record.clone(),
            }
        })
        .collect();
    Extracted {
        page: PageRecord {
            page: page.name.clone(),
            layout: layout.map(|layout| layout.site()),
            title: article.title.clone(),
            url: article.url.clone(),
            site: article.site,
            published,
            clock: clock_record,
            comments_declared: article.comments_declared,
            comments_found: comments.len(),
            warnings,
        },
        comments,
        article_text: found.text,
        speaks_in_names: layout.is_some_and(|layout| layout.speaks_in_names()),
    }
}

/// A comment later than the clock, or before its article: the clock or the page is not what it is taken for.
fn out_of_order(
    index: usize,
    interval: Option<Interval>,
    published: Option<Moment>,
    clock: Option<&Clock>,
) -> Option<String> {
    let interval = interval?;
    if let Some(clock) = clock.filter(|clock| interval.earliest.date() > clock.date()) {
        return Some(format!("comment {index} is later than the clock, {clock}"));
    }
    let published = published.filter(|published| interval.latest.date() < published.date())?;
    Some(format!("comment {index} is older than its article, which was published {published}"))
}

/// Whether a site that cuts at so many characters, before trimming, cut this: it is that long but for a space at the
/// end, and does not end as a sentence does.
fn is_cut(body: &str, cut_at: usize) -> bool {
    body.chars().count() + 1 >= cut_at && !body.ends_with(['.', '!', '?', '؟', '…', '"', '»', ')', '۔'])
}
