//! JSON with comments: an object (an export of chats, what yt-dlp says of a video), an array, or one object a line, as crawled
//! documents have it as well.

mod documents;
mod exports;
mod fields;
mod scanner;
mod scrapers;
mod telegram;
mod threads;

pub(super) use documents::{Documents, is_one_object};
pub(super) use exports::Exports;
