//! Layouts of comment systems that many sites use.

mod blogger;
mod blogger_old;
mod coral;
mod discourse;
mod disqus;
mod disqus_static;
mod drupal;
mod facebook;
mod intense_debate;
mod ipboard3;
mod ips4;
mod isso;
mod jcomments;
mod k2;
mod livefyre;
mod phpbb;
mod reddit;
mod reddit_old;
mod remark42;
mod smf;
mod vbulletin3;
mod vbulletin4;
mod vivvo;
mod wordpress;
mod wpdiscuz;
mod xenforo1;
mod xenforo2;
mod youtube;

use super::Marks;

/// Forum systems, whose pages print numbers of posts beside names, and none of the thread's.
pub(super) const FORUMS: [&str; 9] =
    ["vbulletin4", "vbulletin3", "xenforo2", "xenforo1", "phpbb", "smf", "ipboard3", "ips4", "discourse"];

/// The tables, more specific before more general.
pub(super) const ALL: &[Marks] = &[
    vbulletin4::MARKS,
    vbulletin3::MARKS,
    xenforo2::MARKS,
    xenforo1::MARKS,
    phpbb::MARKS,
    smf::MARKS,
    ipboard3::MARKS,
    ips4::MARKS,
    discourse::MARKS,
    youtube::MARKS,
    reddit::MARKS,
    reddit_old::MARKS,
    wpdiscuz::MARKS,
    disqus::MARKS,
    disqus_static::MARKS,
    facebook::MARKS,
    jcomments::MARKS,
    k2::MARKS,
    isso::MARKS,
    coral::MARKS,
    remark42::MARKS,
    intense_debate::MARKS,
    livefyre::MARKS,
    vivvo::MARKS,
    blogger::MARKS,
    blogger_old::MARKS,
    drupal::MARKS,
    wordpress::MARKS,
];
