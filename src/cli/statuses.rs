//! The argument for moderation statuses of exports.

use crate::page::{Status, Statuses};

/// Which comments of exports are read.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct StatusArguments {
    /// Which comments of an export to read: approved, pending, spam or trash; several, parted by commas
    #[arg(
        long,
        value_enum,
        value_name = "STATUS",
        value_delimiter = ',',
        default_value = "approved",
        hide_possible_values = true
    )]
    status: Vec<ChosenStatuses>,
    /// Read notices of links from other sites (pingbacks, trackbacks) in exports as well
    #[arg(long)]
    pingbacks: bool,
}

/// A status, as it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ChosenStatuses {
    /// Readers see it
    Approved,
    /// It waits for a moderator
    Pending,
    /// It was taken for spam
    Spam,
    /// It was deleted
    Trash,
}

impl StatusArguments {
    /// The statuses that the arguments select.
    pub(super) fn read(&self) -> Statuses {
        let of = self.status.iter().map(|chosen| match chosen {
            ChosenStatuses::Approved => Status::Approved,
            ChosenStatuses::Pending => Status::Pending,
            ChosenStatuses::Spam => Status::Spam,
            ChosenStatuses::Trash => Status::Trash,
        });
        // Commands without this option read approved comments.
        match self.status.is_empty() {
            true => Statuses { pingbacks: self.pingbacks, ..Statuses::default() },
            false => Statuses { of: of.collect(), pingbacks: self.pingbacks },
        }
    }
}
