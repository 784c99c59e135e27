//! Comment systems that many sites use.

mod blogger;
mod blogger_old;
mod coral;
mod disqus;
mod disqus_static;
mod drupal;
mod facebook;
mod intense_debate;
mod isso;
mod jcomments;
mod k2;
mod livefyre;
mod remark42;
mod vivvo;
mod wordpress;
mod wpdiscuz;

use super::Marks;

/// The tables, the more specific before the more general.
pub(super) const ALL: &[Marks] = &[
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
