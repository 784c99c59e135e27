//! Page → article and comments: one file a layout, behind one trait.
//!
//! A layout knows the structure of pages of one site, or of one comment system: where comments begin and end, which
//! part is a name, which a time. Those of plain text are in `text`, those of HTML in `html`; more specific ones are
//! tried before more general ones. To add one, write a file beside the others, name it in the list of its kind, and add
//! a test with an invented page in that site's form.

mod authors;
mod clocks;
mod export;
mod found;
mod html;
mod notices;
mod reason;
mod signs;
mod site;
mod text;

#[cfg(feature = "archives")]
pub use crate::page::{Input, Pages, SavedPage};
pub use crate::page::{Page, PageError, Status};
pub use crate::record::{Article, ClockRecord, Comment, PageRecord};
pub use authors::Authors;
pub use clocks::Clocks;
pub(crate) use found::{Found, FoundComment, Parent};

use crate::page::{Content, Statuses};
use crate::text::language;
use crate::time::{CivilSecond, Clock, Interval, Moment, Reading, Rounding, TimeRecord};
use site::Site;
use std::borrow::Cow;
use std::sync::Arc;

/// Recognises and reads the pages of one site or comment system; `P` is the page as `text::Lines` or as a
/// [`Tree`](crate::page::html::Tree).
pub(crate) trait Layout<P>: Sync {
    /// Its name in page records.
    fn name(&self) -> &'static str;
    /// Whether a page is of this layout.
    fn recognises(&self, page: &P) -> bool;
    /// Reads a page.
    fn read(&self, page: &P) -> Found;
    /// The name of the site, where the layout is that of one site.
    fn site(&self) -> Option<&'static str> {
        Some(self.name())
    }
    /// The hosts of the site; "arabi21.com" stands for "www.arabi21.com" too.
    fn hosts(&self) -> &'static [&'static str] {
        &[]
    }
    /// The names of the site in `og:site_name` of its pages.
    fn names(&self) -> &'static [&'static str] {
        &[]
    }
    /// How the site rounds relative times.
    fn rounding(&self) -> Rounding {
        Rounding::Unknown
    }
    /// Whether readers write text in the name field, so that a long name is scored too.
    fn speaks_in_names(&self) -> bool {
        false
    }
    /// The number of characters at which the site cuts a comment.
    fn cut_at(&self) -> Option<usize> {
        None
    }
}

/// Whether readers of a site, by its name in records, write text in the name field.
#[must_use]
pub(crate) fn readers_speak_in_names(site: &str) -> bool {
    text::LAYOUTS.iter().any(|layout| layout.speaks_in_names() && layout.site() == Some(site))
}

/// A page as read by a layout.
#[derive(Debug, Default)]
struct ReadPage {
    layout: Option<&'static str>,
    site: Option<&'static str>,
    rounding: Rounding,
    speaks_in_names: bool,
    cut_at: Option<usize>,
    found: Found,
}

impl ReadPage {
    fn by<P>(layout: &dyn Layout<P>, found: Found) -> Self {
        Self {
            layout: Some(layout.name()),
            site: layout.site(),
            rounding: layout.rounding(),
            speaks_in_names: layout.speaks_in_names(),
            cut_at: layout.cut_at(),
            found,
        }
    }
}

impl ReadPage {
    /// Applies the rules of a known site, which hold in any markup: how it cuts times and texts, what a name is.
    fn of_site(&mut self, site: Option<Site>) {
        let Some(site) = site.filter(|_| self.site.is_none()) else { return };
        self.site = Some(site.name);
        self.rounding = site.rounding;
        self.speaks_in_names = site.speaks_in_names;
        self.cut_at = site.cut_at;
    }
}

/// Reads a page by the first layout that recognises it and finds comments; where none finds any, by the first
/// that recognises it.
fn read_by<'layout, P: 'layout>(layouts: impl Iterator<Item = &'layout dyn Layout<P>>, page: &P) -> Option<ReadPage> {
    let mut without = None;
    for layout in layouts.filter(|layout| layout.recognises(page)) {
        let read = ReadPage::by(layout, layout.read(page));
        if !read.found.comments.is_empty() {
            return Some(read);
        }
        without = without.or(Some(read));
    }
    without
}

