//! Summary of scored comments: shares flagged by site, day and article, and the words that decided.
//!
//! A share is told with its 95 % interval (Wilson), since many groups have few comments.

mod html;
mod periods;
mod plots;
mod table;

use crate::locale::Locale;
use crate::record::{Flag, Probability, ScoredComment, Scores, Sentiment};
use crate::text::dialect::{self, Dialect};
use crate::text::tokenizer::Tokenizer;
use jiff::civil::Date;
pub(crate) use periods::{Period, PeriodUnit};
use serde::Serialize;
use std::collections::BTreeMap;

/// The most articles and words of a label that are told.
const TOP: usize = 20;
/// The most words that are counted for a label; of more, those of the least weight are left out.
const WORDS: usize = 50_000;
/// The least number of comments of a dialect of which anything is told.
const OF_DIALECT: u64 = 50;

/// Comments of a group, and those with each flag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct FlagCounts {
    pub(crate) comments: u64,
    pub(crate) hostile: u64,
    pub(crate) sectarian: u64,
    pub(crate) off_topic: u64,
    /// Those with any flag.
    pub(crate) flagged: u64,
}

impl FlagCounts {
    fn add(&mut self, flags: &[Flag]) {
        self.comments += 1;
        self.flagged += u64::from(!flags.is_empty());
        for flag in flags {
            match flag {
                Flag::Hostile => self.hostile += 1,
                Flag::Sectarian => self.sectarian += 1,
                Flag::OffTopic => self.off_topic += 1,
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        self.comments += other.comments;
        self.hostile += other.hostile;
        self.sectarian += other.sectarian;
        self.off_topic += other.off_topic;
        self.flagged += other.flagged;
    }

    /// The number with a flag.
    pub(crate) fn of(&self, flag: Flag) -> u64 {
        match flag {
            Flag::Hostile => self.hostile,
            Flag::Sectarian => self.sectarian,
            Flag::OffTopic => self.off_topic,
        }
    }

    /// The share with any flag, and the ends of its 95 % interval.
    pub(crate) fn share(&self) -> [f64; 3] {
        wilson(self.flagged, self.comments)
    }
}

/// A share and its 95 % interval (Wilson 1927).
pub(crate) fn wilson(with: u64, of: u64) -> [f64; 3] {
    if of == 0 {
        return [0.0, 0.0, 1.0];
    }
    const Z: f64 = 1.959_964;
    let (n, share) = (of as f64, with as f64 / of as f64);
    let middle = (share + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    [share, (middle - half).max(0.0), (middle + half).min(1.0)]
}

/// A group by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SummaryGroup {
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) counts: FlagCounts,
}

/// A word and the sum of its weights for a label, in log-odds, over the comments that it decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct WordWeight {
    pub(crate) word: String,
    pub(crate) comments: u64,
    pub(crate) weight: f64,
}

/// Gathers scored comments.
#[derive(Default)]
pub(crate) struct Summary {
    all: FlagCounts,
    sentiments: BTreeMap<&'static str, u64>,
    sites: BTreeMap<String, FlagCounts>,
    days: BTreeMap<Date, FlagCounts>,
    undated: u64,
    articles: BTreeMap<String, FlagCounts>,
    words: [BTreeMap<String, (u64, f64)>; 3],
    models: BTreeMap<String, u64>,
    /// In ten-thousandths, as printed.
    thresholds: BTreeMap<[Option<u32>; 3], u64>,
    accounts: BTreeMap<String, FlagCounts>,
    dialects: BTreeMap<Dialect, FlagCounts>,
    tokenizer: Tokenizer,
}

/// The figures of a summary, ready to be printed.
#[derive(Debug, Serialize)]
pub(crate) struct SummaryReport {
    pub(crate) all: FlagCounts,
    pub(crate) sentiments: BTreeMap<&'static str, u64>,
    pub(crate) sites: Vec<SummaryGroup>,
    /// The period by which `days` are told: longer where there are many, so that a chart of them can be read.
    pub(crate) by: PeriodUnit,
    pub(crate) days: Vec<Period>,
    /// Comments without a time, or of which more than one day may be meant.
    pub(crate) undated: u64,
    /// The articles with the most flagged comments.
    pub(crate) articles: Vec<SummaryGroup>,
    /// The accounts with the most flagged comments, where the records have ids of accounts.
    pub(crate) accounts: Vec<SummaryGroup>,
    /// Groups of dialects with fifty comments or more, always in the same order: not a ranking.
    pub(crate) dialects: Vec<SummaryGroup>,
    /// What is known of the error of dialects: the share of texts in one that is named, and of these the share named rightly.
    pub(crate) dialects_named_and_right: [f64; 2],
    /// For each flag the words that decided most.
    pub(crate) words: BTreeMap<&'static str, Vec<WordWeight>>,
    /// The models that scored them, with the numbers of their comments.
    pub(crate) models: BTreeMap<String, u64>,
    /// The thresholds at which they were flagged.
    pub(crate) thresholds: Vec<Thresholds>,
}

