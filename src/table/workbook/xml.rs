//! XML of a workbook as events, with local names.

use super::part::WorkbookPart;
use crate::page::resolved;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What a workbook's XML is read as.
pub(super) enum XmlToken {
    /// An element begins.
    Begin(XmlElement),
    /// An element of this local name ends.
    End(String),
    /// Text, entities resolved.
    Text(String),
    /// The part ends.
    Over,
}

/// A start tag.
pub(super) struct XmlElement(BytesStart<'static>);

impl XmlElement {
    /// The name without its prefix.
    pub(super) fn name(&self) -> &str {
        local(self.0.name().0)
    }

    /// The value of an attribute by its name without a prefix; the first of several.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes.with_checks(false).flatten().find(|attribute| local(attribute.key.0) == name)?;
        let value = found.value.as_ref();
        Some(quick_xml::escape::unescape(value).map_or_else(|_| value.to_string(), std::borrow::Cow::into_owned))
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// A part of a workbook as a stream of tokens.
pub(super) struct Xml {
    reader: Reader<WorkbookPart>,
    buffer: Vec<u8>,
}

impl Xml {
    pub(super) fn new(part: WorkbookPart) -> Self {
        let mut reader = Reader::from_reader(part);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_dangling_amp = true;
        Self { reader, buffer: Vec::new() }
    }

    /// The next token.
    ///
    /// # Errors
    /// A sentence where the XML is damaged, or larger than it may be.
    pub(super) fn next(&mut self) -> Result<XmlToken, String> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().begin_token();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => {
                    let exceeded = self.reader.get_ref().exceeded();
                    return Err(exceeded.unwrap_or_else(|| format!("damaged ({error})")));
                }
            };
            return Ok(match event {
                Event::Start(element) => XmlToken::Begin(XmlElement(element.into_owned())),
                Event::End(element) => XmlToken::End(local(element.name().0).to_string()),
                Event::Text(text) => XmlToken::Text(text.into_inner().into_owned()),
                Event::CData(text) => XmlToken::Text(text.into_inner().into_owned()),
                Event::GeneralRef(reference) => XmlToken::Text(resolved(&reference)),
                Event::Eof => XmlToken::Over,
                _ => continue,
            });
        }
    }
}
