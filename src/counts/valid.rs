//! Whether counts read from a file can be used: a checksum says that the bytes are those that were written, and nothing of
//! who wrote them.

use super::{Counts, Entry, FOLDS, Group, UNIT};
use crate::label::MOST_COMMENTS;

/// The most mass of a comment in a feature: a comment of *m* features, all the same, gives √m units, and no comment has
/// 2³² features.
const MOST_MASS: u64 = (UNIT as u64) << 16;

/// What is wrong with groups; `None` where they are sorted, each once, and their comments can be summed.
pub(crate) fn problem_of_groups(groups: &[(Group, u64)]) -> Option<&'static str> {
    if !groups.is_sorted_by(|one, other| one.0 < other.0) {
        return Some("its groups are not in order");
    }
    if groups.iter().any(|(group, _)| group.fold > FOLDS) {
        return Some("a group has a fold that there is not");
    }
    let comments = groups.iter().try_fold(0_u64, |sum, (_, comments)| sum.checked_add(*comments));
    comments.is_none_or(|sum| sum > MOST_COMMENTS).then_some("its groups have more comments than can be")
}

/// What is wrong with an entry of one of these groups.
#[inline]
pub(crate) fn problem_of_entry(entry: &Entry, groups: &[(Group, u64)]) -> Option<&'static str> {
    match groups.get(entry.group as usize) {
        None => Some("an entry is of a group that there is not"),
        Some((_, comments)) if entry.comments == 0 || u64::from(entry.comments) > *comments => {
            Some("an entry has more comments than its group, or none")
        }
        Some(_) if entry.mass > u64::from(entry.comments) * MOST_MASS => Some("an entry has more mass than can be"),
        Some(_) => None,
    }
}

impl Counts {
    /// What is wrong with counts; `None` where every entry is of a group, in order, and no larger than its group allows.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        problem_of_groups(&self.groups)
            .or_else(|| self.entries.iter().find_map(|entry| problem_of_entry(entry, &self.groups)))
            .or_else(|| {
                let is_sorted = self.entries.is_sorted_by(|one, other| (one.key, one.group) < (other.key, other.group));
                (!is_sorted).then_some("its entries are not in order")
            })
    }
}
