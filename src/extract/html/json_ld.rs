//! schema.org comments in JSON-LD, in a script of the page.
//!
//! <https://www.w3.org/TR/json-ld11/> and the forms that search engines document for articles and discussions:
//! comments in their article's `comment`, replies in theirs; or all in one `@graph`, with authors and parents by `@id`.

use super::heuristic::shape::time_of;
use crate::extract::{Found, FoundComment, Layout, Parent};
use crate::page::html::{Element, Selector, Tree};
use rustc_hash::FxBuildHasher;
use serde_json::{Map, Value};
use std::cell::{LazyCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::sync::LazyLock;

/// The layout.
pub(super) struct JsonLd;

static SCRIPT: LazyLock<Selector> = LazyLock::new(|| Selector::new("script[type*=ld+json]"));

/// The longest name of a person, in bytes: one given once may stand for many comments.
const LONGEST_NAME: usize = 1000;

/// Deepest nesting; deeper values are ignored.
const DEEPEST: usize = 100;

impl Layout<Tree> for JsonLd {
    fn name(&self) -> &'static str {
        "json-ld"
    }

    fn site(&self) -> Option<&'static str> {
        None
    }

    fn recognises(&self, page: &Tree) -> bool {
        page.all(&SCRIPT).iter().any(|script| mentions_comments(&script.raw_text()))
    }

    fn read(&self, page: &Tree) -> Found {
        let texts: Vec<Value> = page.all(&SCRIPT).iter().filter_map(|script| parse(&script.raw_text())).collect();
        let mut graph = Graph::default();
        for value in &texts {
            graph.index(value, 0);
        }
        for value in &texts {
            graph.walk(value, None, 0);
        }
        let mut found = Found { declared: graph.declared, comments: graph.comments, ..Found::default() };
        shown(page, &mut found.comments);
        found
    }
}

fn mentions_comments(text: &str) -> bool {
    ["Comment", "Answer", "commentCount"].iter().any(|word| text.contains(word))
}

/// Parses JSON as pages have it: some wrap it in an HTML comment, or leave line breaks in strings.
fn parse(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->");
    let text = text
        .trim()
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[")
        .trim_end_matches("]]>")
        .trim_end_matches("//");
    serde_json::from_str(text).ok().or_else(|| {
        let without_breaks: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
        serde_json::from_str(&without_breaks).ok()
    })
}

#[derive(Default)]
struct Graph<'value> {
    by_id: HashMap<&'value str, &'value Map<String, Value>>,
    /// The names of those that were asked for: one may be a long list without any.
    names: RefCell<HashMap<&'value str, Option<String>>>,
    seen: HashSet<(Option<String>, Option<String>, String)>,
    /// The index of each comment by its `@id`.
    indices: HashMap<String, usize>,
    comments: Vec<FoundComment>,
    declared: Option<u64>,
}

impl<'value> Graph<'value> {
    fn index(&mut self, value: &'value Value, depth: usize) {
        match value {
            _ if depth > DEEPEST => {}
            Value::Array(values) => values.iter().for_each(|value| self.index(value, depth + 1)),
            Value::Object(fields) => {
                // A reference has only an id.
                if let Some(id) = fields.get("@id").and_then(Value::as_str).filter(|_| fields.len() > 1) {
                    self.by_id.entry(id).or_insert(fields);
                }
                fields.values().for_each(|value| self.index(value, depth + 1));
            }
            _ => {}
        }
    }

