//! A message of Telegram's export of chats as JSON, `result.json`.
//!
//! By the fields of export_output_json.cpp (telegramdesktop/tdesktop), and compared with messages of exports in public
//! repositories, not with a whole export. What the chat
//! says of itself is no message of anybody's; a picture, sticker or file without a word is none that could be read.
//! A group to which a channel passes its posts on has them as messages of the channel, forwarded.

use super::fields::{stamp, text};
use crate::page::ExportComment;
use serde_json::{Map, Value};

/// The comment in a message; none where it says nothing.
pub(super) fn comment(message: &Map<String, Value>) -> Option<ExportComment> {
    if message.get("type").is_some_and(|kind| kind != "message") {
        return None;
    }
    let mut body = String::new();
    said(message.get("text")?, &mut body);
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

/// A text, or the parts of one, each a text or an object with one: links, names, bold words.
fn said(value: &Value, body: &mut String) {
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