/// The warning for a page of unknown layout.
const UNKNOWN: &str = "the layout of this page is not known, so no comments are read from it";
/// The same for a page that is plain text, which comments, one a line, are taken for.
pub(crate) const UNKNOWN_TEXT: &str = "the layout of this text is not known, so no comments are read from it; if each line is a \
                                       comment, read its lines";

/// A page, its article and its comments.
#[derive(Debug)]
pub struct Extracted {
    /// The page as a whole.
    pub page: PageRecord,
    /// Its comments.
    pub comments: Vec<Comment>,
    /// The article's text, for comparing comments with it.
    pub article_text: String,
    /// Whether readers write text in the name field.
    pub speaks_in_names: bool,
}

/// The most bytes of its article's text that are printed with the comments of a page, all together.
const MOST_ARTICLE_TEXT: usize = 16 << 20;
const TOO_MUCH_ARTICLE_TEXT: &str = "the article's text is left out of its many comments, so `score` tells off topic by the title \
                                     alone where it reads them; of the page itself it reads all";

impl Extracted {
    /// The same with the article's text in the article of its comments, so that their records can be scored off topic
    /// without the page.
    ///
    /// It is left out, with a warning, where all of them together would be more than 16 MB: a page of many comments under a
    /// long article would be printed as its length squared.
    #[must_use]
    pub fn with_article_text(mut self) -> Self {
        if self.article_text.len().saturating_mul(self.comments.len()) > MOST_ARTICLE_TEXT {
            self.page.warnings.push(TOO_MUCH_ARTICLE_TEXT.into());
            return self;
        }
        if let Some(article) = self.comments.first().and_then(|first| first.article.as_deref()) {
            let article = Arc::new(Article { text: Some(self.article_text.clone()), ..article.clone() });
            self.comments.iter_mut().for_each(|comment| comment.article = Some(Arc::clone(&article)));
        }
        self
    }
}

/// Extracts the article and the comments of a page; of an export, approved comments.
#[must_use]
pub fn extract(page: &Page, clocks: &Clocks) -> Extracted {
    extract_of(page, clocks, &Statuses::default())
}

