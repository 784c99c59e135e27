//! A page of no known layout: it is named so, and nothing on it is guessed to be a comment.

use super::Lines;
use crate::extract::Found;
use crate::time;

pub(super) fn read(page: &Lines<'_>) -> Found {
    Found {
        title: page.repeated_title().map(Into::into),
        published: page.all().iter().find_map(|line| time::published(line.text)),
        text: page.text(0..page.all().len()),
        warnings: vec![crate::extract::UNKNOWN.into()],
        ..Found::default()
    }
}
