//! schema.org in microdata: `Comment`, `UserComments`.
//!
//! <https://schema.org/Comment>, <https://schema.org/UserComments> and <https://html.spec.whatwg.org/#microdata>. Some
//! themes mark the whole list, or the form, as one `UserComments`, which is skipped as it has no text of its own. The
//! answers of an `FAQPage` are the site's.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "microdata",
    comment: "[itemtype*=schema.org/Comment], [itemtype*=schema.org/UserComments], [itemtype*=schema.org/Answer]",
    not: "form, .comment-respond, [itemtype*=schema.org/FAQPage] [itemtype*=schema.org/Answer]",
    author: &[
        "[itemprop=author] [itemprop=name]",
        "[itemprop=creator] [itemprop=name]",
        "[itemprop=author]",
        "[itemprop=creator]",
        ".fn",
    ],
    title: &["[itemprop=headline]", "[itemprop=name][class*=title]"],
    time: &["[itemprop=commentTime]", "[itemprop=dateCreated]", "[itemprop=datePublished]", "time"],
    body: &[
        "[itemprop=text]",
        "[itemprop=commentText]",
        "[itemprop=articleBody]",
        "[itemprop=description]",
        ".comment-content",
    ],
    // vBulletin's, which some of its styles mark so.
    quoted: ".bbcode_quote, .postquote",
    leave_out: ".bbcode_postedby, [itemprop=author], [itemprop=creator], [itemprop=upvoteCount], [itemprop=downvoteCount], [itemprop=interactionStatistic]",
    id: &[
        ("", "id", "li-comment-"),
        ("", "id", "comment-"),
        ("", "id", ""),
        ("", "itemid", "#comment-"),
        ("", "itemid", "#"),
        ("[itemprop=identifier]", "content", ""),
        ("[itemprop=url]", "href", "#comment-"),
        ("[itemprop=url]", "href", "#"),
    ],
    parent: &[
        ("[itemprop=parentItem]", "itemid", "#"),
        ("[itemprop=parentItem]", "href", "#"),
        ("[itemprop=parentItem]", "content", ""),
        ("[itemprop=replyToUrl]", "href", "#comment-"),
        ("[itemprop=replyToUrl]", "href", "#"),
    ],
    ..Marks::NONE
};
