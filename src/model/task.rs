//! What a model is fitted to tell: four tasks and their classes.

use crate::counts::Group;
use crate::record::Sentiment;

/// What is fitted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    /// Hostile or not.
    Hostile,
    /// Sectarian, or neither sectarian nor hostile: what tells an attack on a community from talk of it.
    Sectarian,
    /// Sectarian, or hostile without being so: what tells an attack on a community from other attacks.
    SectarianAmongHostile,
    /// The three sentiments.
    Sentiment,
}

/// Classes of all tasks, one after the other.
pub(crate) const CLASSES: usize = 9;

impl Task {
    pub(crate) const ALL: [Self; 4] = [Self::Hostile, Self::Sectarian, Self::SectarianAmongHostile, Self::Sentiment];

    /// Where its classes stand among [`CLASSES`].
    pub(crate) fn classes(self) -> std::ops::Range<usize> {
        match self {
            Self::Hostile => 0..2,
            Self::Sectarian => 2..4,
            Self::SectarianAmongHostile => 4..6,
            Self::Sentiment => 6..9,
        }
    }

    /// The class of a group, among [`CLASSES`].
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
