//! Reads exports and feeds, whose articles and comments are parsed already.

use super::{Found, FoundComment, Parent, ReadPage};
use crate::page::html::Tree;
use crate::page::{ExportComment, ExportThread, Statuses};
use crate::time;
use std::collections::BTreeMap;

/// Converts a thread, keeping comments of these statuses. A warning gives the number of others.
pub(super) fn read(thread: &ExportThread, statuses: &Statuses) -> ReadPage {
    let is_wanted =
        |comment: &&ExportComment| statuses.include(comment.status.unwrap_or_default(), comment.is_pingback);
    let comments = thread.comments.iter().filter(is_wanted).map(|comment| FoundComment {
        id: comment.id.clone(),
        parent: comment.parent.clone().map_or(Parent::None, Parent::Id),
        author: comment.author.as_deref().map(|name| line(name, thread.is_plain)).filter(|name| !name.is_empty()),
        title: comment.title.clone(),
        time: comment.time.clone(),
        stamp: comment.stamp.clone(),
        body: body(&comment.body, thread.is_plain),
        forwarded_from: comment.forwarded_from.clone(),
        status: comment.status,
        ..FoundComment::default()
    });
    let mut warnings = thread.warnings.clone();
    warnings.extend(left_out(thread, statuses));
    let found = Found {
        title: thread.title.as_deref().map(|title| line(title, thread.is_plain)),
        published: thread.published.as_deref().and_then(time::read),
        text: body(&thread.text, thread.is_plain),
        declared: thread.declared,
        comments: comments.collect(),
        warnings,
        ..Found::default()
    };
    ReadPage { layout: Some(thread.service), site: thread.site, found, ..ReadPage::default() }
}

/// The warning of a page all of whose comments were left out.
fn left_out(thread: &ExportThread, statuses: &Statuses) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for comment in &thread.comments {
        if statuses.include(comment.status.unwrap_or_default(), comment.is_pingback) {
            return None;
        }
        let name = if comment.is_pingback {
            "pingback".into()
        } else {
            format!("{:?}", comment.status.unwrap_or_default()).to_lowercase()
        };
        *counts.entry(name).or_default() += 1;
    }
    let parts: Vec<String> = counts.into_iter().map(|(name, count)| format!("{count} {name}")).collect();
    (!parts.is_empty())
        .then(|| format!("its comments are left out: {}; other statuses can be chosen", parts.join(", ")))
}

/// A name or title on one line, without HTML.
fn line(text: &str, is_plain: bool) -> String {
    if !is_plain && text.contains(['<', '&']) {
        return Tree::parse(text).root().line();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as readers see it. Services store HTML with paragraphs, or with bare line breaks that they convert to
/// paragraphs on display.
fn body(text: &str, is_plain: bool) -> String {
    if is_plain {
        let lines = super::text::Lines::of(text);
        return super::text::lines::body(lines.all());
    }
    let is_marked = ["<p", "<br", "<div", "<li"].iter().any(|tag| text.contains(tag));
    if is_marked {
        return Tree::parse(text).root().text();
    }
    Tree::parse(&text.replace("\r\n", "\n").replace('\n', "<br>")).root().text()
}
