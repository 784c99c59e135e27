//! The tables of the review desk.
//!
//! | module | what it does |
//! | --- | --- |
//! | `filling` | comments with their scores into the queue |
//! | `importing` | labels of files as labels of the desk |
//! | `filter` | which comments, in which order, as SQL |
//! | `back` | the comment before another |
//! | `queue` | the next comment, lists, counts |
//! | `export` | all comments of a filter, one after the other, with their labels |
//! | `entry` | all that is known of a comment, its thread |
//! | `acts` | states and labels, recorded; conflicts |
//! | `undo` | the last action of a person taken back |
//! | `appeals` | appeals, answered by another person |
//! | `samples` | comments drawn at random, shown blind |
//! | `training` | labels for training, versions of the model |
//! | `erasure` | comments erased from tables, index, log and free pages |
//! | `rescoring` | scores of the queue by another model |
//! | `days` | what people did, day by day |
//! | `report` | what happened: handover, counts |

mod acts;
mod appeals;
mod back;
mod days;
mod entry;
mod erasure;
mod export;
mod filling;
mod filter;
mod importing;
mod queue;
mod report;
mod rescoring;
mod samples;
mod training;
mod undo;

pub(super) use acts::decide;
pub(in crate::serve) use acts::{Act, Answer, Outcome};
pub(in crate::serve) use appeals::Appeal;
pub(in crate::serve) use days::Day;
pub(in crate::serve) use entry::{Entry, Event, GivenLabel, Relative};
pub(crate) use erasure::{Whose, erase};
pub(in crate::serve) use export::Labelled;
pub(super) use filling::enqueue;
pub(crate) use filling::{Filler, NewArticle, NewComment};
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

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::*;
    use crate::record::{Flag, Prediction, Probability, Scores};
    use std::time::{Duration, Instant};

    /// Comments of 64 sites and eight thousand articles, one in twenty flagged; what is uncertain has no high score.
    fn comment(number: u64) -> NewComment {
        let mixed = crate::text::mix(number);
        let word = |at: u32| {
            ["الطريق", "الوزير", "المدرسة", "الحكومة", "الناس", "البلد", "حمار", "الماء"][(mixed >> at & 7) as usize]
        };
        let is_hostile = mixed.is_multiple_of(20);
        let part = (mixed >> 40 & 255) as f64;
        let score = if is_hostile { 0.7 + part / 853.0 } else { part / 512.0 };
        let scores =
            Scores { hostile: Some(Probability(score)), sectarian: Some(Probability(score / 2.0)), off_topic: None };
        let flags = if is_hostile { vec![Flag::Hostile] } else { Vec::new() };
        NewComment {
            key: format!("{number:x}"),
            site: format!("site{}", mixed >> 8 & 63),
            article: NewArticle { title: Some(format!("خبر {}", mixed >> 20 & 8191)), ..NewArticle::default() },
            author: Some(format!("قارئ {}", mixed >> 30 & 65535)),
            text: format!("قال {} إن {} و{} في {} خبر {number}", word(3), word(6), word(9), word(12)),
            day: format!("2026-{:02}-{:02}", 1 + (mixed >> 14) % 12, 1 + (mixed >> 18) % 28),
            prediction: Prediction { scores, flags, uncertain: (0.42..0.6).contains(&score), ..Prediction::default() },
            ..NewComment::default()
        }
    }

    #[tokio::test]
    async fn a_comment_that_somebody_reads_is_not_taken_over_by_another_who_comes_to_it() {
        let folder = tempfile::tempdir().unwrap();
        Filler::open(folder.path()).unwrap().add(&[comment(1)]).unwrap();
        let store = Store::open(folder.path()).unwrap();
        // What a search finds is shown to others too.
        let found = Filter { search: "قال".into(), ..Filter::default() };
        let first = store.take_next(found.clone(), "salma".into(), None).await.unwrap().expect("a comment");
        assert_eq!(store.take_next(found, "nadir".into(), None).await.unwrap(), Some(first));
        assert_eq!(store.entry(first).unwrap().expect("a comment").taken_by.as_deref(), Some("salma"));
    }

    #[test]
    fn groups_are_of_all_comments_and_of_each_site_day_and_article() {
        let folder = tempfile::tempdir().unwrap();
        let all: Vec<NewComment> = (0..500).map(comment).collect();
        Filler::open(folder.path()).unwrap().add(&all).unwrap();
        let [whole, sites, days, articles] = Store::open(folder.path()).unwrap().groups().unwrap();
        let is_hostile = |comment: &&NewComment| comment.prediction.flags.contains(&Flag::Hostile);
        let counted = |of: &dyn Fn(&&NewComment) -> bool| {
            let of: Vec<&NewComment> = all.iter().filter(|comment| of(comment)).collect();
            (of.len() as u64, of.into_iter().filter(is_hostile).count() as u64)
        };
        assert_eq!((whole[0].comments, whole[0].hostile), counted(&|_| true));
        assert_eq!((whole[0].flagged, whole[0].sectarian), (whole[0].hostile, 0));
        assert_eq!(
            sites.iter().map(|group| group.comments).sum::<u64>()
                + counted(&|comment| !sites.iter().any(|group| group.name == comment.site)).0,
            500
        );
        for group in &sites {
            assert_eq!(
                (group.comments, group.hostile),
                counted(&|comment| comment.site == group.name),
                "{}",
                group.name
            );
        }
        assert!(
            sites.is_sorted_by_key(|group| std::cmp::Reverse(group.flagged))
                && days.is_sorted_by_key(|group| group.name.clone())
        );
        assert_eq!(days.iter().map(|group| group.comments).sum::<u64>(), 500);
        assert!(
            articles.len() == 20 && articles.iter().all(|group| group.flagged > 0 && group.name.starts_with("خبر "))
        );
    }

    /// `cargo test --release --lib a_million -- --ignored --nocapture`; a folder that MUSHRIF_MILLION names keeps its store.
    #[tokio::test]
    #[ignore = "takes minutes and a gigabyte"]
    async fn a_million_comments_answer_the_queue_and_a_search_within_a_tenth_of_a_second() {
        let (temporary, kept) = (tempfile::tempdir().unwrap(), std::env::var_os("MUSHRIF_MILLION"));
        let folder = kept.as_ref().map_or(temporary.path(), std::path::Path::new);
        let begun = Instant::now();
        if !folder.join("mushrif.sqlite").is_file() {
            let mut filler = Filler::open(folder).unwrap();
            for part in 0..100 {
                let comments: Vec<NewComment> = (part * 10_000..(part + 1) * 10_000).map(comment).collect();
                filler.add(&comments).unwrap();
            }
            println!("filled in {:?}", begun.elapsed());
        }
        let begun = Instant::now();
        let store = Store::open(folder).unwrap();
        println!("opened in {:?}", begun.elapsed());
        let search = |words: &str| Filter { search: words.into(), ..Filter::default() };
        let waiting = Filter { state: Some(State::New), ..Filter::default() };
        let of = |filter: &Filter, order| Filter { order, ..filter.clone() };
        let hostile = Filter { label: Some(Flag::Hostile), ..waiting.clone() };
        let site = Filter { site: Some("site7".into()), ..waiting.clone() };
        let uncertain = Filter { uncertain: true, ..waiting.clone() };
        let hidden = Filter { state: Some(State::Hidden), ..Filter::default() };
        let some: Vec<i64> = (1..=300).map(|part| part * 3000).collect();
        let changed = store.set_states(some, State::Hidden, None, None).await.unwrap();
        assert!(changed == 300 || kept.is_some(), "{changed}");
        let all = [
            ("waiting", waiting.clone()),
            ("highest score", of(&waiting, Order::Score)),
            ("most worth labelling", of(&waiting, Order::Worth)),
            ("newest", of(&waiting, Order::Latest)),
            ("any state by score", of(&Filter::default(), Order::Score)),
            ("hostile", hostile.clone()),
            ("hostile by score", of(&hostile, Order::Score)),
            ("site", site.clone()),
            ("site by score", of(&site, Order::Score)),
            ("site, hostile, uncertain", Filter { label: Some(Flag::Hostile), uncertain: true, ..site.clone() }),
            ("hostile by worth", of(&hostile, Order::Worth)),
            ("uncertain", uncertain.clone()),
            ("uncertain by score", of(&uncertain, Order::Score)),
            ("uncertain by worth", of(&uncertain, Order::Worth)),
            ("day by score", Filter { day: Some("2026-05-15".into()), order: Order::Score, ..waiting.clone() }),
            ("day", Filter { day: Some("2026-05-15".into()), ..waiting.clone() }),
            ("score from 0.3", Filter { least: Some(0.3), ..waiting.clone() }),
            ("score from 0.89", Filter { least: Some(0.89), ..waiting.clone() }),
            ("score from 0.89, newest", Filter { least: Some(0.89), order: Order::Latest, ..waiting.clone() }),
            ("score from 0.99", Filter { least: Some(0.99), ..waiting.clone() }),
            ("site, score from 0.89", Filter { least: Some(0.89), ..site.clone() }),
            ("signals, of which there are none", Filter { signals: true, ..waiting.clone() }),
            ("one state that is empty", Filter { state: Some(State::Published), ..Filter::default() }),
            ("one state with few", hidden.clone()),
            ("one state with few, by score", of(&hidden, Order::Score)),
            ("a frequent word", search("حمار")),
            ("two words", search("الحمار الوزير")),
            ("a rare word", search("777777")),
            ("a frequent word in a state with few", Filter { search: "حمار".into(), ..hidden.clone() }),
            (
                "a frequent word of a day",
                Filter { search: "حمار".into(), day: Some("2026-05-15".into()), ..waiting.clone() },
            ),
            ("a frequent word, hostile", Filter { search: "حمار".into(), ..hostile.clone() }),
            ("a word of a site", Filter { search: "حمار".into(), ..site.clone() }),
        ];
        let mut slow = Vec::new();
        for (name, filter) in all {
            let begun = Instant::now();
            let rows = store.list(&filter, "salma", None, 50).unwrap();
            let listed = begun.elapsed();
            store.count(&filter).unwrap();
            let counted = begun.elapsed() - listed;
            store.take_next(filter.clone(), "salma".into(), rows.get(20).map(|row| row.id)).await.unwrap();
            let taken = begun.elapsed() - listed - counted;
            println!("{name}: {} listed in {listed:?}, counted in {counted:?}, next in {taken:?}", rows.len());
            if [listed, counted, taken].iter().any(|time| *time >= Duration::from_millis(100)) {
                slow.push(name);
            }
        }
        assert!(slow.is_empty(), "{slow:?}");
    }
}
