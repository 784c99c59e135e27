//! The shared strings of an .xlsx: text that cells name by its number.

use super::part::WorkbookPart;
use super::xml::{Xml, XmlToken};

/// The most bytes of shared strings, which are kept in memory.
const MOST: usize = 256 << 20;

/// The shared strings, one after the other.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    /// Reads the part `sharedStrings.xml`.
    pub(super) fn read(part: WorkbookPart) -> Result<Self, String> {
        let mut xml = Xml::new(part);
        let mut strings = Self::default();
        let (mut is_text, mut phonetic) = (false, false);
        loop {
            match xml.next().map_err(|problem| format!("its shared strings: {problem}"))? {
                XmlToken::Begin(element) => match element.name() {
                    "t" => is_text = !phonetic,
                    "rPh" => phonetic = true,
                    _ => {}
                },
                XmlToken::End(name) => match name.as_str() {
                    "t" => is_text = false,
                    "rPh" => phonetic = false,
                    "si" => strings.ends.push(strings.text.len()),
                    _ => {}
                },
                XmlToken::Text(text) if is_text => {
                    if strings.text.len() + text.len() > MOST {
                        return Err(format!("its strings take more than {} MiB; save it as .csv", MOST >> 20));
                    }
                    strings.text.push_str(&text);
                }
                XmlToken::Text(_) => {}
                XmlToken::Over => return Ok(strings),
            }
        }
    }

    /// The string of this number.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let begin = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(begin..*self.ends.get(index)?)
    }
}
