//! Comments in JSON values: an array of them, or an object that contains such arrays; several where pages of an interface's
//! answers follow one another in a file.
//!
//! `{"name": …, "messages": […]}` is a Telegram chat, `{"chats": {"list": [chat…]}}` all chats, `{"title": …,
//! "comments": […]}` yt-dlp's `info.json`. Arrays are read one element at a time; of objects short fields are kept.

use super::scanner::{Fault, Scanner};
use super::telegram;
use super::threads::{Growing, Grown, LONGEST};
use crate::page::archive::{Stream, read_error};
use crate::page::{Body, ExportComment, ExportThread, LARGEST, PageError, SavedPage};
use serde_json::{Map, Value};
use std::collections::VecDeque;

/// Iterator over the threads of the JSON values of a file.
pub(in crate::page) struct Exports {
    scanner: Scanner,
    name: String,
    record_name: String,
    /// The open objects and arrays, outermost first.
    open: Vec<Open>,
    growing: Growing,
    ready: VecDeque<ExportThread>,
    /// Number of array elements that are not comments of a known kind.
    unknown: u64,
    known: u64,
    number: u64,
    /// Whether some comments of the open object have already been returned as a page.
    is_parted: bool,
    /// Whether an array of comments or messages was there, be it empty.
    has_list: bool,
    ended: bool,
}

enum Open {
    Object(ExportFields),
    /// An array of comments.
    Comments,
    /// An array of messages of a chat.
    Messages,
    /// An array of chats.
    Chats,
}

/// The short fields of an object, and its comments.
#[derive(Default)]
struct ExportFields {
    fields: Map<String, Value>,
    messages: Vec<ExportComment>,
    is_chat: bool,
    length: usize,
}

/// The longest field of a thread, in bytes; longer ones are skipped.
const LONGEST_FIELD: usize = 1 << 16;
/// Deepest nesting of arrays and objects in an export.
const DEEPEST: usize = 16;

impl Exports {
    pub(in crate::page) fn new(stream: Stream, name: String, record_name: String) -> Self {
        Self {
            scanner: Scanner::new(stream),
            name,
            record_name,
            open: Vec::new(),
            growing: Growing::default(),
            ready: VecDeque::new(),
            unknown: 0,
            known: 0,
            number: 0,
            is_parted: false,
            has_list: false,
            ended: false,
        }
    }

    /// Advances by one key, one element or one end; `false` at the end of the last value: pages of answers may follow one
    /// another in a file.
    fn step(&mut self) -> Result<bool, Fault> {
        let Some(open) = self.open.last() else {
            return match self.scanner.next()? {
                Some(b'[' | b'{') => self.open_value("comments").map(|_| true),
                Some(_) => Err(Fault::Awaited("the end")),
                None => Ok(false),
            };
        };
        let (close, is_object) = if matches!(open, Open::Object(_)) { (b'}', true) } else { (b']', false) };
        if !self.scanner.goes_on(close)? {
            self.close();
        } else if is_object {
            let key = self.scanner.key()?;
            if !self.open_value(&key)? {
                self.keep_field(key)?;
            }
        } else {
            self.element()?;
        }
        Ok(true)
    }

    /// Enters the value of a key if it may contain comments.
    fn open_value(&mut self, key: &str) -> Result<bool, Fault> {
        let next = self.scanner.next()?;
        let open = match (key, next) {
            _ if self.open.len() >= DEEPEST => return Ok(false),
            ("messages", Some(b'[')) => Open::Messages,
            ("comments" | "comments_full" | "data" | "items" | "results" | "response" | "children", Some(b'[')) => {
                Open::Comments
            }
            ("list", Some(b'[')) => Open::Chats,
            ("comments" | "chats" | "left_chats" | "data" | "results", Some(b'{')) => {
                Open::Object(ExportFields::default())
            }
            _ => return Ok(false),
        };
        self.scanner.takes(next.unwrap_or_default())?;
        self.has_list |= matches!(open, Open::Comments | Open::Messages);
        if let (Open::Messages, Some(Open::Object(chat))) = (&open, self.open.last_mut()) {
            chat.is_chat = true;
        }
        self.open.push(open);
        Ok(true)
    }

    fn keep_field(&mut self, key: String) -> Result<(), Fault> {
        let value = self.scanner.value(LONGEST_FIELD)?;
        let value = value.and_then(|value| serde_json::from_slice::<Value>(&value).ok());
        if let (Some(Open::Object(object)), Some(value)) = (self.open.last_mut(), value)
            && (value.is_string() || value.is_number())
        {
            object.fields.insert(key, value);
        }
        Ok(())
    }

    fn element(&mut self) -> Result<(), Fault> {
        if matches!(self.open.last(), Some(Open::Chats)) && self.scanner.next()? == Some(b'{') {
            self.scanner.takes(b'{')?;
            self.open.push(Open::Object(ExportFields::default()));
            return Ok(());
        }
        // Answers of several pages in one array, or in arrays: `jq --slurp`.
        if matches!(self.open.last(), Some(Open::Comments)) && self.open.len() < DEEPEST && self.scanner.takes(b'[')? {
            self.open.push(Open::Comments);
            return Ok(());
        }
        let value = self.scanner.value(LARGEST as usize)?;
        let Some(Value::Object(record)) = value.and_then(|value| serde_json::from_slice(&value).ok()) else {
            self.unknown += 1;
            return Ok(());
        };
        if matches!(self.open.last(), Some(Open::Messages)) {
            self.message(&record);
            return Ok(());
        }
        self.record(&record);
        Ok(())
    }

