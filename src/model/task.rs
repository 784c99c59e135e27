//! The four classification tasks that weights are fitted for, and their classes.

use crate::counts::Group;
use crate::record::Sentiment;

/// A classification task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    /// Hostile against not hostile.
    Hostile,
    /// Sectarian, or neither sectarian nor hostile: an attack on a community against talk of it.
    Sectarian,
    /// Sectarian, or hostile without being so: an attack on a community against other attacks.
    SectarianAmongHostile,
    /// Negative, neutral and positive sentiment.
    Sentiment,
}

/// The number of classes of all tasks together.
pub(crate) const CLASSES: usize = 9;

impl Task {
    pub(crate) const ALL: [Self; 4] = [Self::Hostile, Self::Sectarian, Self::SectarianAmongHostile, Self::Sentiment];

    /// The indices of its classes, below [`CLASSES`].
    pub(crate) fn classes(self) -> std::ops::Range<usize> {
        match self {
            Self::Hostile => 0..2,
            Self::Sectarian => 2..4,
            Self::SectarianAmongHostile => 4..6,
            Self::Sentiment => 6..9,
        }
    }

    /// The index of a group's class, below [`CLASSES`]; `None` where the group is in none.
    pub(crate) fn class(self, group: &Group) -> Option<usize> {
        match self {
            Self::Hostile => group.known.hostile.map(usize::from),
            Self::Sectarian => match (group.known.sectarian, group.known.hostile) {
                (Some(true), _) => Some(3),
                (Some(false), Some(true)) | (None, _) => None,
                (Some(false), _) => Some(2),
            },
            Self::SectarianAmongHostile => match (group.known.sectarian, group.known.hostile) {
                (Some(true), _) => Some(5),
                (Some(false), Some(true)) => Some(4),
                _ => None,
            },
            Self::Sentiment => group.known.sentiment.map(|value| match value {
                Sentiment::Negative => 6,
                Sentiment::Neutral => 7,
                Sentiment::Positive => 8,
            }),
        }
    }
}
