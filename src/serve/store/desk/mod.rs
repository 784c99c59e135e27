//! The tables of the review desk.
//!
//! | module | what it does |
//! | --- | --- |
//! | `filling` | comments with their scores into the queue |
//! | `filter` | which comments, in which order, as SQL |
//! | `queue` | the next comment, lists, counts |
//! | `entry` | all that is known of a comment, its thread |
//! | `acts` | states and labels, recorded; conflicts |
//! | `undo` | the last action of a person taken back |
//! | `appeals` | appeals, answered by another person |
//! | `samples` | comments drawn at random, shown blind |
//! | `training` | labels for training, versions of the model |
//! | `erasure` | comments erased from tables, index, log and free pages |
//! | `rescoring` | scores of the queue by another model |
//! | `report` | what happened: handover, counts |

mod acts;
mod appeals;
mod entry;
mod erasure;
mod filling;
mod filter;
mod queue;
mod report;
mod rescoring;
mod samples;
mod training;
mod undo;

pub(super) use acts::decide;
pub(in crate::serve) use acts::{Act, Answer, Outcome};
pub(in crate::serve) use appeals::Appeal;
pub(in crate::serve) use entry::{Entry, Event, GivenLabel, Relative};
pub(crate) use erasure::{Whose, erase};
pub(crate) use filling::{Filler, NewArticle, NewComment};
pub(super) use filling::{enqueue, index_words};
pub(in crate::serve) use filter::{Filter, Order};
pub(in crate::serve) use queue::Row;
pub(in crate::serve) use report::{Group, Note};
pub(in crate::serve) use samples::BlindLabel;
pub(in crate::serve) use training::{NewVersion, TrainingLabel, Version};

/// The state of a comment at the desk; the numbers stand in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// Nobody has answered.
    New = 0,
    /// It has a label, and no decision.
    InReview = 1,
    /// Decided: readers see it.
    Published = 2,
    /// Decided: readers do not see it.
    Hidden = 3,
    /// Left to somebody else.
    Escalated = 4,
    /// A decision that somebody disputes.
    Appealed = 5,
}

impl State {
    /// All, in the order of the store.
    pub(crate) const ALL: [Self; 6] =
        [Self::New, Self::InReview, Self::Published, Self::Hidden, Self::Escalated, Self::Appealed];

    /// The name, in addresses and in the record.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InReview => "in_review",
            Self::Published => "published",
            Self::Hidden => "hidden",
            Self::Escalated => "escalated",
            Self::Appealed => "appealed",
        }
    }

    /// The state of a name.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The state of a number of the store.
    fn of_number(number: i64) -> Self {
        usize::try_from(number).ok().and_then(|number| Self::ALL.get(number).copied()).unwrap_or(Self::New)
    }
}
