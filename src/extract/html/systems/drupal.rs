//! The comments of Drupal, 6 to 11.
//!
//! Source: its templates comment.tpl.php and comment.html.twig. The line "Submitted by NAME on DATE" has both; replies
//! are in a box `.indented` beside their parent.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "drupal",
    page: ".comment .submitted, .field-name-comment-body, .field--name-comment-body, .comment__submitted, article[data-comment-user-id]",
    comment: "div.comment, article.comment, .js-comment",
    author: &[".submitted .username", ".comment__author .username", ".username", ".comment__author", ".author"],
    title: &[
        "[property=schema:name]",
        "[property=dc:title]",
        "h3.comment__title",
        "h3 a.permalink",
        ".comment__content h3",
        "h3",
    ],
    time: &[".submitted time", "time", ".comment__time", ".submitted .datetime", ".comment__submitted", ".submitted"],
    body: &[
        "[property=schema:text]",
        ".field-name-comment-body .field-item",
        ".field-name-comment-body",
        ".field--name-comment-body",
        ".comment__text-content",
        ".comment__content",
        ".content",
    ],
    leave_out: "ul.links, .links, .comment__permalink, .new, .user-picture, .comment__links",
    id: &[
        ("", "id", "comment-"),
        ("", "about", "comment-"),
        (".permalink", "href", "comment-"),
        ("a[id^=comment-]", "id", "comment-"),
    ],
    replies: ".indented",
    ..Marks::NONE
};
