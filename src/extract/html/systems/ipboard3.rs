//! IP.Board 3 (Invision Power Board).
//!
//! Source: its templates `topicViewTemplate` and `post` as skins quote them; compared with a saved page of another skin.
//! The box of similar topics has the class of a post, and no id of one.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "ipboard3",
    page: ".post_block .post_body",
    comment: ".post_block[id^=post_id_]",
    heading: ".ipsType_pagetitle",
    author: &[
        ".author.vcard [itemprop=name]",
        ".author.vcard .fn",
        ".author.vcard",
        ".user_details [itemprop=name]",
        ".basic_info .author",
        ".user_details .name",
    ],
    time: &[".posted_info abbr.published", ".posted_info"],
    body: &[".post.entry-content", ".entry-content"],
    quoted: "blockquote.ipsBlockquote, blockquote",
    leave_out: ".citation, .edit, .signature, .nexusad, .attachment, .gc-onlineDot",
    id: &[("", "id", "post_id_")],
    parent: &[("blockquote.ipsBlockquote", "data-cid", "")],
    ..Marks::NONE
};
