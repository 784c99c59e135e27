//! Our own labels are varied: no sentence frame occurs more than three times. Otherwise a model would fit the frames
//! and not their content, and a test set of frames would only measure whether they were fitted.

use mushrif::internals::{TokenKind, Tokenizer, read};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A word in this many comments is part of a frame; other words fill its gaps.
const COMMON: usize = 60;
/// The least number of a frame's own words; fewer are grammar and no frame.
const LEAST: usize = 4;
/// The most occurrences of a frame.
const MOST: usize = 3;

/// The sentences of a text, as keys of their words.
fn sentences(text: &str) -> Vec<Vec<u64>> {
    let mut tokenizer = Tokenizer::default();
    text.split(['.', '،', '؟', '!', '\n', ':', '؛', '"'])
        .map(|sentence| {
            tokenizer.tokenize(sentence);
            tokenizer.tokens().filter(|word| word.kind != TokenKind::Emoji).map(|word| word.key).collect()
        })
        .collect()
}

/// The texts of all label files in a folder of `training`.
fn texts(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("training").join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "jsonl"));
    files.sort();
    files.iter().flat_map(|file| read(file).unwrap().map(|label| label.unwrap().1.text).collect::<Vec<_>>()).collect()
}

/// Frames that occur too often, each with the number of its occurrences and one sentence.
fn repeated_frames(comments: &[String]) -> Vec<(usize, String)> {
    let mut common: BTreeMap<u64, usize> = BTreeMap::new();
    for comment in comments {
        let mut words: Vec<u64> = sentences(comment).concat();
        words.sort_unstable();
        words.dedup();
        words.into_iter().for_each(|word| *common.entry(word).or_insert(0) += 1);
    }
    let mut frames: BTreeMap<Vec<u64>, (usize, String)> = BTreeMap::new();
    for comment in comments {
        for sentence in sentences(comment) {
            let mut frame: Vec<u64> =
                sentence.iter().map(|word| if common[word] >= COMMON { *word } else { 0 }).collect();
            // Any number of words in a gap is one gap.
            frame.dedup_by(|later, earlier| *later == 0 && *earlier == 0);
            if frame.iter().filter(|word| **word != 0).count() >= LEAST {
                frames.entry(frame).or_insert((0, comment.clone())).0 += 1;
            }
        }
    }
    frames.into_values().filter(|(count, _)| *count > MOST).collect()
}

#[test]
fn no_sentence_frame_stands_more_than_three_times_in_our_labels() {
    let comments = texts("labels");
    assert!(comments.len() > 3000);
    assert_eq!(repeated_frames(&comments), []);
}

/// All n-grams of words of the texts, n = `length`, across sentence ends.
fn runs(texts: &[String], length: usize) -> BTreeSet<Vec<u64>> {
    let words = |text: &String| sentences(text).concat();
    texts.iter().map(words).flat_map(|words| words.windows(length).map(<[u64]>::to_vec).collect::<Vec<_>>()).collect()
}

#[test]
fn the_functional_set_is_not_made_of_frames_and_shares_no_four_words_in_a_row_with_our_labels() {
    let (labels, functional) = (texts("labels"), texts("functional"));
    assert!(functional.len() >= 300);
    let both: Vec<String> = labels.iter().chain(&functional).cloned().collect();
    assert_eq!(repeated_frames(&both), []);
    let known = runs(&labels, 4);
    for text in functional {
        assert!(runs(std::slice::from_ref(&text), 4).is_disjoint(&known), "{text}");
    }
}

#[test]
fn the_sentences_by_kind_share_no_four_words_in_a_row_with_our_labels_or_the_functional_set() {
    let kinds = texts("kinds");
    assert!(kinds.len() >= 170);
    let known = runs(&[texts("labels"), texts("functional")].concat(), 4);
    for text in kinds {
        assert!(runs(std::slice::from_ref(&text), 4).is_disjoint(&known), "{text}");
    }
}

#[test]
fn a_template_is_found() {
    let mut comments = texts("labels");
    for community in ["الدروز", "الأكراد", "البهائيين", "النوبيين"] {
        comments.push(format!("كل {community} اللي في البلد هم من أهلنا"));
    }
    assert_eq!(repeated_frames(&comments).len(), 1);
}