    /// Adds a comment, or the comments of an answer.
    fn record(&mut self, record: &Map<String, Value>) {
        match self.growing.take(record) {
            Grown::Unknown => match answer(record) {
                Some(elements) => elements.iter().filter_map(Value::as_object).for_each(|element| self.record(element)),
                None => self.unknown += 1,
            },
            Grown::Taken => self.known += 1,
            Grown::Next(mut thread) => {
                self.known += 1;
                if let Some(Open::Object(object)) = self.open.iter().rev().nth(1) {
                    about(&mut thread, &object.fields);
                }
                self.is_parted = true;
                self.ready.push_back(*thread);
            }
        }
    }

    fn message(&mut self, record: &Map<String, Value>) {
        self.known += 1;
        let Some(Open::Object(chat)) = self.open.iter_mut().rev().nth(1) else { return };
        if let Some(comment) = telegram::comment(record) {
            chat.length += comment.body.len();
            chat.messages.push(comment);
        }
        if chat.length > LONGEST {
            chat.length = 0;
            let part = ExportFields {
                fields: chat.fields.clone(),
                messages: std::mem::take(&mut chat.messages),
                ..ExportFields::default()
            };
            self.ready.push_back(chat_thread(part));
        }
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Open::Object(object)) if object.is_chat => self.ready.push_back(chat_thread(object)),
            Some(Open::Object(object)) => {
                if let Some(mut thread) = self.growing.finish() {
                    about(&mut thread, &object.fields);
                    // The declared number is that of the whole thread, not of this part.
                    thread.declared =
                        object.fields.get("comment_count").and_then(Value::as_u64).filter(|_| !self.is_parted);
                    self.is_parted = false;
                    self.ready.push_back(thread);
                }
            }
            _ => {}
        }
    }

    /// The error of the value as a whole, if any.
    fn problem(&mut self, fault: Option<Fault>) -> Option<PageError> {
        let file = self.name.clone();
        let broken = |problem: String| Some(PageError::Broken { file: file.clone(), problem });
        match fault {
            Some(Fault::Io(error)) => Some(read_error(&self.name, error)),
            Some(Fault::Awaited(what)) => {
                broken(format!("not JSON at byte {}: awaited is {what}; what follows is not read", self.scanner.at()))
            }
            // The last page of an interface's answers is often empty.
            None if self.known == 0 && self.unknown == 0 && self.has_list => None,
            None if self.known == 0 => broken(
                "JSON without comments of a kind that is known; read are exports of Telegram, of yt-dlp, answers of the \
                 interfaces of WordPress, Disqus, YouTube, Reddit and Remark42, and arrays of comments as scrapers write them"
                    .into(),
            ),
            None if self.unknown > 0 => {
                broken(format!("{} of its elements are no comments of a kind that is known; the others are read", self.unknown))
            }
            None => None,
        }
    }
}

/// The elements of an interface's answer.
pub(super) fn answer(record: &Map<String, Value>) -> Option<&Vec<Value>> {
    let lists = ["items", "response", "data"].iter().filter_map(|name| record.get(*name));
    lists.chain(record.get("data").and_then(|data| data.get("children"))).find_map(Value::as_array)
}

/// Converts a chat to a thread.
fn chat_thread(chat: ExportFields) -> ExportThread {
    let field = |name: &str| chat.fields.get(name).and_then(Value::as_str).map(str::to_string);
    ExportThread {
        service: "telegram",
        site: Some("telegram"),
        title: field("name"),
        is_plain: true,
        comments: chat.messages,
        ..ExportThread::default()
    }
}

/// Fills in the article from the object around the comments, as yt-dlp writes it.
fn about(thread: &mut ExportThread, fields: &Map<String, Value>) {
    let field = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_string);
    thread.title = thread.title.take().or_else(|| field("title"));
    thread.url = thread.url.take().or_else(|| field("webpage_url")).or_else(|| field("post_url"));
    thread.text = field("description").unwrap_or_default();
    // `upload_date`: 20210304
    let date = field("upload_date").filter(|date| date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit()));
    thread.published = date.map(|date| format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]));
    thread.saved = fields.get("epoch").and_then(Value::as_i64);
    if field("extractor_key").is_some_and(|key| key == "Youtube") {
        thread.site = Some("youtube");
    }
}

impl Iterator for Exports {
    type Item = Result<SavedPage, PageError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() && !self.ended {
            let step = self.step();
            if matches!(step, Ok(true)) {
                continue;
            }
            self.ended = true;
            while !self.open.is_empty() {
                self.close();
            }
            self.ready.extend(self.growing.finish());
            if let Some(problem) = self.problem(step.err()) {
                return Some(Err(problem));
            }
        }
        let thread = self.ready.pop_front()?;
        self.number += 1;
        Some(Ok(page(format!("{}#{}", self.record_name, self.number), thread)))
    }
}

/// Converts a thread to a page.
pub(super) fn page(name: String, thread: ExportThread) -> SavedPage {
    let moment = thread.saved.and_then(|epoch| jiff::Timestamp::from_second(epoch).ok());
    let saved = moment.and_then(|moment| moment.to_string().parse().ok());
    SavedPage { name, url: thread.url.clone(), saved, body: Body::Export(thread), ..SavedPage::default() }
}