/// Extracts the article and the comments of a page; of an export, comments of these statuses.
#[must_use]
pub(crate) fn extract_of(page: &Page, clocks: &Clocks, statuses: &Statuses) -> Extracted {
    let own = match &page.content {
        Content::Html(tree) => html::Address::of(tree),
        Content::Text(_) | Content::Export(_) => html::Address::default(),
    };
    let url = page.url.clone().or(own.url);
    let site = Site::of(url.as_deref(), own.site_name.as_deref());
    let mut read = match &page.content {
        Content::Text(text) => text::read(text),
        Content::Html(tree) => html::read(tree, site.map(|site| site.name)),
        Content::Export(thread) => export::read(thread, statuses),
    };
    notices::clean(&mut read.found.comments);
    read.of_site(site);
    let ReadPage { layout, site, rounding, speaks_in_names, cut_at, found } = read;
    let zone = clocks.zone.as_ref();
    let absolute = |reading: &Reading| reading.resolve_in(None, zone, Rounding::Unknown).map(|at| at.earliest);
    let published = found.published.as_ref().and_then(absolute);
    let shown = found.clock.as_ref().and_then(absolute).and_then(|moment| moment.to_string().parse().ok());
    let clock = clocks.of(page, shown);
    let reason = reason::of(&found, layout, matches!(page.content, Content::Export(_)));
    let mut warnings = page.warnings.clone();
    warnings.extend(found.warnings);
    if let Some(declared) = found.declared.filter(|declared| *declared != found.comments.len() as u64) {
        warnings.push(format!("the page says that it has {declared} comments; {} are on it", found.comments.len()));
    }
    let article = Arc::new(Article {
        title: found.title,
        url,
        site: site.map(Cow::Borrowed),
        published,
        published_at: published.map(CivilSecond::first_of),
        comments_declared: found.declared,
        text: None,
    });
    let clock_record = clock.as_ref().map(|(clock, from)| ClockRecord { at: clock.to_string(), from: (*from).into() });
    let clock = clock.as_ref().map(|(clock, _)| clock);
    let keys: Vec<String> = found
        .comments
        .iter()
        .map(|comment| Comment::made_key(&article, comment.author.as_deref(), &comment.body))
        .collect();
    let names: Vec<String> = found
        .comments
        .iter()
        .zip(&keys)
        .map(|(comment, key)| comment.id.clone().unwrap_or_else(|| key.clone()))
        .collect();
    let comments: Vec<Comment> = found
        .comments
        .into_iter()
        .zip(keys)
        .enumerate()
        .map(|(index, (comment, key))| {
            let time = time_record(&comment, clock, clocks, rounding);
            let interval = time.as_ref().and_then(|(_, interval)| *interval);
            warnings.extend(out_of_order(index, interval, published, clock));
            let all: [&str; 2] = [comment.title.as_deref().unwrap_or_default(), &comment.body];
            Comment {
                page: Some(page.name.clone()),
                index: Some(index),
                key: Some(key),
                article: Some(Arc::clone(&article)),
                id: comment.id,
                parent: match comment.parent {
                    Parent::None => None,
                    Parent::Id(id) => Some(id),
                    Parent::Index(index) => names.get(index).cloned(),
                },
                author: comment.author,
                truncated: comment.is_cut || cut_at.is_some_and(|cut| is_cut(&comment.body, cut)),
                quoted: comment.quoted,
                forwarded_from: comment.forwarded_from,
                status: comment.status,
                language: language(&all.join(" ")),
                title: comment.title,
                body: comment.body,
                time: time.map(|(record, _)| record),
                clock: clock_record.clone(),
            }
        })
        .collect();
    Extracted {
        page: PageRecord {
            page: page.name.clone(),
            layout: layout.map(Cow::Borrowed),
            title: article.title.clone(),
            url: article.url.clone(),
            site: article.site.clone(),
            published,
            published_at: article.published_at,
            clock: clock_record,
            comments_declared: article.comments_declared,
            comments_found: comments.len(),
            reason,
            warnings,
        },
        comments,
        article_text: found.text,
        speaks_in_names,
    }
}

/// The time of a comment: its text as written, resolved by the machine-readable time where there is one.
fn time_record(
    comment: &FoundComment,
    clock: Option<&Clock>,
    clocks: &Clocks,
    rounding: Rounding,
) -> Option<(TimeRecord, Option<Interval>)> {
    let resolve = |reading: &Reading| reading.resolve_in(clock, clocks.zone.as_ref(), rounding);
    let text = comment.time.as_ref().or(comment.stamp.as_ref())?;
    let written = crate::time::read_in_time_field(text);
    let stamp = comment.stamp.as_deref().and_then(crate::time::read).filter(|reading| !reading.is_relative());
    let exact = stamp.as_ref().and_then(resolve);
    let interval = exact.or_else(|| written.as_ref().and_then(resolve));
    Some((TimeRecord::new(text.as_str(), written.as_ref().or(stamp.as_ref()), interval), interval))
}

/// The warning for a comment later than the clock, or earlier than its article: the clock or the page was misread.
fn out_of_order(
    index: usize,
    interval: Option<Interval>,
    published: Option<Moment>,
    clock: Option<&Clock>,
) -> Option<String> {
    let interval = interval?;
    if let Some(clock) = clock.filter(|clock| clock.is_before(&interval.earliest)) {
        return Some(format!("comment {index} is later than the clock, {clock}"));
    }
    let published = published.filter(|published| interval.latest.date() < published.date())?;
    Some(format!("comment {index} is older than its article, which was published {published}"))
}

/// Whether a site that cuts at `cut_at` characters, before trimming, cut this text: it is that long but for a space at
/// the end, and has no final punctuation.
fn is_cut(body: &str, cut_at: usize) -> bool {
    body.chars().count() + 1 >= cut_at && !body.ends_with(['.', '!', '?', '؟', '…', '"', '»', ')', '۔'])
}
