//! Comments that are alike, and the order of those most worth labelling.
//!
//! Of comments with much the same words one label gives nearly all: a comment is worth less by its similarity to one that
//! came before, as `mushrif suggest` counts it. Those before it that share many of its words are found by two minima of
//! hashes of words: two comments have the same minimum with a probability that is the share of words that they have in
//! common (Broder 1997).
//!
//! Comments of one article come in turn with those of others: of articles whose comments are worth as much in steps of a
//! tenth, the first of each comes before the second of any.

use crate::label::Fingerprints;
use crate::record::{Flag, Prediction};
use crate::text::{Tokenizer, mix};
use crate::workflow::worth::{distinct_words, jaccard, worth};
use rusqlite::{Connection, OptionalExtension, params};

/// Comments with the same minimum that are compared, the newest.
const COMPARED: usize = 3;
/// Steps of worth within which comments of one article come in turn with others.
const STEPS: f64 = 10.0;
/// The position of the first comment of an article in a step, and how much later every further one comes.
const FIRST: f64 = 0.09;
const TURN: f64 = 1e-6;

/// What is kept of a comment's words beside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Likeness {
    /// How many distinct words it has.
    pub(super) words: usize,
    /// The share of words that it has in common with one that came before, at most.
    pub(super) similarity: f64,
    /// The least of its words by each of two orders; `None` where it has no words.
    pub(super) sketch: [Option<i64>; 2],
}

impl Likeness {
    /// That of a comment that came after all others of the queue.
    pub(super) fn of(
        connection: &Connection,
        tokenizer: &mut Tokenizer,
        id: i64,
        text: &str,
    ) -> rusqlite::Result<Self> {
        let words = distinct_words(tokenizer, text);
        let mut found = Self { words: words.len(), similarity: 0.0, sketch: sketch(&words) };
        for other in alike(connection, found.sketch, id)? {
            found.similarity = found.similarity.max(jaccard(&words, &distinct_words(tokenizer, &other.text)));
        }
        Ok(found)
    }

    /// That of a comment of the queue, with its article and its worth; `None` where it is gone.
    pub(super) fn kept(connection: &Connection, id: i64) -> rusqlite::Result<Option<(Self, Option<i64>, f64)>> {
        let sql = "SELECT words, likeness, article, worth FROM queue WHERE comment = ?";
        let kept = connection.prepare_cached(sql)?.query_row([id], |row| {
            let likeness = Self { words: row.get(0)?, similarity: row.get(1)?, sketch: [None; 2] };
            Ok((likeness, row.get(2)?, row.get(3)?))
        });
        kept.optional()
    }

    /// How much a label of the comment would teach.
    pub(super) fn worth(self, prediction: &Prediction) -> f64 {
        let scores = Flag::ALL.into_iter().filter_map(|flag| prediction.scores.printed(flag));
        worth(scores, self.words, self.similarity)
    }
}

/// The least hash of the words by each of two orders.
fn sketch(words: &[u64]) -> [Option<i64>; 2] {
    [1, 2].map(|order| words.iter().map(|word| mix(word.wrapping_add(mix(order))) as i64).min())
}

/// A comment that may be like another.
pub(super) struct Alike {
    pub(super) id: i64,
    pub(super) article: Option<String>,
    /// Title and text.
    pub(super) text: String,
}

/// Comments with the same words or many of them, other than one.
fn alike(connection: &Connection, sketch: [Option<i64>; 2], id: i64) -> rusqlite::Result<Vec<Alike>> {
    let mut found: Vec<Alike> = Vec::new();
    for (column, hash) in ["sketch_one", "sketch_other"].into_iter().zip(sketch) {
        let sql = format!(
            "SELECT id, coalesce(title, '') || char(10) || text, article FROM comments WHERE id IN \
             (SELECT comment FROM queue WHERE {column} = ? AND comment <> ? ORDER BY comment DESC LIMIT {COMPARED})"
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params![hash, id], |row| {
            Ok(Alike { id: row.get(0)?, text: row.get(1)?, article: row.get(2)? })
        })?;
        for row in rows {
            let row = row?;
            if found.iter().all(|known| known.id != row.id) {
                found.push(row);
            }
        }
    }
    Ok(found)
}

