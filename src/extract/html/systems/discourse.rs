//! Discourse, as it shows its topics to crawlers and to browsers without scripts.
//!
//! Source: app/views/topics/show.html.erb (discourse/discourse) as it is since 2018; not compared with a saved page. An
//! id is a post's number in its topic, by which quotations name it.

use crate::extract::html::Marks;

/// The table.
pub(super) const MARKS: Marks = Marks {
    name: "discourse",
    page: ".crawler-post",
    comment: ".crawler-post",
    heading: "#topic-title h1, .crawler-topic-title",
    author: &[".crawler-post-meta .creator [itemprop=name]", ".crawler-post-meta .creator", ".creator"],
    time: &["time.post-time", ".crawler-post-infos time", "time"],
    body: &[".post"],
    quoted: "aside.quote",
    leave_out: "aside.quote .title, .lightbox-wrapper .meta",
    id: &[("", "id", "post_"), ("[id^=post_]", "id", "post_")],
    parent: &[("aside.quote", "data-post", "")],
    ..Marks::NONE
};
