//! `comments:analyze`: the scores of a comment and of its sentences.

use super::attribute::Attribute;
use super::problem::Problem;
use super::request::{About, AnalyzeRequest, Requested, TextEntry};
use crate::record::{Field, Prediction};
use crate::score::Classifier;
use crate::serve::{NewArticle, NewComment};
use serde_json::{Map, Value, json};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// An attribute that is asked for: its name, what answers it, the least score.
struct Asked {
    name: String,
    attribute: Attribute,
    threshold: f64,
}

/// The comment of a request for the queue of the desk; `None` where the request says that it may not be kept.
pub(super) fn for_queue(classifier: &Classifier, request: AnalyzeRequest) -> Option<NewComment> {
    if request.do_not_store == Some(true) {
        return None;
    }
    let (text, about) = (TextEntry::comment(request.comment).ok()?, About::of(request.context).ok()?);
    let prediction = classifier.lease().predict(&[(Field::Text, &text)], about.article.as_deref()).clone();
    let site = request.community_id.unwrap_or_default();
    let context = about.id.as_deref().or(about.article.as_deref()).unwrap_or_default();
    let key = crate::record::key::key([site.as_str(), context, &text]);
    let article = NewArticle { title: about.article, ..NewArticle::default() };
    Some(NewComment {
        key,
        site,
        article,
        external_id: about.id,
        parent: about.parent,
        text,
        prediction,
        ..NewComment::default()
    })
}

/// The answer to a request; with `lenient`, attributes that are parts of hostile get its score.
pub(super) fn analyze(classifier: &Classifier, lenient: bool, request: AnalyzeRequest) -> Result<Value, Problem> {
    let text = TextEntry::comment(request.comment)?;
    let about = About::of(request.context)?;
    let asked = asked(request.requested_attributes)?;
    let requested = request.languages.unwrap_or_default();
    let article = about.article.as_deref();
    let mut lease = classifier.lease();
    let whole = lease.predict(&[(Field::Text, &text)], article).clone();
    let Some(language) = language(&whole) else { return Err(Problem::LanguageDetectionFailed) };
    let unsupported = |name: &str, remark| Problem::Unsupported {
        attribute: name.into(),
        detected: language.clone(),
        requested: requested.clone(),
        remark,
    };
    let mut scores = Vec::with_capacity(asked.len());
    for asked in &asked {
        let is_judged = match asked.attribute {
            Attribute::PartOfHostile => lenient,
            Attribute::Unjudged => false,
            _ => true,
        };
        let needs_article = asked.attribute == Attribute::OffTopic && whole.scores.hostile.is_some();
        match asked.attribute.score(&whole) {
            Some(score) if is_judged => scores.push(score),
            _ if needs_article => {
                return Err(unsupported(
                    &asked.name,
                    " without the article; give it as context.articleAndParentComment.article",
                ));
            }
            // Emoji without letters have a sentiment and nothing else.
            _ if whole.language.is_none() => return Err(Problem::LanguageDetectionFailed),
            _ => return Err(unsupported(&asked.name, "")),
        }
    }
    let sentences: Vec<(Range<usize>, Prediction)> = if request.span_annotations == Some(true) {
        let ranges = sentences(&text).into_iter();
        ranges.map(|range| (range.clone(), lease.predict(&[(Field::Text, &text[range])], article).clone())).collect()
    } else {
        vec![(0..text.len(), whole)]
    };
    let spans = in_utf16(&text, sentences.iter().map(|(range, _)| range));
    let mut attribute_scores = Map::new();
    for (Asked { name, attribute, threshold }, score) in asked.into_iter().zip(scores) {
        if score < threshold {
            continue;
        }
        let of_spans: Vec<Value> = spans
            .iter()
            .zip(&sentences)
            .filter_map(|(span, (_, prediction))| Some((span, attribute.score(prediction)?)))
            .filter(|(_, score)| *score >= threshold)
            .map(|(span, score)| {
                json!({ "begin": span.start, "end": span.end, "score": { "value": score, "type": "PROBABILITY" } })
            })
            .collect();
        let summary = json!({ "value": score, "type": "PROBABILITY" });
        attribute_scores.insert(name, json!({ "spanScores": of_spans, "summaryScore": summary }));
    }
    let mut answer = json!({
        "attributeScores": attribute_scores,
        "languages": [language],
        "detectedLanguages": [language],
    });
    if let Some(token) = request.client_token {
        answer["clientToken"] = token.into();
    }
    Ok(answer)
}

