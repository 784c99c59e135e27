//! schema.org in RDFa: `typeof="Comment"`, with or without a prefix.
//!
//! <https://schema.org/Comment> and <https://www.w3.org/TR/rdfa-lite/>. Drupal 7 marks a comment as `sioc:Post
//! sioct:Comment`; `sioc:Post` alone is an article.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "rdfa",
    comment: "[typeof=Comment], [typeof=schema:Comment], [typeof=UserComments], [typeof=schema:UserComments], [typeof=sioct:Comment]",
    author: &[
        "[property=author] [property=name]",
        "[property=schema:author] [property=schema:name]",
        "[property=creator] [property=name]",
        "[property=author]",
        "[property=schema:author]",
        "[property=creator]",
        "[property=schema:creator]",
        "[rel=sioc:has_creator]",
    ],
    title: &["[property=headline]", "[property=schema:headline]"],
    time: &[
        "[property=dateCreated]",
        "[property=schema:dateCreated]",
        "[property=datePublished]",
        "[property=schema:datePublished]",
        "[property=commentTime]",
        "[property=dc:date]",
        "time",
    ],
    body: &[
        "[property=text]",
        "[property=schema:text]",
        "[property=commentText]",
        "[property=articleBody]",
        "[property=schema:articleBody]",
        "[property=content:encoded]",
    ],
    leave_out: "[property=author], [property=creator], [property=upvoteCount], [property=downvoteCount]",
    id: &[
        ("", "id", "comment-"),
        ("", "id", ""),
        ("", "resource", "#comment-"),
        ("", "resource", "#"),
        ("", "about", "#comment-"),
        ("", "about", "#"),
    ],
    parent: &[
        ("[property=parentItem]", "resource", "#"),
        ("[property=parentItem]", "href", "#"),
        ("[rel=sioc:reply_of]", "resource", "#"),
    ],
    ..Marks::NONE
};
