//! Atom feeds of comments, and of articles, which contain no comments.
//!
//! RFC 4287, with replies by RFC 4685 (`thr:in-reply-to`). Sources: wp-includes/feed-atom-comments.php
//! (WordPress/WordPress) and the Blogger export in Pelican 4.12's tests. A Blogger export is a feed of all posts and
//! comments, whose entries declare their kind; comments follow the posts, so posts are kept until the end of the feed.

use super::feed::{Gathered, answered, comment_address};
use super::format::{Format, Start};
use super::{ExportComment, ExportThread};

/// Reader of an Atom feed.
#[derive(Default)]
pub(super) struct Entries {
    feed_title: Option<String>,
    entry: AtomEntry,
    gathered: Gathered,
}

#[derive(Default)]
struct AtomEntry {
    id: Option<String>,
    title: Option<String>,
    link: Option<String>,
    author: Option<String>,
    published: Option<String>,
    updated: Option<String>,
    content: String,
    summary: String,
    /// The targets of `thr:in-reply-to`: the URL of a page, and an id.
    answers: Vec<String>,
    /// The parent comment's id, in a Blogger export.
    parent: Option<String>,
    /// The kind that Blogger declares: `post`, `page`, `comment`, `settings`.
    kind: Option<String>,
}

impl Format for Entries {
    fn begin(&mut self, _above: &[String], element: &Start) {
        match element.name.as_str() {
            "entry" => self.entry = AtomEntry::default(),
            "link" if matches!(element.attribute("rel"), None | Some("alternate")) => {
                let address = element.attribute("href").map(str::to_string);
                self.entry.link = self.entry.link.take().or(address);
            }
            // Blogger: …/comments/default/PARENT
            "link" if element.attribute("rel") == Some("related") => {
                let parent = element.attribute("href").and_then(|address| address.split_once("/comments/default/"));
                self.entry.parent = parent.map(|(_, parent)| parent.to_string());
            }
            "category" => {
                let kind = element.attribute("term").and_then(|term| term.split_once("/kind#"));
                self.entry.kind = self.entry.kind.take().or(kind.map(|(_, kind)| kind.to_string()));
            }
            "thr:in-reply-to" => {
                let both = [element.attribute("href"), element.attribute("ref")];
                self.entry.answers.extend(both.into_iter().flatten().map(str::to_string));
            }
            _ => {}
        }
    }

    fn end(&mut self, above: &[String], name: &str, text: String) -> Option<ExportThread> {
        let above = above.last().map(String::as_str).unwrap_or_default();
        let value = || Some(text.clone()).filter(|text| !text.is_empty());
        match (name, above) {
            ("entry", _) => return self.end_entry(),
            ("title", "feed") => self.feed_title = value(),
            ("id", "entry") => self.entry.id = value(),
            ("title", "entry") => self.entry.title = value(),
            ("published", "entry") => self.entry.published = value(),
            ("updated", "entry") => self.entry.updated = value(),
            ("content", "entry") => self.entry.content = text,
            ("summary", "entry") => self.entry.summary = text,
            ("name", "author") => self.entry.author = value(),
            _ => {}
        }
        None
    }

    fn finish(&mut self) -> Vec<ExportThread> {
        std::mem::take(&mut self.gathered).threads
    }
}

impl Entries {
    fn end_entry(&mut self) -> Option<ExportThread> {
        let entry = std::mem::take(&mut self.entry);
        let own = [entry.link.as_deref(), entry.id.as_deref()].into_iter().flatten().find_map(comment_address);
        let (published, text) = (
            entry.published.clone().or(entry.updated.clone()),
            if entry.content.is_empty() { &entry.summary } else { &entry.content },
        );
        if own.is_none() && entry.answers.is_empty() {
            let thread = ExportThread {
                service: "feed",
                title: entry.title,
                url: entry.link.clone(),
                published,
                text: text.clone(),
                ..ExportThread::default()
            };
            return match entry.kind.as_deref() {
                Some("post" | "page") => {
                    self.gathered.add_article(ExportThread { service: "blogger-export", ..thread });
                    None
                }
                // Settings and templates of the blog are entries as well.
                Some(_) => None,
                None => {
                    let warnings = vec!["an entry of a feed of articles, which holds no comments".into()];
                    Some(ExportThread { warnings, ..thread })
                }
            };
        }
        let (by_line, body) = answered(text);
        let by_answer = entry.answers.iter().find_map(|address| comment_address(address)).map(|(_, id)| id);
        // A reply target that is not a comment is the article.
        let article = own
            .map(|(article, _)| article)
            .or_else(|| entry.answers.iter().map(String::as_str).find(|address| address.starts_with("http")));
        let title = self.feed_title.as_deref().and_then(|title| title.split_once(": "));
        let comment = ExportComment {
            id: own.map(|(_, id)| id.to_string()).or(entry.id.clone()),
            parent: entry.parent.or_else(|| by_answer.or(by_line).map(str::to_string)),
            author: entry.author,
            stamp: published.clone(),
            time: published,
            body: body.to_string(),
            ..ExportComment::default()
        };
        let article = article.unwrap_or_default().to_string();
        self.gathered.add("comments-feed", article, title.map(|(_, title)| title.to_string()), comment);
        None
    }
}
