//! JSON with comments: objects (an export of chats, yt-dlp's `info.json`, an interface's answer), arrays, or one object a
//! line, which is the form of crawled documents as well.

mod documents;
mod exports;
mod fields;
mod interfaces;
mod scanner;
mod scrapers;
mod telegram;
mod threads;

pub(super) use documents::{Documents, is_one_object};
pub(super) use exports::Exports;
