//! RSS 2.0: a WordPress export, whose items are articles that contain their comments; a feed of comments, one an item;
//! a feed of articles, which contains no comments.
//!
//! Sources: wp-includes/feed-rss2-comments.php and wp-admin/includes/export.php (WordPress/WordPress),
//! <https://www.rssboard.org/rss-specification> and <http://wellformedweb.org/CommentAPI/>. A feed of comments is
//! short, and is kept until its end: comments on one article are anywhere in it.

use super::format::{Format, Start};
use super::wordpress::WordPressComment;
use super::{ExportComment, ExportThread};
use std::collections::HashMap;

/// Reader of an RSS feed or WordPress export.
#[derive(Default)]
pub(super) struct Items {
    channel: Option<String>,
    item: FeedItem,
    comment: Option<WordPressComment>,
    comments: Vec<ExportComment>,
    gathered: Gathered,
}

/// The fields of an item.
#[derive(Default)]
struct FeedItem {
    title: Option<String>,
    link: Option<String>,
    guid: Option<String>,
    published: Option<String>,
    author: Option<String>,
    content: String,
    description: String,
    /// The URL of the article's feed of comments (`wfw:commentRss`).
    comments_feed: Option<String>,
    /// The type of the item in a WordPress export: a post, a page, a picture, a menu.
    post_type: Option<String>,
}

impl Format for Items {
    fn begin(&mut self, _above: &[String], element: &Start) {
        match element.name.as_str() {
            "wp:comment" => self.comment = Some(WordPressComment::default()),
            "item" => self.item = FeedItem::default(),
            _ => {}
        }
    }

    fn end(&mut self, above: &[String], name: &str, text: String) -> Option<ExportThread> {
        let above = above.last().map(String::as_str).unwrap_or_default();
        match (name, above) {
            ("item", _) => return self.end_item(),
            ("wp:comment", _) => self.comments.extend(self.comment.take().and_then(WordPressComment::finish)),
            (_, "wp:comment") => {
                if let Some(comment) = &mut self.comment {
                    comment.take(name, text);
                }
            }
            (_, "item") => self.item.take(name, text),
            ("title", "channel") => self.channel = Some(text).filter(|text| !text.is_empty()),
            _ => {}
        }
        None
    }

    fn finish(&mut self) -> Vec<ExportThread> {
        std::mem::take(&mut self.gathered).threads
    }
}

impl Items {
    fn end_item(&mut self) -> Option<ExportThread> {
        let item = std::mem::take(&mut self.item);
        let comments = std::mem::take(&mut self.comments);
        if item.post_type.is_some() || !comments.is_empty() {
            // Pictures and menus are items as well.
            let is_page = !matches!(item.post_type.as_deref(), Some("attachment" | "nav_menu_item"));
            let is_kept = is_page || !comments.is_empty();
            return is_kept.then(|| ExportThread { comments, ..item.article("wordpress-export") });
        }
        let addresses = [item.link.as_deref(), item.guid.as_deref()];
        let own = addresses.into_iter().flatten().find_map(comment_address);
        if let Some((article, id)) = own.map(|(article, id)| (article.to_string(), id.to_string())) {
            let title = article_title(&item, self.channel.as_deref());
            self.gathered.add("comments-feed", article, title, item.comment(id));
            return None;
        }
        let mut warning = "an item of a feed of articles, which holds no comments".to_string();
        if let Some(feed) = &item.comments_feed {
            warning.push_str(&format!("; theirs is at {feed}"));
        }
        Some(ExportThread { warnings: vec![warning], ..item.article("feed") })
    }
}

impl FeedItem {
    fn take(&mut self, name: &str, text: String) {
        let value = Some(text.clone()).filter(|text| !text.is_empty());
        match name {
            "title" => self.title = value,
            "link" => self.link = value,
            "guid" => self.guid = value,
            // A post's own date is the site's local time; pubDate is the same in UTC, or nothing in a draft.
            "wp:post_date" => self.published = value.filter(|date| super::is_date(date)).or(self.published.take()),
            "pubDate" | "dc:date" => self.published = self.published.take().or(value),
            "dc:creator" => self.author = value,
            // `address (name)`: only the name is read.
            "author" => self.author = self.author.take().or_else(|| name_of_address(&text)),
            "content:encoded" => self.content = text,
            "description" => self.description = text,
            "wfw:commentRss" | "wfw:commentRSS" => self.comments_feed = value,
            "wp:post_type" => self.post_type = Some(text),
            _ => {}
        }
    }

    fn article(self, service: &'static str) -> ExportThread {
        ExportThread {
            service,
            title: self.title,
            url: self.link,
            published: self.published,
            text: if self.content.is_empty() { self.description } else { self.content },
            ..ExportThread::default()
        }
    }

    fn comment(self, id: String) -> ExportComment {
        let body = if self.content.is_empty() { self.description } else { self.content };
        let (parent, body) = answered(&body);
        ExportComment {
            parent: parent.map(str::to_string),
            body: body.to_string(),
            id: Some(id),
            author: self.author,
            stamp: self.published.clone(),
            time: self.published,
            ..ExportComment::default()
        }
    }
}

/// Comments grouped by article, in the order of the feed.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) threads: Vec<ExportThread>,
    indices: HashMap<String, usize>,
}

