//! Which comments are exported, and in what order.

use crate::record::{Flag, ScoredComment};
use jiff::civil::Date;

/// Which comments are chosen.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ChoiceArguments {
    /// Only comments with this flag
    #[arg(long, value_name = "FLAG")]
    label: Vec<Flag>,
    /// Only comments of this site: the name in article.site, or the host of article.url without www.
    #[arg(long, value_name = "SITE")]
    site: Vec<String>,
    /// Only comments that may be of this day or later; those without a time are left out
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Only comments that may be of this day or earlier; those without a time are left out
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Those with the highest score of this flag first
    #[arg(long, value_name = "FLAG")]
    sort: Option<Flag>,
    /// At most this many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

impl ChoiceArguments {
    /// Whether a comment is chosen.
    pub(super) fn takes(&self, scored: &ScoredComment) -> bool {
        let ScoredComment { comment, prediction, .. } = scored;
        let article = comment.article.as_deref();
        let of_site = self.site.is_empty()
            || article.is_some_and(|article| self.site.iter().any(|site| article.is_of_site(site)));
        let of_label = self.label.is_empty() || self.label.iter().any(|flag| prediction.flags.contains(flag));
        let time = comment.time.as_ref();
        let since =
            self.since.is_none_or(|day| time.and_then(|time| time.latest).is_some_and(|latest| latest.date() >= day));
        let until = self
            .until
            .is_none_or(|day| time.and_then(|time| time.earliest).is_some_and(|earliest| earliest.date() <= day));
        of_site && of_label && since && until
    }

    /// An empty choice, in order.
    pub(super) fn begin(&self) -> Chosen {
        Chosen { sort: self.sort, limit: self.limit.unwrap_or(usize::MAX), taken: 0, kept: Vec::new() }
    }
}

/// The chosen comments: passed on as they come or, where they are sorted, kept to the end, no more than are asked for.
pub(super) struct Chosen {
    sort: Option<Flag>,
    limit: usize,
    taken: usize,
    /// Score, number and line.
    kept: Vec<(f64, usize, String)>,
}

impl Chosen {
    /// Takes a chosen comment; `true` where it is to be written now.
    pub(super) fn take(&mut self, line: &str, scored: &ScoredComment) -> bool {
        self.taken += 1;
        let Some(flag) = self.sort else { return self.taken <= self.limit };
        let score = scored.prediction.scores.printed(flag).unwrap_or(-1.0);
        self.kept.push((score, self.taken, line.into()));
        if self.kept.len() >= self.limit.saturating_mul(2).max(1024) {
            self.cut();
        }
        false
    }

    fn cut(&mut self) {
        self.kept.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        self.kept.truncate(self.limit);
    }

    /// The lines that were kept, in order.
    pub(super) fn sorted(mut self) -> impl Iterator<Item = String> {
        self.cut();
        self.kept.into_iter().map(|(_, _, line)| line)
    }
}
