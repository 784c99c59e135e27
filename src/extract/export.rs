//! Exports of Disqus and WordPress: an article and its comments, already told apart.

use super::{Found, FoundComment, Parent, ReadPage};
use crate::page::ExportThread;
use crate::page::html::Tree;
use crate::time;

pub(super) fn read(thread: &ExportThread) -> ReadPage {
    let comments = thread.comments.iter().map(|comment| FoundComment {
        id: comment.id.clone(),
        parent: comment.parent.clone().map_or(Parent::None, Parent::Id),
        author: comment.author.clone(),
        title: None,
        time: comment.time.clone(),
        stamp: None,
        body: body(&comment.body),
    });
    let found = Found {
        title: thread.title.as_deref().map(|title| Tree::parse(title).root().line()),
        published: thread.published.as_deref().and_then(time::read),
        text: body(&thread.text),
        comments: comments.collect(),
        ..Found::default()
    };
    ReadPage { layout: Some(thread.service), found, ..ReadPage::default() }
}

/// HTML as services keep it: with paragraphs, or with bare line breaks that they turn into such when they show it.
fn body(html: &str) -> String {
    let is_marked = ["<p", "<br", "<div", "<li"].iter().any(|tag| html.contains(tag));
    if is_marked {
        return Tree::parse(html).root().text();
    }
    Tree::parse(&html.replace("\r\n", "\n").replace('\n', "<br>")).root().text()
}