    fn walk(&mut self, value: &'value Value, parent: Option<usize>, depth: usize) {
        match value {
            _ if depth > DEEPEST => {}
            Value::Array(values) => values.iter().for_each(|value| self.walk(value, parent, depth + 1)),
            Value::Object(fields) => {
                let index = if is_comment(fields) { self.comment(fields, parent) } else { None };
                if let Some(count) = fields.get("commentCount").filter(|_| parent.is_none() && index.is_none()) {
                    self.declared =
                        self.declared.or_else(|| count.as_u64().or_else(|| count.as_str()?.trim().parse().ok()));
                }
                for (name, value) in fields {
                    // A parent may be nested in its reply, without being a reply to it.
                    if !matches!(name.as_str(), "parentItem" | "about" | "author" | "creator") {
                        self.walk(value, index.or(parent), depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    fn comment(&mut self, fields: &'value Map<String, Value>, parent: Option<usize>) -> Option<usize> {
        let text =
            ["text", "commentText", "articleBody", "description"].iter().find_map(|name| fields.get(*name)?.as_str());
        let body = text.map(plain);
        let author = ["author", "creator"].iter().find_map(|name| self.name(fields.get(*name)?, 0));
        // The answers of a list of questions are the site's, and have no author.
        let is_answer = fields.get("@type").and_then(Value::as_str).is_some_and(|kind| kind.ends_with("Answer"));
        if author.is_none() && (body.is_none() || is_answer) {
            return None;
        }
        let address = ["@id", "url", "identifier"].iter().find_map(|name| fields.get(*name)?.as_str());
        let id = address.and_then(id);
        let answered = fields.get("parentItem").and_then(|item| item.as_str().or_else(|| item.get("@id")?.as_str()));
        let answered = answered.and_then(|address| self.indices.get(address).copied());
        let time = ["dateCreated", "datePublished", "commentTime"].iter().find_map(|name| fields.get(*name)?.as_str());
        let body = body.unwrap_or_default();
        if !self.seen.insert((id.clone(), author.clone(), body.clone())) {
            return None;
        }
        let index = self.comments.len();
        for address in ["@id", "url"].iter().filter_map(|name| fields.get(*name)?.as_str()) {
            self.indices.insert(address.into(), index);
        }
        self.comments.push(FoundComment {
            id,
            parent: answered.or(parent).map_or(Parent::None, Parent::Index),
            author,
            title: fields.get("headline").and_then(Value::as_str).map(plain).filter(|title| !title.is_empty()),
            time: time.map(|time| time.trim().to_string()),
            stamp: time.map(|time| time.trim().to_string()),
            body,
            ..FoundComment::default()
        });
        Some(index)
    }

    /// A person's name: a string, in an object, in a list, or by reference.
    fn name(&self, value: &Value, depth: usize) -> Option<String> {
        match value {
            _ if depth > 4 => None,
            Value::String(name) if name.len() > LONGEST_NAME => None,
            Value::String(name) => Some(plain(name)).filter(|name| !name.is_empty()),
            Value::Array(values) => values.iter().find_map(|value| self.name(value, depth + 1)),
            Value::Object(fields) => {
                let own = ["name", "alternateName"].iter().find_map(|name| self.name(fields.get(*name)?, depth + 1));
                own.or_else(|| {
                    let (id, there) = self.by_id.get_key_value(fields.get("@id")?.as_str()?)?;
                    if let Some(known) = self.names.borrow().get(id) {
                        return known.clone();
                    }
                    let name = there.get("name").and_then(|name| self.name(name, depth + 1));
                    self.names.borrow_mut().insert(id, name.clone());
                    name
                })
            }
            _ => None,
        }
    }
}

fn is_comment(fields: &Map<String, Value>) -> bool {
    let is = |name: &str| matches!(name.rsplit(['/', ':']).next(), Some("Comment" | "UserComments" | "Answer"));
    match fields.get("@type") {
        Some(Value::String(name)) => is(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

/// The id in a URL: the part after its last `#`, without "comment-"; or a bare identifier.
fn id(address: &str) -> Option<String> {
    let last = address.rsplit_once('#').map_or(address, |(_, fragment)| fragment);
    let bare = ["comment-", "comment", "c-"]
        .iter()
        .find_map(|before| last.strip_prefix(before))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(last);
    let is_id = !bare.is_empty() && !bare.contains(['/', ':', ' ']);
    is_id.then(|| bare.to_string())
}

/// A text that may be HTML, or escaped HTML.
fn plain(text: &str) -> String {
    if text.contains(['<', '&'])
        && (text.contains("</") || text.contains("<br") || text.contains("<p") || text.contains(';'))
    {
        let html = text.replace("\r\n", "\n").replace('\n', "<br>");
        let once = Tree::parse(&html).root().text();
        // Escaped twice: "&lt;p&gt;".
        return if once.contains("</p>") || once.contains("<br") { Tree::parse(&once).root().text() } else { once };
    }
    let lines = crate::extract::text::Lines::of(text);
    crate::extract::text::lines::body(lines.all())
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}

/// Sets the visible times, where the page shows the same comments: those beside the text, nearest first.
fn shown(page: &Tree, comments: &mut [FoundComment]) {
    /// Larger elements contain more than one comment, in bytes of text.
    const LARGEST: u32 = 1 << 14;
    let squeezed = |text: &str| text.chars().filter(|sign| sign.is_alphanumeric()).collect::<String>();
    let holds_text = |element: &Element<'_>| {
        element.text_length() <= LARGEST
            && matches!(
                element.name(),
                "p" | "div" | "span" | "td" | "dd" | "li" | "blockquote" | "section" | "article"
            )
    };
    // Of nested elements with the same text, the innermost comes last.
    // An element that has all the text of its only child of any text is left to that one.
    let is_around = |element: &Element<'_>| {
        element.children().any(|child| child.text_length() == element.text_length() && holds_text(&child))
    };
    // By hashes: nested elements of one long text would take its length each.
    let by_text: HashMap<u64, Element<'_>> = page
        .root()
        .descendants()
        .filter(|element| holds_text(element) && !is_around(element))
        .map(|element| (hash(&squeezed(&element.text())), element))
        .collect();
    // All times of the page once: the elements around a comment may have any number of elements without a text.
    let times: LazyCell<Vec<(u32, String)>, _> = LazyCell::new(|| {
        let time = |element: Element<'_>| Some((element.index(), time_of(element)?.time));
        page.root().descendants().filter_map(time).collect()
    });
    let first_from = |index: u32| times.get(times.partition_point(|time| time.0 < index));
    for comment in comments.iter_mut().filter(|comment| !comment.body.is_empty()) {
        let Some(body) = by_text.get(&hash(&squeezed(&comment.body))) else { continue };
        const NEAR: usize = 3;
        let mut near = body.ancestors().take(NEAR).take_while(|around| around.text_length() <= LARGEST);
        let found = near.find_map(|around| {
            let before = first_from(around.index() + 1).filter(|time| time.0 < body.index());
            before.or_else(|| first_from(body.end())).filter(|time| time.0 < around.end())
        });
        if let Some(found) = found {
            comment.time = Some(found.1.clone());
        }
    }
}
