//! What an export shows of a scored comment.

use serde::Deserialize;

/// A word that decided, as a record gives it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Reason {
    /// The field it stands in.
    pub field: String,
    /// Where it begins, in characters.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// The word as written.
    pub text: String,
    /// What it speaks for.
    pub label: String,
    /// How much, in log-odds.
    pub weight: f64,
}

impl From<crate::bayes::Reason> for Reason {
    fn from(reason: crate::bayes::Reason) -> Self {
        let crate::bayes::Reason { field, start, end, text, label, weight, read: _ } = reason;
        Self { field, start, end, text, label: label.into(), weight }
    }
}

/// A scored comment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item<'line> {
    /// The record as it came.
    pub line: &'line str,
    /// Its key; made of page and text where the record has none.
    pub key: Option<String>,
    /// The page.
    pub page: Option<String>,
    /// The article's address.
    pub url: Option<String>,
    /// The article's title.
    pub article: Option<String>,
    /// The name above the comment.
    pub author: Option<String>,
    /// Its time, as written.
    pub time_text: Option<String>,
    /// When it was written at the earliest.
    pub earliest: Option<String>,
    /// When at the latest.
    pub latest: Option<String>,
    /// The comment's own title.
    pub title: Option<String>,
    /// What it says.
    pub body: String,
    /// Whether its body is called `text`, as in plain records.
    pub is_plain: bool,
    /// The site, where the record names it.
    pub site: Option<String>,
    /// Scores of hostile, sectarian and off topic.
    pub scores: [Option<f64>; 3],
    /// The most probable sentiment.
    pub sentiment: Option<String>,
    /// The flags that are raised.
    pub flags: Vec<String>,
    /// The model's name and hash.
    pub model: Option<String>,
    /// The model's hash alone.
    pub model_hash: Option<String>,
    /// The words that decided; `None` where the record does not give them.
    pub reasons: Option<Vec<Reason>>,
}

#[derive(Deserialize)]
struct ScoredRecord {
    key: Option<String>,
    page: Option<String>,
    article: Option<serde_json::Value>,
    author: Option<String>,
    time: Option<TimeFields>,
    title: Option<String>,
    body: Option<String>,
    text: Option<String>,
    comment: Option<String>,
    scores: Option<ScoreFields>,
    sentiment: Option<SentimentFields>,
    flags: Option<Vec<String>>,
    model: Option<ModelFields>,
    reasons: Option<Vec<Reason>>,
}

#[derive(Deserialize)]
struct TimeFields {
    text: Option<String>,
    earliest: Option<String>,
    latest: Option<String>,
}

#[derive(Deserialize)]
struct ScoreFields {
    hostile: Option<f64>,
    sectarian: Option<f64>,
    off_topic: Option<f64>,
}

#[derive(Deserialize)]
struct SentimentFields {
    label: Option<String>,
}

#[derive(Deserialize)]
struct ModelFields {
    name: Option<String>,
    hash: Option<String>,
}

impl<'line> Item<'line> {
    /// Reads a line that `mushrif score` wrote.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the line and what to do.
    pub fn parse(line: &'line str) -> Result<Self, String> {
        let line = line.trim_start_matches('\u{FEFF}').trim();
        let record: ScoredRecord =
            serde_json::from_str(line).map_err(|error| format!("not a scored comment: {error}"))?;
        let scores = record.scores.ok_or("has no scores; `mushrif score` writes them")?;
        let text_of = |name: &str| {
            let article = record.article.as_ref()?;
            article.get(name).and_then(|value| value.as_str()).map(String::from)
        };
        let article = record.article.as_ref().and_then(|article| article.as_str().map(String::from));
        let is_plain = record.body.is_none();
        let body = record.body.or(record.text).or(record.comment).ok_or("has no body, text or comment")?;
        let time = record.time;
        let of_time = |field: fn(&TimeFields) -> &Option<String>| time.as_ref().and_then(|time| field(time).clone());
        let hash = record.model.as_ref().and_then(|model| model.hash.clone());
        let model =
            record.model.map(|model| [model.name, model.hash].into_iter().flatten().collect::<Vec<_>>().join(" "));
        Ok(Self {
            line,
            key: record.key,
            page: record.page,
            url: text_of("url"),
            site: text_of("site"),
            article: text_of("title").or(article),
            author: record.author,
            time_text: of_time(|time| &time.text),
            earliest: of_time(|time| &time.earliest),
            latest: of_time(|time| &time.latest),
            title: record.title.filter(|_| !is_plain),
            body,
            is_plain,
            scores: [scores.hostile, scores.sectarian, scores.off_topic],
            sentiment: record.sentiment.and_then(|sentiment| sentiment.label),
            flags: record.flags.unwrap_or_default(),
            model,
            model_hash: hash,
            reasons: record.reasons,
        })
    }

    /// The comment as one text: its title, where it has one, on a line of its own.
    #[must_use]
    pub fn text(&self) -> String {
        match self.title.as_deref().filter(|title| !title.is_empty()) {
            Some(title) => format!("{title}\n{}", self.body),
            None => self.body.clone(),
        }
    }

    /// The words that decided, as one cell: `hostile: word (+1.2), …`.
    #[must_use]
    pub fn why(&self) -> String {
        let reasons = self.reasons.as_deref().unwrap_or_default();
        let mut parts: Vec<String> = Vec::new();
        for same in reasons.chunk_by(|one, other| one.label == other.label) {
            let words: Vec<String> =
                same.iter().map(|reason| format!("{} ({:+.2})", reason.text, reason.weight)).collect();
            parts.push(format!("{}: {}", same[0].label, words.join(", ")));
        }
        parts.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_and_body_are_one_text_and_reasons_one_cell() {
        let line = r#"{"title":"ع","body":"ن","article":{"title":"خ"},"scores":{"hostile":0.9},"flags":["hostile"],
            "reasons":[{"field":"body","start":0,"end":1,"text":"ن","label":"hostile","weight":1.234}]}"#;
        let item = Item::parse(line).unwrap();
        assert_eq!((item.text().as_str(), item.why().as_str()), ("ع\nن", "hostile: ن (+1.23)"));
        assert_eq!((item.article.as_deref(), item.scores), (Some("خ"), [Some(0.9), None, None]));
    }

    #[test]
    fn a_comment_without_scores_is_named() {
        assert!(Item::parse(r#"{"text":"a"}"#).unwrap_err().contains("mushrif score"));
    }
}
