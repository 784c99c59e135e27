//! Invision Community 4.
//!
//! Source: its template `commentContainer` and the markup of its quotations as public skins quote them. Not compared with a
//! saved page.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "ips4",
    page: "[data-role=commentContent]",
    comment: "article[id^=elComment_], .ipsComment[id^=elComment_]",
    heading: ".ipsType_pageTitle",
    not: ".ipsModerated, .ipsComment_deleted",
    author: &[
        ".cAuthorPane_author strong",
        ".cAuthorPane_author",
        ".ipsComment_author h3",
        ".ipsComment_author strong",
        ".ipsComment_author a",
    ],
    time: &[".ipsComment_meta time", "a[href*=findComment] time", "time"],
    body: &["[data-role=commentContent]"],
    quoted: "blockquote.ipsQuote, .ipsQuote",
    quoted_text: ".ipsQuote_contents",
    leave_out: ".ipsQuote_citation, [data-excludequote], [data-role=memberSignature], .ipsReact",
    id: &[("", "id", "elComment_")],
    parent: &[(".ipsQuote", "data-ipsquote-contentcommentid", "")],
    ..Marks::NONE
};
