//! Comments of Facebook, as a browser saves its plugin's frame.
//!
//! Source: public tools for its older markup (`UFIComment`); the plugin's short class names (`_3-8y`, `_5mdd`) change.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "facebook",
    comment: ".UFIComment, .UFIImageBlockContent, ._3-8y",
    author: &[".UFICommentActorName", "._3l3x a", "a.profileLink"],
    time: &["abbr.livetimestamp", "abbr[data-utime]", "abbr", "time"],
    body: &[".UFICommentBody", "._30o4", "span._5mdd", "[data-testid=\"UFI2Comment/body\"]"],
    leave_out: ".UFICommentActions, .UFIReplyList, ._2vq9, ._1q0",
    id: &[("a.uiLinkSubtle", "href", "comment_id="), ("", "data-commentid", "")],
    replies: ".UFIReplyList, ._44ri",
    ..Marks::NONE
};
