//! Telegram's export of a chat as HTML: files `messages.html`, `messages2.html` and so on.
//!
//! Source: export_output_html.cpp (telegramdesktop/tdesktop); compared with an export of 2021, which has no forwarded
//! messages. Messages are siblings; one that follows another by the same author has no name of its own. Service messages,
//! and pictures, stickers and files without text, are not comments. The visible time has hours only; the `title` of its
//! element has the moment.

use crate::extract::{Found, FoundComment, Layout, Parent};
use crate::page::html::{Element, Selector, Tree};
use std::sync::LazyLock;

/// The layout.
pub(super) struct Telegram;

struct TelegramMarks {
    page: Selector,
    title: Selector,
    message: Selector,
    name: Selector,
    text: Selector,
    time: Selector,
    reply: Selector,
    forwarded: Selector,
}

static MARKS: LazyLock<TelegramMarks> = LazyLock::new(|| TelegramMarks {
    page: Selector::new(".page_wrap"),
    title: Selector::new(".page_header .text"),
    message: Selector::new("div.message.default"),
    name: Selector::new(".from_name"),
    text: Selector::new(".text"),
    time: Selector::new(".date.details"),
    reply: Selector::new(".reply_to a"),
    forwarded: Selector::new(".forwarded.body"),
});

impl Layout<Tree> for Telegram {
    fn name(&self) -> &'static str {
        "telegram"
    }

    fn site(&self) -> Option<&'static str> {
        // Layouts of one host alone would not be tried on a file without any.
        None
    }

    fn recognises(&self, page: &Tree) -> bool {
        let is_message = |message: &Element<'_>| message.attribute("id").is_some_and(|id| id.starts_with("message"));
        page.first(&MARKS.page).is_some() && page.first(&MARKS.message).as_ref().is_some_and(is_message)
    }

    fn read(&self, page: &Tree) -> Found {
        let mut found = Found::default();
        let mut author = None;
        for message in page.all(&MARKS.message) {
            let own = own_name(message);
            if own.is_some() || !message.has_class("joined") {
                author = own.and_then(name);
            }
            found.comments.extend(comment(message, author.clone()));
        }
        found.title = page.first(&MARKS.title).map(Element::line).filter(|title| !title.is_empty());
        found
    }
}

/// The name above a message, not the one above forwarded text.
fn own_name(message: Element<'_>) -> Option<Element<'_>> {
    let is_own = |name: &Element<'_>| {
        !name.ancestors().take_while(|around| *around != message).any(|around| around.is(&MARKS.forwarded))
    };
    message.all(&MARKS.name).into_iter().find(is_own)
}

fn comment(message: Element<'_>, author: Option<String>) -> Option<FoundComment> {
    let text = message.first(&MARKS.text)?;
    let time = message.first(&MARKS.time);
    let forwarded = message.first(&MARKS.forwarded);
    Some(FoundComment {
        id: number(message.attribute("id")?, "message"),
        parent: message
            .first(&MARKS.reply)
            .and_then(|link| number(link.attribute("href")?, "go_to_message"))
            .map_or(Parent::None, Parent::Id),
        author,
        time: time.map(Element::line).filter(|time| !time.is_empty()),
        stamp: time.and_then(|time| time.attribute("title")).and_then(moment),
        body: text.text(),
        forwarded_from: forwarded.and_then(|body| body.first(&MARKS.name)).and_then(name),
        ..FoundComment::default()
    })
}

/// A name, without the date that follows it in a forwarded message, and without "via @bot".
fn name(element: Element<'_>) -> Option<String> {
    let text = element.text_without(|inner| inner.has_class("details"));
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name.split(" via @").next().unwrap_or(&name).to_string();
    Some(name).filter(|name| !name.is_empty() && name != "Deleted Account")
}

fn number(value: &str, before: &str) -> Option<String> {
    let (_, rest) = value.split_once(before)?;
    let digits = rest.strip_prefix('-').unwrap_or(rest).bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0).then(|| rest[..rest.len() - rest.trim_start_matches('-').len() + digits].to_string())
}

/// "04.03.2021 09:10:00 UTC+03:00", without a zone in older exports → ISO 8601.
fn moment(title: &str) -> Option<String> {
    let mut parts = title.split_whitespace();
    let (date, clock, zone) = (parts.next()?, parts.next()?, parts.next());
    let mut numbers = date.split('.');
    let (day, month, year) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let offset = zone.and_then(|zone| zone.strip_prefix("UTC")).unwrap_or_default();
    let written = format!("{year}-{month}-{day}T{clock}");
    written.parse::<jiff::civil::DateTime>().ok()?;
    Some(format!("{written}{offset}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_with_and_without_a_zone() {
        assert_eq!(moment("04.03.2021 09:10:00 UTC+03:00").as_deref(), Some("2021-03-04T09:10:00+03:00"));
        assert_eq!(moment("04.03.2021 09:10:00").as_deref(), Some("2021-03-04T09:10:00"));
        assert_eq!(moment("أمس"), None);
        assert_eq!(number("#go_to_message122", "go_to_message").as_deref(), Some("122"));
        assert_eq!(number("message-5", "message").as_deref(), Some("-5"));
    }
}
