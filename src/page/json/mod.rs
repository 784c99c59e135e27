//! JSON with comments: an object (an export of chats, yt-dlp's `info.json`), an array, or one object a line, which is
//! the form of crawled documents as well.

mod documents;
mod exports;
mod fields;
mod scanner;
mod scrapers;
mod telegram;
mod threads;

pub(super) use documents::{Documents, is_one_object};
pub(super) use exports::Exports;
