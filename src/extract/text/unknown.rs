//! A page of unknown layout: reported as such, with no comments.

use super::Lines;
use crate::extract::Found;
use crate::time;

pub(super) fn read(page: &Lines<'_>) -> Found {
    Found {
        title: page.repeated_title().map(Into::into),
        published: page.all().iter().find_map(|line| time::published(line.text)),
        text: page.text(0..page.all().len()),
        warnings: vec![crate::extract::UNKNOWN_TEXT.into()],
        ..Found::default()
    }
}