/// The comment of the queue with the words of a text, however they are spelt; where an article is named, one of that first.
pub(super) fn same(
    connection: &Connection,
    tokenizer: &mut Tokenizer,
    text: &str,
    article: Option<&str>,
) -> rusqlite::Result<Option<i64>> {
    let words = distinct_words(tokenizer, text);
    let mut same = alike(connection, sketch(&words), 0)?;
    let mut fingerprints = Fingerprints::default();
    let fingerprint = fingerprints.of(text);
    same.retain(|other| fingerprints.of(&other.text) == fingerprint);
    same.sort_by_key(|other| (other.article.as_deref() != article, other.id));
    Ok(same.first().map(|found| found.id))
}

/// The position of a comment by another model: the same where its worth is in the same step.
pub(super) fn renewed(
    connection: &Connection,
    article: Option<i64>,
    (before, worth): (f64, f64),
) -> rusqlite::Result<f64> {
    let is_kept = step(before) == step(worth) && (before > 0.0) == (worth > 0.0);
    if is_kept { Ok(before) } else { in_turn(connection, article, worth) }
}

/// The step that a worth is in.
fn step(worth: f64) -> i64 {
    (worth * STEPS).floor() as i64
}

/// The position of a comment among those of its worth: after those of its article.
pub(super) fn in_turn(connection: &Connection, article: Option<i64>, worth: f64) -> rusqlite::Result<f64> {
    if worth <= 0.0 {
        return Ok(0.0);
    }
    let begin = step(worth) as f64 / STEPS;
    let Some(article) = article else { return Ok(begin + FIRST) };
    let sql = "SELECT min(worth) FROM queue WHERE article = ? AND worth BETWEEN ? AND ?";
    let values = params![article, begin, begin + FIRST];
    let last: Option<f64> = connection.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
    Ok(last.map_or(begin + FIRST, |last| (last - TURN).max(begin)))
}