impl Gathered {
    /// Adds an article without comments.
    pub(super) fn add_article(&mut self, article: ExportThread) {
        self.indices.entry(article.url.clone().unwrap_or_default()).or_insert(self.threads.len());
        self.threads.push(article);
    }

    /// Adds a comment on the article at a URL; `title` is the article's, where known.
    pub(super) fn add(
        &mut self,
        service: &'static str,
        article: String,
        title: Option<String>,
        comment: ExportComment,
    ) {
        let next = self.threads.len();
        let index = *self.indices.entry(article.clone()).or_insert(next);
        if index == next {
            let url = Some(article).filter(|url| !url.is_empty());
            self.threads.push(ExportThread { service, title, url, ..ExportThread::default() });
        }
        self.threads[index].comments.push(comment);
    }
}

/// Splits a comment's URL into the article's URL and the comment's id: `…/#comment-502`, as
/// WordPress and Disqus write it, `…?showComment=1614#c502` as Blogger does.
pub(super) fn comment_address(address: &str) -> Option<(&str, &str)> {
    let (article, fragment) = address.split_once('#')?;
    let id = ["comment-", "comment", "c"].iter().find_map(|before| fragment.strip_prefix(before))?;
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    let article = article.split("?showComment=").next().unwrap_or(article);
    is_id.then_some((article, id))
}

/// "ردا على <a href="…#comment-501">نوال</a>." on a first line of its own, as WordPress writes above a reply: the id
/// of the parent comment, and the rest of the text.
pub(super) fn answered(html: &str) -> (Option<&str>, &str) {
    /// The most text beside the link, in bytes, for such a line.
    const LONGEST: usize = 80;
    let split = || {
        let inner = html.trim_start();
        let (paragraph, is_paragraph) = inner.strip_prefix("<p>").map_or((inner, false), |inner| (inner, true));
        let (before, link) = paragraph.split_once("<a ")?;
        let (link, after) = link.split_once("</a>")?;
        let address = link.split_once("href=")?.1.trim_start_matches(['"', '\'']).split(['"', '\'', '>']).next()?;
        let (_, id) = comment_address(address)?;
        let (line, rest) = match is_paragraph {
            true => after.split_once("</p>")?,
            false => (".", after.strip_prefix('.')?),
        };
        let is_short = before.len() + line.len() <= LONGEST && !before.contains('<') && !line.contains('<');
        is_short.then_some((Some(id), rest.trim_start()))
    };
    split().unwrap_or((None, html))
}

/// The article's title, from the title of an item of a feed of comments, "تعليق على ARTICLE بواسطة AUTHOR", or of the
/// feed, "تعليقات على: ARTICLE".
fn article_title(item: &FeedItem, channel: Option<&str>) -> Option<String> {
    const BEGINNINGS: [&str; 4] = ["تعليق على ", "Comment on ", "Commentaires sur ", "Kommentar zu "];
    const BY: [&str; 5] = [" بواسطة", " by", " par", " von", " للكاتب"];
    let own = || {
        let title = item.title.as_deref()?.strip_suffix(item.author.as_deref()?)?.trim_end();
        let title = BEGINNINGS.iter().find_map(|beginning| title.strip_prefix(beginning))?;
        BY.iter().find_map(|by| title.strip_suffix(by))
    };
    let of_channel = || channel?.split_once(": ").map(|(_, title)| title);
    own().or_else(of_channel).map(|title| title.trim().to_string()).filter(|title| !title.is_empty())
}

fn name_of_address(text: &str) -> Option<String> {
    let name = text.split_once('(')?.1.trim_end().strip_suffix(')')?.trim();
    (!name.is_empty() && !name.contains('@')).then(|| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_comment_names_its_article() {
        for (address, expected) in [
            ("https://example.org/a/#comment-502", Some(("https://example.org/a/", "502"))),
            ("https://example.org/?p=5#comment-502", Some(("https://example.org/?p=5", "502"))),
            ("https://example.org/a.html?showComment=161#c77", Some(("https://example.org/a.html", "77"))),
            ("https://example.org/a/#comments", None),
            ("https://example.org/a/#respond", None),
            ("https://example.org/a/", None),
        ] {
            assert_eq!(comment_address(address), expected, "{address}");
        }
    }

    #[test]
    fn the_line_above_a_reply_names_its_parent_and_is_no_body() {
        for (html, parent, body) in [
            ("<p>ردا على <a href=\"https://e.org/#comment-501\">نوال</a>.</p>\n<p>نعم</p>", Some("501"), "<p>نعم</p>"),
            ("ردا على <a href=\"https://e.org/#comment-501\">نوال</a>. نعم", Some("501"), "نعم"),
            (
                "<p><a href='https://e.org/#comment-501'>N</a> adlı kullanıcıya yanıt olarak.</p><p>evet</p>",
                Some("501"),
                "<p>evet</p>",
            ),
            (
                "<p>انظر <a href=\"https://e.org/\">هنا</a>.</p>",
                None,
                "<p>انظر <a href=\"https://e.org/\">هنا</a>.</p>",
            ),
            ("نعم", None, "نعم"),
        ] {
            assert_eq!(answered(html), (parent, body));
        }
    }

    #[test]
    fn the_address_of_an_author_is_not_read() {
        assert_eq!(name_of_address("noreply@example.org (سمير)").as_deref(), Some("سمير"));
        assert_eq!(name_of_address("samir@example.org"), None);
    }
}
