//! Exports of Disqus and WordPress: pages with such services hold no comments, their exports hold them all.
//!
//! Disqus: <https://help.disqus.com/en/articles/1717164-comments-export>, threads first, then every post. WordPress: WXR,
//! an RSS 2.0 file whose items hold their comments. A WordPress file is streamed; of a Disqus file the posts are kept
//! until its end, since those of one thread stand anywhere in it.

use super::archive::Stream;
use super::{Body, PageError, SavedPage};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{HashMap, VecDeque};

/// An article, and its comments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportThread {
    /// `disqus` or `wordpress-export`.
    pub service: &'static str,
    /// The article's title.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// When it was published, as written.
    pub published: Option<String>,
    /// Its text, as HTML.
    pub text: String,
    /// The comments that readers see: neither deleted nor spam nor waiting.
    pub comments: Vec<ExportComment>,
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
    /// When it was written, as written.
    pub time: Option<String>,
    /// What it says, as HTML.
    pub body: String,
}

/// The articles of an export.
pub(super) struct Threads {
    reader: Reader<Stream>,
    name: String,
    record_name: String,
    /// Where in the file something is: elements from the root, outermost first.
    path: Vec<String>,
    /// How many more elements are open than an export has.
    too_deep: usize,
    text: String,
    item: Item,
    disqus: Disqus,
    ready: VecDeque<ExportThread>,
    number: u64,
    ended: bool,
}

/// What is being read: an article or a comment, by the names of its fields.
#[derive(Default)]
struct Item {
    article: HashMap<String, String>,
    comment: HashMap<String, String>,
    comments: Vec<ExportComment>,
}

#[derive(Default)]
struct Disqus {
    /// Threads in the order of the file, by their place.
    threads: Vec<ExportThread>,
    places: HashMap<String, usize>,
}

/// Elements deeper than this, or fields longer, are no export's.
const DEEPEST: usize = 64;
const LONGEST: usize = 64 << 20;

impl Threads {
    pub(super) fn new(stream: Stream, name: String, record_name: String) -> Self {
        let mut reader = Reader::from_reader(stream);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_dangling_amp = true;
        Self {
            reader,
            name,
            record_name,
            path: Vec::new(),
            too_deep: 0,
            text: String::new(),
            item: Item::default(),
            disqus: Disqus::default(),
            ready: VecDeque::new(),
            number: 0,
            ended: false,
        }
    }

    /// Reads on to the end of an article; `Ok(false)` at the end of the file.
    fn read_on(&mut self) -> Result<bool, quick_xml::Error> {
        let mut buffer = Vec::new();
        while self.ready.is_empty() {
            buffer.clear();
            match self.reader.read_event_into(&mut buffer)? {
                Event::Start(start) => {
                    let (name, id) = named(&start);
                    self.started(name, id);
                }
                Event::End(_) if self.too_deep > 0 => self.too_deep -= 1,
                Event::End(_) => self.finished(),
                Event::Text(text) => self.push(&text),
                Event::CData(text) => self.push(&text),
                Event::GeneralRef(reference) => {
                    let text = resolved(&reference);
                    self.push(&text);
                }
                Event::Eof => {
                    let threads = std::mem::take(&mut self.disqus.threads);
                    self.ready.extend(threads.into_iter().filter(|thread| !thread.comments.is_empty()));
                    return Ok(!self.ready.is_empty());
                }
                _ => {}
            }
        }
        Ok(true)
    }

    fn push(&mut self, text: &str) {
        if self.text.len() + text.len() <= LONGEST {
            self.text.push_str(text);
        }
    }

    fn started(&mut self, name: String, id: Option<String>) {
        self.text.clear();
        if self.path.len() >= DEEPEST {
            self.too_deep += 1;
            return;
        }
        let above = self.path.last().map(String::as_str).unwrap_or_default();
        // <thread dsq:id> inside a post, <parent dsq:id>: which one is meant.
        if let Some(id) = id {
            let field = match (name.as_str(), above) {
                ("thread" | "post", "disqus") => Some("dsq:id"),
                ("thread", "post") => Some("thread"),
                ("parent", "post") => Some("parent"),
                _ => None,
            };
            if let Some(field) = field {
                let fields =
                    if name == "thread" && above == "disqus" { &mut self.item.article } else { &mut self.item.comment };
                fields.insert(field.into(), id);
            }
        }
        self.path.push(name);
    }