/// Compares all comments of the queue with those before them.
pub(super) fn liken_all(connection: &Connection) -> rusqlite::Result<()> {
    let mut tokenizer = Tokenizer::default();
    let mut statement = connection.prepare(
        "SELECT comment, queue.article, hostile, sectarian, off_topic, coalesce(title, '') || char(10) || text FROM queue \
         JOIN comments ON comments.id = queue.comment ORDER BY comment",
    )?;
    let rows = statement.query_map([], |row| {
        let scores: [f64; 3] = [row.get(2)?, row.get(3)?, row.get(4)?];
        Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?, scores, row.get::<_, String>(5)?))
    })?;
    connection.execute("UPDATE queue SET worth = 0", [])?;
    for row in rows {
        let (id, article, scores, text) = row?;
        let likeness = Likeness::of(connection, &mut tokenizer, id, &text)?;
        let worth = worth(scores.into_iter().filter(|score| *score >= 0.0), likeness.words, likeness.similarity);
        let sql =
            "UPDATE queue SET words = ?, likeness = ?, sketch_one = ?, sketch_other = ?, worth = ? WHERE comment = ?";
        let [one, other] = likeness.sketch;
        connection.prepare_cached(sql)?.execute(params![
            likeness.words,
            likeness.similarity,
            one,
            other,
            in_turn(connection, article, worth)?,
            id
        ])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::desk::{Filler, Filter, NewArticle, NewComment, Order};
    use super::*;
    use crate::record::{Probability, Scores};
    use crate::serve::store::Store;

    fn comment(number: usize, article: &str, text: &str, score: f64) -> NewComment {
        NewComment {
            key: format!("key {number}"),
            article: NewArticle { title: Some(article.into()), ..NewArticle::default() },
            text: text.into(),
            prediction: Prediction {
                scores: Scores { hostile: Some(Probability(score)), ..Scores::default() },
                ..Prediction::default()
            },
            ..NewComment::default()
        }
    }

    /// A sentence of words that no other number has.
    fn sentence(number: usize) -> String {
        let letters: Vec<char> = "ابتجحدرسعقفكلمنهو".chars().collect();
        let word = |position: usize| {
            [number / 17 % 17, number % 17, position, (number + position) % 17]
                .map(|at| letters[at])
                .iter()
                .collect::<String>()
        };
        (0..8).map(word).collect::<Vec<_>>().join(" ")
    }

    fn listed(comments: &[NewComment]) -> Vec<(String, String)> {
        let folder = tempfile::tempdir().unwrap();
        Filler::open(folder.path()).unwrap().add(comments).unwrap();
        let filter = Filter { order: Order::Worth, ..Filter::default() };
        let rows = Store::open(folder.path()).unwrap().list(&filter, "", None, 100).unwrap();
        rows.into_iter().map(|row| (row.article.unwrap_or_default(), row.text)).collect()
    }

    #[test]
    fn comments_of_one_article_come_in_turn_with_those_of_others() {
        // Thirty of one article came first, and then six of two others, all of much the same worth.
        let article = |number: usize| if number < 30 { "أول" } else { ["ثان", "ثالث"][number % 2] };
        let comments: Vec<NewComment> = (0..36)
            .map(|number| comment(number, article(number), &sentence(number), 0.46 + number as f64 / 1000.0))
            .collect();
        let listed = listed(&comments);
        let first: std::collections::BTreeSet<&str> = listed[..3].iter().map(|row| row.0.as_str()).collect();
        assert_eq!(first.len(), 3, "{listed:?}");
        assert_eq!(listed[..9].iter().filter(|row| row.0 == "أول").count(), 3, "{listed:?}");
    }

    #[test]
    fn of_comments_that_are_alike_the_later_come_after_all_that_teach_something() {
        let copied = "كلكم لصوص وخونة يا من بعتم الوطن بثمن بخس";
        let mut comments: Vec<NewComment> =
            (0..20).map(|number| comment(number, &format!("{number}"), &sentence(number), 0.3)).collect();
        let copies = ["كلكم لصوص وخونة يا من بعتم الوطن بثمن بخـــس!", "كلكم لصوص وخونه يا من بعتم الوطن بثمن بخس جدا"];
        for (number, text) in std::iter::once(copied).chain(copies).enumerate() {
            comments.insert(number * 7, comment(100 + number, &format!("خبر {number}"), text, 0.5));
        }
        let listed = listed(&comments);
        let positions: Vec<usize> = (0..listed.len()).filter(|position| listed[*position].1.contains("لصوص")).collect();
        assert_eq!((positions[0], positions.len()), (0, 3), "{listed:?}");
        assert!(positions[1] >= 21, "{positions:?}");
    }

    #[test]
    fn another_model_moves_a_comment_only_to_another_step() {
        let folder = tempfile::tempdir().unwrap();
        let comments: Vec<NewComment> = (0..4).map(|number| comment(number, "خبر", &sentence(number), 0.44)).collect();
        Filler::open(folder.path()).unwrap().add(&comments).unwrap();
        let store = Store::open(folder.path()).unwrap();
        store
            .ask(|connection| {
                let worth = |id: i64| {
                    connection.query_row("SELECT worth FROM queue WHERE comment = ?", [id], |row| row.get::<_, f64>(0))
                };
                let (first, second) = (worth(1)?, worth(2)?);
                assert!(first > second && step(first) == step(second));
                assert_eq!(renewed(connection, Some(1), (second, 0.85))?, second);
                assert_eq!(renewed(connection, Some(1), (second, 0.35))?, 0.3 + FIRST);
                assert_eq!(renewed(connection, Some(1), (second, 0.0))?, 0.0);
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn a_text_is_found_in_the_queue_in_another_spelling_and_under_its_own_article_first() {
        let folder = tempfile::tempdir().unwrap();
        let text = "يا حمار تعلم كيف تلعب";
        let comments =
            [comment(1, "خبر", text, 0.5), comment(2, "آخر", text, 0.5), comment(3, "آخر", "يا حمار تكلم", 0.5)];
        Filler::open(folder.path()).unwrap().add(&comments).unwrap();
        let store = Store::open(folder.path()).unwrap();
        let mut tokenizer = Tokenizer::default();
        let mut found = |text: &str, article: Option<&str>| {
            store.ask(|connection| same(connection, &mut tokenizer, text, article)).unwrap()
        };
        assert_eq!(found("يا حِمـــار، تعلم كيف تلعب!", Some("آخر")), Some(2));
        assert_eq!((found(text, None), found("تلعب كيف تعلم حمار يا", None), found("…", None)), (Some(1), None, None));
    }
}
