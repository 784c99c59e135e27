//! A message of Telegram's JSON export of chats, `result.json`.
//!
//! Sources: <https://core.telegram.org/import-export> and export_output_json.cpp (telegramdesktop/tdesktop); compared with
//! messages of exports in public repositories, not with a whole export. Service messages, and pictures, stickers and files
//! without text, are not comments. In a group linked to a channel, the channel's posts are messages of the channel,
//! forwarded.

use super::fields::{stamp, text};
use crate::page::ExportComment;
use serde_json::{Map, Value};

/// The comment in a message; `None` where it has no text.
pub(super) fn comment(message: &Map<String, Value>) -> Option<ExportComment> {
    if message.get("type").is_some_and(|kind| kind != "message") {
        return None;
    }
    let mut body = String::new();
    append_text(message.get("text")?, &mut body);
    let time = text(message, &["date"]);
    Some(ExportComment {
        id: text(message, &["id"]),
        parent: text(message, &["reply_to_message_id"]),
        author: text(message, &["from"]),
        stamp: time.as_deref().and_then(|time| stamp(time, message.get("date_unixtime"))),
        time,
        body,
        forwarded_from: text(message, &["forwarded_from", "saved_from"]),
        ..ExportComment::default()
    })
    .filter(|comment| !comment.body.trim().is_empty())
}

/// Appends a text, which is a string or a list of strings and of objects with `text`: links, names, bold words.
fn append_text(value: &Value, body: &mut String) {
    match value {
        Value::String(text) => body.push_str(text),
        Value::Array(parts) => parts.iter().for_each(|part| match part {
            Value::Object(part) => body.push_str(part.get("text").and_then(Value::as_str).unwrap_or_default()),
            Value::String(text) => body.push_str(text),
            _ => {}
        }),
        _ => {}
    }
}
