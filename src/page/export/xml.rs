//! Streaming reader of XML with comments; the root element selects the format.

use super::format::{Format, Start};
use super::{ExportThread, atom, disqus, feed};
use crate::page::archive::Stream;
use crate::page::recode::Utf8;
use crate::page::{Body, PageError, SavedPage};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::VecDeque;

/// Iterator over the articles of an export.
pub(in crate::page) struct Threads {
    reader: Reader<Utf8<Stream>>,
    name: String,
    record_name: String,
    /// The open elements, outermost first.
    path: Vec<String>,
    /// The number of open elements beyond [`DEEPEST`].
    too_deep: usize,
    text: String,
    /// The depth inside markup that is a text value, as Atom allows.
    in_markup: usize,
    format: Option<Box<dyn Format>>,
    ready: VecDeque<ExportThread>,
    number: u64,
    ended: bool,
}

/// Deepest nesting of elements in an export; deeper ones, and longer fields, are skipped.
const DEEPEST: usize = 64;
const LONGEST: usize = 64 << 20;

impl Threads {
    pub(in crate::page) fn new(stream: Stream, name: String, record_name: String) -> Self {
        let mut reader = Reader::from_reader(Utf8::of_xml(stream));
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
            in_markup: 0,
            format: None,
            ready: VecDeque::new(),
            number: 0,
            ended: false,
        }
    }

    /// Reads up to the end of an article; `Ok(false)` at the end of the file.
    fn read_on(&mut self) -> Result<bool, quick_xml::Error> {
        let mut buffer = Vec::new();
        while self.ready.is_empty() {
            buffer.clear();
            match self.reader.read_event_into(&mut buffer)? {
                Event::Start(element) if self.in_markup > 0 => {
                    let name = element.name().as_ref().to_string();
                    self.in_markup += 1;
                    self.push(&format!("<{name}>"));
                }
                Event::End(element) if self.in_markup > 1 => {
                    let name = element.name().as_ref().to_string();
                    self.in_markup -= 1;
                    self.push(&format!("</{name}>"));
                }
                Event::Start(element) => {
                    let start = start(&element);
                    self.begin(start);
                }
                Event::End(_) if self.too_deep > 0 => self.too_deep -= 1,
                Event::End(_) => self.end(),
                Event::Text(text) => self.push(&text),
                Event::CData(text) => self.push(&text),
                Event::GeneralRef(reference) => {
                    let text = resolved(&reference);
                    self.push(&text);
                }
                Event::Eof => {
                    self.finish();
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

    fn begin(&mut self, element: Start) {
        self.text.clear();
        if self.path.len() >= DEEPEST {
            self.too_deep += 1;
            return;
        }
        if self.path.is_empty() && self.format.is_none() {
            self.format = Some(match element.name.as_str() {
                "disqus" => Box::new(disqus::Posts::default()),
                "rss" => Box::new(feed::Items::default()),
                _ => Box::new(atom::Entries::default()),
            });
        }
        if let Some(format) = &mut self.format {
            format.begin(&self.path, &element);
        }
        self.in_markup = usize::from(element.attribute("type") == Some("xhtml"));
        self.path.push(element.name);
    }

    fn end(&mut self) {
        self.in_markup = 0;
        let Some(name) = self.path.pop() else { return };
        let text = std::mem::take(&mut self.text).trim().to_string();
        if let Some(format) = &mut self.format {
            self.ready.extend(format.end(&self.path, &name, text));
        }
    }

    fn finish(&mut self) {
        if let Some(mut format) = self.format.take() {
            self.ready.extend(format.finish());
        }
    }
}

fn start(element: &BytesStart<'_>) -> Start {
    let name = element.name().as_ref().to_string();
    let mut attributes = element.attributes();
    let pairs = attributes.with_checks(false).flatten().map(|attribute| {
        let value = attribute.value.as_ref();
        let value = quick_xml::escape::unescape(value).map_or_else(|_| value.to_string(), |value| value.into_owned());
        (attribute.key.as_ref().to_string(), value)
    });
    Start { name, attributes: pairs.collect() }
}

/// The text of the entity `&name;`; as written if it is unknown.
pub(crate) fn resolved(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    });
    let character = number.and_then(char::from_u32).map(String::from);
    let known = || quick_xml::escape::resolve_predefined_entity(name).map(String::from);
    character.or_else(known).unwrap_or_else(|| format!("&{name};"))
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
                    self.finish();
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
