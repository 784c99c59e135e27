//! How one site or system marks up its comments, as a table.

use crate::time::Rounding;

/// How one site or system marks up its comments. Selectors of one field are tried in order; each is asked within a
/// comment, outside the comments that stand in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marks {
    /// The name of the layout.
    pub name: &'static str,
    /// The hosts of the site whose layout it is; empty for one that many sites use.
    pub hosts: &'static [&'static str],
    /// What the pages of that site call it.
    pub names: &'static [&'static str],
    /// What a page of this layout has, beside comments; empty where comments alone tell.
    pub page: &'static str,
    /// One comment.
    pub comment: &'static str,
    /// The title of what is commented on, where a page of this layout has it in a place of its own.
    pub heading: &'static str,
    /// What stands before the number in the ids of comments' elements: "comment-form" is none where "comment-12" is one.
    /// Empty where ids are not so made.
    pub numbered: &'static [&'static str],
    /// What looks like a comment and is none: notices of other sites' links.
    pub not: &'static str,
    /// The name.
    pub author: &'static [&'static str],
    /// The comment's own title.
    pub title: &'static [&'static str],
    /// The time.
    pub time: &'static [&'static str],
    /// What it says. Where none is found: whatever is left.
    pub body: &'static [&'static str],
    /// What the body quotes of another comment: goes to a field of its own, without who said it, which `leave_out` names.
    pub quoted: &'static str,
    /// The part of such a quotation that is the quoted text, where not all of it is.
    pub quoted_text: &'static str,
    /// What stands in the body or the name and is no part of them: buttons, notices, votes.
    pub leave_out: &'static str,
    /// What a comment that was taken away has in it.
    pub deleted: &'static str,
    /// The attributes that hold the id of a comment, of it or of an element in it, each with what stands before the id.
    pub id: &'static [(&'static str, &'static str, &'static str)],
    /// Where the id of the comment that this one answers is said: selector, attribute, what stands before the id.
    pub parent: &'static [(&'static str, &'static str, &'static str)],
    /// The box beside a comment that holds its replies, where they do not stand in it.
    pub replies: &'static str,
    /// Whether a comment goes on in the elements beside its own, up to the next.
    pub goes_on: bool,
    /// What the site does with the rest of a relative time.
    pub rounding: Rounding,
}

impl Marks {
    /// A table with nothing in it, to be filled.
    pub(crate) const NONE: Self = Self {
        name: "",
        hosts: &[],
        names: &[],
        page: "",
        comment: "",
        heading: "",
        numbered: &[],
        not: "",
        author: &[],
        title: &[],
        time: &[],
        body: &[],
        quoted: "",
        quoted_text: "",
        leave_out: "",
        deleted: "",
        id: &[],
        parent: &[],
        replies: "",
        goes_on: false,
        rounding: Rounding::Unknown,
    };
}
