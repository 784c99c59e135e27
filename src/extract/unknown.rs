//! A page of no known layout: it is named so, and nothing on it is guessed to be a comment.

use super::{Found, Lines};
use crate::time;

pub(super) fn read<'page>(page: &Lines<'page>) -> Found<'page> {
    Found {
        title: page.repeated_title(),
        published: page.all().iter().find_map(|line| time::published(line.text)),
        text: page.text(0..page.all().len()),
        warnings: vec!["the layout of this page is not known, so no comments are read from it".into()],
        ..Found::default()
    }
}
