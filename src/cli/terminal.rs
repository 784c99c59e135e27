//! Text from outside on its way to people: nothing in it is a command to their terminal.
//!
//! Control characters move the cursor, change titles and colours and, in some terminals, type on the user's behalf;
//! direction marks make a line read as another. Everything for people passes [`harmless`], and where standard output is
//! a terminal all of it does ([`stdout`]): the escapes are those of JSON, so that records stay what they are.

use crate::text::letters::is_direction_mark;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

/// Whether a terminal would act on a character: the controls but for tab and line feed, DEL and C1 among them; marks of
/// direction; line and paragraph separators.
fn is_command(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t')
        || is_direction_mark(character)
        || matches!(character, '\u{2028}' | '\u{2029}')
}

/// The text with `\u001b` and the like for characters that a terminal would act on.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    if !text.contains(is_command) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_command(character) {
            // None of them is beyond the first plane, so four digits are enough.
            let _ = write!(shown, "\\u{:04x}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    shown.into()
}

/// Standard output; where it is a terminal, harmless.
pub(super) fn stdout() -> Box<dyn Write + Send> {
    guarded(io::stdout())
}

/// An output; where it is a terminal, harmless.
pub(super) fn guarded(out: impl Write + IsTerminal + Send + 'static) -> Box<dyn Write + Send> {
    if out.is_terminal() { Box::new(Harmless { out, rest: Vec::new() }) } else { Box::new(out) }
}

/// A writer of UTF-8 that passes on what [`harmless`] gives.
struct Harmless<W> {
    out: W,
    /// The beginning of a character whose other bytes have not been written yet.
    rest: Vec<u8>,
}

impl<W: Write> Write for Harmless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.rest) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.rest.len(),
        };
        let text = String::from_utf8_lossy(&self.rest[..whole]);
        self.out.write_all(harmless(&text).as_bytes())?;
        self.rest.drain(..whole);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escape_sequences_c1_and_direction_marks_are_shown_and_arabic_is_as_it_was() {
        let text = "نص\u{1B}]0;عنوان\u{7}\u{9B}31m\u{202E}\u{200F}\r\u{7F}\tسطر\nمی\u{200C}خواهم";
        let shown = "نص\\u001b]0;عنوان\\u0007\\u009b31m\\u202e\\u200f\\u000d\\u007f\tسطر\nمی\u{200C}خواهم";
        assert_eq!(harmless(text), shown);
    }

    #[test]
    fn records_are_the_same_records_with_escapes() {
        let text = "\u{1B}[2J\u{85}\u{2066}\u{7F}ن";
        let json = serde_json::json!({"text": text}).to_string();
        let shown = harmless(&json);
        assert!(!shown.contains(is_command));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap()["text"], text);
    }

    proptest! {
        #[test]
        fn what_is_written_in_parts_is_harmless_as_a_whole(
            text in "[\u{1B}\u{80}-\u{9F}\u{202A}-\u{202E}ا-يa😀]{0,20}", ends in prop::collection::vec(0..80_usize, 0..6),
        ) {
            let mut out = Harmless { out: Vec::new(), rest: Vec::new() };
            let mut ends: Vec<usize> = ends.into_iter().map(|end| end.min(text.len())).chain([text.len()]).collect();
            ends.sort_unstable();
            let mut begin = 0;
            for end in ends {
                out.write_all(&text.as_bytes()[begin..end]).unwrap();
                begin = end;
            }
            prop_assert_eq!(String::from_utf8(out.out).unwrap(), harmless(&text).into_owned());
        }
    }
}
