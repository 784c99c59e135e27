//! vBulletin 3, on which most Arabic forums of the 2000s ran.
//!
//! Source: the templates postbit, postbit_legacy and bbcode_quote of its default style, as readers of such forums
//! describe them: a table a post, `#post301`, its text in `#post_message_301`. Signatures and notices of changes are
//! outside the text. Not compared with a saved page.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "vbulletin3",
    page: "#posts",
    comment: "table[id^=post]",
    heading: "td.navbar strong, .threadtitle",
    author: &["a.bigusername", ".bigusername", "[id^=postmenu_]"],
    time: &["td.thead"],
    body: &["[id^=post_message_]"],
    quoted: "td.alt2",
    quoted_text: "div[style*=italic]",
    leave_out: ".smallfont, [id^=postcount], .vbmenu_popup",
    id: &[("", "id", "post")],
    parent: &[("[id^=post_message_] td.alt2 a", "href", "#post")],
    ..Marks::NONE
};