    fn finished(&mut self) {
        let Some(name) = self.path.pop() else { return };
        let text = std::mem::take(&mut self.text).trim().to_string();
        let above = self.path.last().map(String::as_str).unwrap_or_default();
        match (name.as_str(), above) {
            ("thread", "disqus") => {
                let fields = std::mem::take(&mut self.item.article);
                let id = fields.get("dsq:id").cloned().unwrap_or_default();
                self.disqus.places.insert(id, self.disqus.threads.len());
                self.disqus.threads.push(article("disqus", fields, Vec::new()));
            }
            ("post", "disqus") => {
                let fields = std::mem::take(&mut self.item.comment);
                let place = fields.get("thread").and_then(|id| self.disqus.places.get(id)).copied();
                if let (Some(place), Some(comment)) = (place, disqus_comment(fields)) {
                    self.disqus.threads[place].comments.push(comment);
                }
            }
            ("item", _) => {
                let fields = std::mem::take(&mut self.item.article);
                let comments = std::mem::take(&mut self.item.comments);
                self.item.comment.clear();
                // Pictures and menus are items as well.
                let is_page = fields
                    .get("wp:post_type")
                    .is_none_or(|kind| !matches!(kind.as_str(), "attachment" | "nav_menu_item"));
                if is_page || !comments.is_empty() {
                    self.ready.push_back(article("wordpress-export", fields, comments));
                }
            }
            ("wp:comment", _) => {
                let fields = std::mem::take(&mut self.item.comment);
                self.item.comments.extend(wordpress_comment(fields));
            }
            (_, "thread" | "item") => {
                self.item.article.insert(name, text);
            }
            // What these say is in their attribute, or in an element of theirs.
            ("thread" | "parent" | "author", "post") => {}
            (_, "post" | "wp:comment") => {
                self.item.comment.insert(name, text);
            }
            ("name", "author") if !text.is_empty() => {
                self.item.comment.insert("author".into(), text);
            }
            ("username", "author") if !text.is_empty() => {
                self.item.comment.entry("author".into()).or_insert(text);
            }
            _ => {}
        }
    }
}

fn named(start: &BytesStart<'_>) -> (String, Option<String>) {
    let name = start.name().as_ref().to_string();
    let mut attributes = start.attributes();
    let id = attributes.with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == "dsq:id");
    (name, id.map(|id| id.value.into_owned()))
}

/// What `&name;` stands for; as written where nothing is known.
fn resolved(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    });
    let character = number.and_then(char::from_u32).map(String::from);
    let known = || quick_xml::escape::resolve_predefined_entity(name).map(String::from);
    character.or_else(known).unwrap_or_else(|| format!("&{name};"))
}

fn filled(fields: &mut HashMap<String, String>, name: &str) -> Option<String> {
    fields.remove(name).filter(|text| !text.is_empty())
}

fn article(service: &'static str, mut fields: HashMap<String, String>, comments: Vec<ExportComment>) -> ExportThread {
    let published = ["wp:post_date", "createdAt", "pubDate"].iter().find_map(|name| filled(&mut fields, name));
    ExportThread {
        service,
        title: filled(&mut fields, "title"),
        url: filled(&mut fields, "link"),
        published,
        text: filled(&mut fields, "content:encoded").unwrap_or_default(),
        comments,
    }
}

fn disqus_comment(mut fields: HashMap<String, String>) -> Option<ExportComment> {
    let is = |name: &str| fields.get(name).is_some_and(|value| value == "true");
    if is("isDeleted") || is("isSpam") {
        return None;
    }
    Some(ExportComment {
        id: filled(&mut fields, "dsq:id"),
        parent: filled(&mut fields, "parent"),
        author: filled(&mut fields, "author"),
        time: filled(&mut fields, "createdAt"),
        body: filled(&mut fields, "message").unwrap_or_default(),
    })
}

fn wordpress_comment(mut fields: HashMap<String, String>) -> Option<ExportComment> {
    let approved = fields.get("wp:comment_approved").is_none_or(|value| matches!(value.as_str(), "1" | "approve" | ""));
    let is_comment = fields.get("wp:comment_type").is_none_or(|kind| matches!(kind.as_str(), "" | "comment"));
    if !approved || !is_comment {
        return None;
    }
    Some(ExportComment {
        id: filled(&mut fields, "wp:comment_id"),
        parent: filled(&mut fields, "wp:comment_parent").filter(|parent| parent != "0"),
        author: filled(&mut fields, "wp:comment_author"),
        time: filled(&mut fields, "wp:comment_date"),
        body: filled(&mut fields, "wp:comment_content").unwrap_or_default(),
    })
}

impl Iterator for Threads {
    type Item = Result<SavedPage, PageError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty() && !self.ended {
            match self.read_on() {
                Ok(more) => self.ended = !more,
                Err(error) => {
                    self.ended = true;
                    let at = self.reader.error_position();
                    let problem = format!("not well-formed at byte {at}: {error}; what follows is not read");
                    let threads = std::mem::take(&mut self.disqus.threads);
                    self.ready.extend(threads.into_iter().filter(|thread| !thread.comments.is_empty()));
                    return Some(Err(PageError::Broken { file: self.name.clone(), problem }));
                }
            }
        }
        let thread = self.ready.pop_front()?;
        self.number += 1;
        let name = format!("{}#{}", self.record_name, self.number);
        Some(Ok(SavedPage { name, url: thread.url.clone(), body: Body::Export(thread), ..SavedPage::default() }))
    }
}
