//! WordPress and the themes built on it, which most Arabic news sites use.
//!
//! Learnt from wp-includes/class-walker-comment.php (WordPress/WordPress), both of its forms, and from the Sahifa theme of
//! TieLabs. The older form has no element around the text; in Sahifa that element holds name and date as well. Notices of
//! links from other sites ("pingbacks") are no comments.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "wordpress",
    comment: "li.comment, li[id^=comment-], li[id^=li-comment-], div.comment[id^=comment-], article.comment[id^=comment-]",
    not: ".pingback, .trackback, .recentcomments, .wp-block-latest-comments__comment, .wp-block-latest-comments li, .wp-block-latest-comments article, #recentcomments li, .widget li, #pings li",
    author: &[
        ".comment-author .fn",
        "cite.fn",
        "b.fn",
        ".fn",
        ".comment-author-name",
        ".author-comment cite",
        ".comment-author a",
        ".comment-author",
        ".author-name",
        "cite",
    ],
    time: &[
        ".comment-metadata time",
        "time",
        ".comment-metadata a",
        ".commentmetadata a",
        ".comment-meta a",
        ".comment-date",
        ".comment-time",
        ".commentmetadata",
        ".comment-metadata",
        ".comment-meta .date",
        ".date",
    ],
    body: &[
        ".comment-content",
        ".comment-text",
        ".comment_text",
        ".commentcontent",
        ".comment-body .text",
        ".comment-body",
    ],
    leave_out: ".comment-author, .author-comment, .comment-meta, .comment-metadata, .commentmetadata, .comment-awaiting-moderation, .children, .comment-avatar, .avatar, .dcv-vote, .sharedaddy, .jetpack-likes-widget-wrapper, .comment-likes, .comment-respond, .post-author-badge, .bypostauthor-badge, .comment-actions, .comment-footer, .comment-votes",
    id: &[
        ("", "id", "li-comment-"),
        ("", "id", "comment-"),
        ("[id^=div-comment-]", "id", "div-comment-"),
        ("[id^=comment-]", "id", "comment-"),
    ],
    ..Marks::NONE
};
