//! The markup of comments on one site or system, as a table.

use crate::page::html::Selector;
use crate::time::Rounding;

/// The markup of comments on one site or system. Selectors of one field are tried in order, within a comment's element
/// and outside its nested comments.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marks {
    /// The name of the layout.
    pub name: &'static str,
    /// The hosts of the site; empty for a system that many sites use.
    pub hosts: &'static [&'static str],
    /// The name that the site's pages give it in `og:site_name`.
    pub names: &'static [&'static str],
    /// Selects an element of every page of this layout; empty where comments alone identify it.
    pub page: &'static str,
    /// Selects one comment.
    pub comment: &'static str,
    /// Selects the title of the article, where pages of this layout have it in a special element.
    pub heading: &'static str,
    /// Prefixes before the number in the ids of comments' elements: "comment-form" is none where "comment-12" is one.
    /// Empty where ids do not have this form.
    pub numbered: &'static [&'static str],
    /// Selects elements that match `comment` and are not comments: pingbacks.
    pub not: &'static str,
    /// The author's name.
    pub author: &'static [&'static str],
    /// The comment's own title.
    pub title: &'static [&'static str],
    /// The time.
    pub time: &'static [&'static str],
    /// The body. Where none matches: the remaining text.
    pub body: &'static [&'static str],
    /// A quotation in the body: becomes a field of its own, without its author's name, which `leave_out` selects.
    pub quoted: &'static str,
    /// The part of a quotation that is the quoted text, where it is not the whole.
    pub quoted_text: &'static str,
    /// Elements in the body or the name that are not part of them: buttons, notices, votes.
    pub leave_out: &'static str,
    /// An element that marks a deleted comment.
    pub deleted: &'static str,
    /// The comment's id: selector of an element in it (empty: its own), attribute, prefix before the id.
    pub id: &'static [(&'static str, &'static str, &'static str)],
    /// The parent's id: selector, attribute, prefix before the id.
    pub parent: &'static [(&'static str, &'static str, &'static str)],
    /// The box beside a comment that contains its replies, where they are not nested in it.
    pub replies: &'static str,
    /// Whether a comment includes the following siblings of its element, up to the next comment.
    pub goes_on: bool,
    /// How the site rounds relative times.
    pub rounding: Rounding,
}

impl Marks {
    /// An empty table, as a base for others.
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

/// A layout given by a table, its selectors compiled.
pub(crate) struct Marked {
    pub(super) marks: &'static Marks,
    pub(super) page: Selector,
    pub(super) comment: Selector,
    pub(super) heading: Selector,
    pub(super) not: Selector,
    pub(super) author: Vec<Selector>,
    pub(super) title: Vec<Selector>,
    pub(super) time: Vec<Selector>,
    pub(super) body: Vec<Selector>,
    /// A quotation, and its text in it.
    pub(super) quoted: (Selector, Selector),
    pub(super) leave_out: Selector,
    /// Buttons, which are left out of every field.
    pub(super) buttons: Selector,
    pub(super) deleted: Selector,
    pub(super) replies: Selector,
    pub(super) id: Vec<(Selector, &'static str, &'static str)>,
    pub(super) parent: Vec<(Selector, &'static str, &'static str)>,
}

/// Elements that are left out of bodies and names in every layout.
const NEVER: &str = ".says, .screen-reader-text, .comment-reply-link, .reply, .comment-edit-link";

impl Marked {
    /// Compiles a table.
    pub(crate) fn new(marks: &'static Marks) -> Self {
        let each = |selectors: &[&str]| selectors.iter().map(|selector| Selector::new(selector)).collect();
        let attributes = |of: &[(&str, &'static str, &'static str)]| {
            of.iter().map(|(selector, attribute, before)| (Selector::new(selector), *attribute, *before)).collect()
        };
        Self {
            marks,
            page: Selector::new(marks.page),
            comment: Selector::new(marks.comment),
            heading: Selector::new(marks.heading),
            not: Selector::new(marks.not),
            author: each(marks.author),
            title: each(marks.title),
            time: each(marks.time),
            body: each(marks.body),
            quoted: (Selector::new(marks.quoted), Selector::new(marks.quoted_text)),
            leave_out: Selector::new(&format!("{NEVER}, {}", marks.leave_out)),
            buttons: Selector::new(NEVER),
            deleted: Selector::new(marks.deleted),
            replies: Selector::new(marks.replies),
            id: attributes(marks.id),
            parent: attributes(marks.parent),
        }
    }
}