/// Thresholds, and the number of comments that were flagged by them.
#[derive(Debug, Serialize)]
pub(crate) struct Thresholds {
    #[serde(flatten)]
    of: Scores,
    comments: u64,
}

impl Thresholds {
    /// What they are, for people.
    fn told(&self, locale: Locale) -> String {
        let count = locale.phrase("summary.comments", &[&locale.number(self.comments)]);
        format!("{} · {count}", locale.phrase("thresholds", &[&self.of.in_words(locale)]))
    }
}

impl Summary {
    /// Adds the flags of a comment to its account.
    pub(crate) fn add_account(&mut self, account: String, flags: &[Flag]) {
        self.accounts.entry(account).or_default().add(flags);
    }

    /// Adds a comment, with the reasons that it has.
    pub(crate) fn add(&mut self, scored: &ScoredComment) {
        let ScoredComment { comment, prediction, .. } = scored;
        let flags = &prediction.flags;
        self.all.add(flags);
        if let Some(sentiment) = prediction.sentiment {
            *self.sentiments.entry(sentiment.label.name()).or_default() += 1;
        }
        if let Some(dialect) = Dialect::of(&mut self.tokenizer, &comment.body) {
            self.dialects.entry(dialect).or_default().add(flags);
        }
        let article = comment.article.as_deref();
        let name = |name: Option<&str>| name.unwrap_or_default().to_owned();
        let site = article.and_then(|article| article.site_or_host());
        self.sites.entry(site.unwrap_or_default().into_owned()).or_default().add(flags);
        let title = article.and_then(|article| article.title.as_deref().or(article.url.as_deref()));
        self.articles.entry(name(title)).or_default().add(flags);
        let interval = comment.time.as_ref().and_then(|time| time.earliest.zip(time.latest));
        match interval.filter(|(earliest, latest)| earliest.date() == latest.date()) {
            Some((day, _)) => self.days.entry(day.date()).or_default().add(flags),
            None => self.undated += 1,
        }
        let model = format!("{} {}", prediction.model.name, prediction.model.hash);
        *self.models.entry(model.trim().to_owned()).or_default() += 1;
        let thresholds = Flag::ALL.map(|flag| prediction.thresholds.of(flag).map(|least| Probability(least).printed()));
        *self.thresholds.entry(thresholds).or_default() += 1;
        for reason in prediction.reasons.iter().flatten() {
            let Some(flag) = flags.iter().find(|flag| flag.name() == reason.label) else { continue };
            let words = &mut self.words[*flag as usize];
            let word = words.entry(reason.read.as_ref().unwrap_or(&reason.text).clone()).or_default();
            word.0 += 1;
            word.1 += reason.weight;
            if words.len() > WORDS {
                let mut weights: Vec<f64> = words.values().map(|word| word.1).collect();
                weights.sort_by(f64::total_cmp);
                let least = weights[weights.len() / 2];
                words.retain(|_, word| word.1 >= least);
            }
        }
    }

    /// The summary of what was added.
    pub(crate) fn report(self) -> SummaryReport {
        let (by, days) = PeriodUnit::periods(&self.days);
        let groups = |map: BTreeMap<String, FlagCounts>| {
            let mut groups: Vec<SummaryGroup> =
                map.into_iter().map(|(name, counts)| SummaryGroup { name, counts }).collect();
            groups.sort_by(|one, other| {
                (other.counts.flagged, other.counts.comments).cmp(&(one.counts.flagged, one.counts.comments))
            });
            groups
        };
        let top = |map| {
            let mut found = groups(map);
            found.retain(|group| group.counts.flagged > 0);
            found.truncate(TOP);
            found
        };
        let [articles, accounts] = [self.articles, self.accounts].map(top);
        let dialects = self.dialects.into_iter().filter(|(_, counts)| counts.comments >= OF_DIALECT);
        let words = Flag::ALL.into_iter().zip(self.words).map(|(flag, words)| {
            let rounded = |weight: f64| (weight * 100.0).round() / 100.0;
            let mut words: Vec<WordWeight> = words
                .into_iter()
                .map(|(word, (comments, weight))| WordWeight { word, comments, weight: rounded(weight) })
                .collect();
            words.sort_by(|one, other| other.weight.total_cmp(&one.weight).then_with(|| one.word.cmp(&other.word)));
            words.truncate(TOP);
            (flag.name(), words)
        });
        let thresholds = self.thresholds.into_iter().map(|(printed, comments)| {
            let [hostile, sectarian, off_topic] =
                printed.map(|least| least.map(|least| Probability(f64::from(least) / 1e4)));
            Thresholds { of: Scores { hostile, sectarian, off_topic }, comments }
        });
        SummaryReport {
            all: self.all,
            sentiments: Sentiment::ALL
                .map(|sentiment| (sentiment.name(), self.sentiments.get(sentiment.name()).copied().unwrap_or(0)))
                .into(),
            sites: groups(self.sites),
            by,
            days,
            undated: self.undated,
            articles,
            accounts,
            dialects: dialects.map(|(dialect, counts)| SummaryGroup { name: dialect.name().into(), counts }).collect(),
            dialects_named_and_right: dialect::ERROR,
            words: words.collect(),
            models: self.models,
            thresholds: thresholds.collect(),
        }
    }
}