/// The attributes asked for, in the order of the request.
fn asked(requested: Option<Map<String, Value>>) -> Result<Vec<Asked>, Problem> {
    let requested = requested.unwrap_or_default();
    if requested.is_empty() {
        return Err(Problem::NoRequestedAttributes);
    }
    requested
        .into_iter()
        .map(|(name, value)| {
            let attribute = Attribute::of_name(&name);
            let attribute =
                attribute.ok_or_else(|| Problem::invalid(format!("Unknown requested attribute: {name}")))?;
            let Requested { score_type, score_threshold } = serde_json::from_value::<Option<Requested>>(value)
                .map_err(|error| Problem::invalid(format!("requestedAttributes.{name}: {error}")))?
                .unwrap_or_default();
            match score_type.as_deref() {
                None | Some("" | "PROBABILITY" | "SCORE_TYPE_UNSPECIFIED") => {}
                Some(other) => {
                    let message = format!("Requested score type {other} is not supported by attribute {name}");
                    return Err(Problem::Invalid(message));
                }
            }
            Ok(Asked { name, attribute, threshold: score_threshold.unwrap_or(0.0) })
        })
        .collect()
}

/// The tag of a comment's language: detected, since clients claim what they like; of emoji alone `und`. `None` where
/// there is nothing to tell it by.
fn language(prediction: &Prediction) -> Option<String> {
    let detected = match prediction.language {
        Some(language) => language,
        None => {
            prediction.sentiment.as_ref()?;
            crate::text::Language::Undetermined
        }
    };
    if detected == crate::text::Language::Undetermined && prediction.sentiment.is_none() {
        return None;
    }
    serde_json::to_value(detected).ok()?.as_str().map(String::from)
}

/// The sentences of a text, without the white space around them.
fn sentences(text: &str) -> Vec<Range<usize>> {
    text.split_sentence_bound_indices()
        .filter_map(|(begin, sentence)| {
            let begin = begin + (sentence.len() - sentence.trim_start().len());
            let trimmed = sentence.trim();
            (!trimmed.is_empty()).then_some(begin..begin + trimmed.len())
        })
        .collect()
}

/// Ranges of bytes, in order, as ranges of UTF-16 units, which are those of JavaScript and Java.
fn in_utf16<'ranges>(text: &str, ranges: impl Iterator<Item = &'ranges Range<usize>>) -> Vec<Range<usize>> {
    let units = |text: &str| text.chars().map(char::len_utf16).sum::<usize>();
    let (mut at, mut before) = (0, 0);
    ranges
        .map(|range| {
            let begin = before + units(&text[at..range.start]);
            let end = begin + units(&text[range.clone()]);
            (at, before) = (range.end, end);
            begin..end
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_marks_and_lines_and_are_counted_in_utf_16() {
        let text = "مقال 😀 جميل. كيف الحال؟ \nشكرا";
        let found = sentences(text);
        let texts: Vec<&str> = found.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(texts, ["مقال 😀 جميل.", "كيف الحال؟", "شكرا"]);
        let units: Vec<u16> = text.encode_utf16().collect();
        for (range, sentence) in in_utf16(text, found.iter()).into_iter().zip(texts) {
            assert_eq!(String::from_utf16(&units[range]).unwrap(), sentence);
        }
    }
}
