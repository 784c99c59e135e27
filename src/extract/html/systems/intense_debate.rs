//! IntenseDebate, as a browser saves it.
//!
//! Source: public copies of its rendered markup.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "intense-debate",
    comment: ".idc-c",
    author: &[".idc-c-h .idc-i span", ".idc-c-h a", ".idc-i"],
    time: &[".idc-time", "[class^=IDCommentTime]", ".idc-c-h .idc-time"],
    body: &[".idc-c-t-inner", ".idc-c-t"],
    leave_out: ".idc-replies, .idc-c-b, .idc-v",
    id: &[("", "id", "IDComment")],
    ..Marks::NONE
};
