//! WordPress and the themes built on it, which most Arabic news sites use.
//!
//! Sources: wp-includes/class-walker-comment.php (WordPress/WordPress), both of its forms; its comment blocks
//! (wp-includes/blocks/comment-*); and themes: Sahifa of TieLabs, Avada, those with BEM names. The older form has no
//! element around the text; in Sahifa that element contains name and date too. The themes' paths differ and the roles
//! do not, so a field that none of these paths finds is found by shape (`fields`). Notices of links from other sites
//! ("pingbacks") are not comments.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "wordpress",
    comment: "li.comment, [id^=comment-], [id^=li-comment-]",
    numbered: &["comment-", "li-comment-"],
    not: "a, span, p, input, textarea, label, h2, h3, h4, .pingback, .trackback, .recentcomments, .wp-block-latest-comments__comment, .wp-block-latest-comments li, .wp-block-latest-comments article, #recentcomments li, .widget li, #pings li",
    author: &[
        ".comment-author .fn",
        "cite.fn",
        "b.fn",
        ".fn",
        ".wp-block-comment-author-name",
        ".comment-author-name",
        ".comment__author-name",
        ".author-comment cite",
        ".comment-author strong",
        ".comment-author b",
        ".comment-author cite",
        ".comment-author a",
        ".comment-author",
        ".comment__author",
        ".author-name",
        "cite",
    ],
    time: &[
        ".comment-metadata time",
        ".wp-block-comment-date time",
        "time",
        ".comment-metadata a",
        ".commentmetadata a",
        ".comment-meta a",
        ".comment-date",
        ".comment-time",
        ".comment__date",
        ".comment__time",
        ".commentmetadata",
        ".comment-metadata",
        ".comment-meta .date",
        ".date",
        "a[href*=#comment-]",
    ],
    body: &[
        ".comment-content",
        ".wp-block-comment-content",
        ".comment__content",
        ".comment__text",
        ".comment-text",
        ".comment_text",
        ".commentcontent",
        ".comment-body .text",
        ".comment-body",
    ],
    leave_out: ".comment-author, .author-comment, .comment-meta, .comment-metadata, .commentmetadata, .comment-awaiting-moderation, .children, .comment-avatar, .avatar, .comment-number, .dcv-vote, .sharedaddy, .jetpack-likes-widget-wrapper, .comment-likes, .comment-respond, .post-author-badge, .bypostauthor-badge, .comment-actions, .comment-footer, .comment-votes",
    id: &[
        ("", "id", "li-comment-"),
        ("", "id", "comment-"),
        ("[id^=div-comment-]", "id", "div-comment-"),
        ("[id^=comment-]", "id", "comment-"),
    ],
    ..Marks::NONE
};