impl SummaryReport {
    /// The summary of groups that were counted elsewhere; sites and articles in this order.
    #[cfg(feature = "serve")]
    pub(crate) fn of_groups(
        all: FlagCounts,
        sites: Vec<SummaryGroup>,
        days: BTreeMap<Date, FlagCounts>,
        articles: Vec<SummaryGroup>,
        sentiments: impl IntoIterator<Item = (Sentiment, u64)>,
    ) -> Self {
        let dated: u64 = days.values().map(|day| day.comments).sum();
        let sentiments = sentiments.into_iter().map(|(sentiment, count)| (sentiment.name(), count)).collect();
        let report = Summary { days, sentiments, ..Summary::default() }.report();
        Self { all, sites, articles, undated: all.comments.saturating_sub(dated), ..report }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(site: &str, day: &str, flags: &str) -> ScoredComment {
        ScoredComment::parse(&format!(
            r#"{{"text":"يا كلب","article":{{"title":"خبر","site":"{site}"}},
            "time":{{"text":"","span":null,"direction":"absolute","approximate":null,"earliest":"{day}","latest":"{day}"}},
            "scores":{{"hostile":0.9}},"flags":[{flags}],
            "reasons":[{{"field":"text","start":3,"end":6,"text":"كلب","label":"hostile","weight":2.0}}]}}"#
        ))
        .unwrap()
    }

    #[test]
    fn comments_are_counted_by_site_day_article_and_word() {
        let mut summary = Summary::default();
        for (site, flags) in [("elaph", r#""hostile""#), ("elaph", ""), ("arabi21", r#""hostile","sectarian""#)] {
            summary.add(&scored(site, "2024-05-15", flags));
        }
        let report = summary.report();
        assert_eq!(report.all, FlagCounts { comments: 3, hostile: 2, sectarian: 1, off_topic: 0, flagged: 2 });
        assert_eq!(report.sites.iter().map(|site| site.counts.comments).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(
            (report.by, report.days.len(), report.days[0].first),
            (PeriodUnit::Day, 1, "2024-05-15".parse().unwrap())
        );
        assert_eq!(report.articles.len(), 1);
        assert_eq!(report.words["hostile"], [WordWeight { word: "كلب".into(), comments: 2, weight: 4.0 }]);
    }

    #[test]
    fn nothing_is_told_of_a_dialect_of_few_comments_and_dialects_are_no_ranking() {
        let mut summary = Summary::default();
        for (text, count, flags) in
            [("شو بدنا هلق", 60, r#""hostile""#), ("عايزين ايه دلوقتي", 50, ""), ("وش يبي", 49, "")]
        {
            let line = format!(r#"{{"text":"{text}","scores":{{"hostile":0.9}},"flags":[{flags}]}}"#);
            (0..count).for_each(|_| summary.add(&ScoredComment::parse(&line).unwrap()));
        }
        let told = summary.report().dialects;
        let told: Vec<(&str, u64)> = told.iter().map(|group| (group.name.as_str(), group.counts.flagged)).collect();
        assert_eq!(told, [("egyptian", 0), ("levantine", 60)]);
    }

    #[test]
    fn a_share_of_few_has_a_wide_interval() {
        // Newcombe (1998), example of 15 of 148: 0.0624 to 0.1605.
        let [share, low, high] = wilson(15, 148);
        assert!((share - 0.1014).abs() < 1e-4 && (low - 0.0624).abs() < 1e-4 && (high - 0.1605).abs() < 1e-4);
        assert_eq!(wilson(0, 0)[1..], [0.0, 1.0]);
    }
}
