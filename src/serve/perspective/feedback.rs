//! `comments:suggestscore`: what a person suggests, as a label.

use super::attribute::Attribute;
use super::problem::Problem;
use super::request::{About, SuggestRequest, Suggested, TextEntry};
use crate::label::Label;
use crate::record::{Field, Sentiment};
use crate::score::Classifier;
use crate::serve::store::{NewLabel, State};

/// From this score on, a label is true.
const TRUE_FROM: f64 = 0.5;

/// The label of a request.
pub(super) fn label(
    classifier: &Classifier,
    lenient: bool,
    request: SuggestRequest,
    who: Option<String>,
) -> Result<NewLabel, Problem> {
    let text = TextEntry::comment(request.comment)?;
    let about = About::of(request.context)?;
    let scores = request.attribute_scores.unwrap_or_default();
    if scores.is_empty() {
        return Err(Problem::invalid("Missing attribute_scores"));
    }
    let mut label = Label { article: about.article, source: request.community_id, ..Label::default() };
    for (name, value) in scores {
        let attribute = Attribute::of_name(&name)
            .ok_or_else(|| Problem::invalid(format!("Unknown requested attribute: {name}")))?;
        let suggested: Suggested = serde_json::from_value(value)
            .map_err(|error| Problem::invalid(format!("attributeScores.{name}: {error}")))?;
        let score = suggested.value().filter(|score| (0.0..=1.0).contains(score));
        let score = score
            .ok_or_else(|| Problem::invalid(format!("attributeScores.{name}: a score between 0 and 1 is needed")))?;
        if !set(&mut label, attribute, score >= TRUE_FROM, lenient) {
            let (detected, requested) = ("ar".into(), Vec::new());
            return Err(Problem::Unsupported { attribute: name, detected, requested, remark: "" });
        }
    }
    if label.sectarian == Some(true) {
        label.hostile = Some(true);
    }
    let mut lease = classifier.lease();
    let prediction = lease.predict(&[(Field::Text, &text)], label.article.as_deref());
    // Coral tells by 0 that a moderator approved a comment, and by 1 that one rejected it.
    let is_decision = about.id.is_some() && label.source.as_deref().is_some_and(|site| site.starts_with("Coral:"));
    let decided = label.hostile.filter(|_| is_decision);
    Ok(NewLabel {
        score: Attribute::Hostile.score(prediction),
        prediction: prediction.clone(),
        state: decided.map(|is_hostile| if is_hostile { State::Hidden } else { State::Published }),
        label: Label { text, ..label },
        external_id: about.id,
        parent: about.parent,
        provenance: "feedback",
        who,
        client_token: request.client_token,
    })
}

/// Sets what an attribute says; returns whether it is one that can be kept.
fn set(label: &mut Label, attribute: Attribute, is_true: bool, lenient: bool) -> bool {
    let sentiment = |sentiment| is_true.then_some(sentiment);
    match attribute {
        Attribute::Hostile => label.hostile = Some(is_true || label.hostile == Some(true)),
        Attribute::Sectarian => label.sectarian = Some(is_true),
        Attribute::OffTopic => label.off_topic = Some(is_true),
        Attribute::Negative => label.sentiment = sentiment(Sentiment::Negative).or(label.sentiment),
        Attribute::Neutral => label.sentiment = sentiment(Sentiment::Neutral).or(label.sentiment),
        Attribute::Positive => label.sentiment = sentiment(Sentiment::Positive).or(label.sentiment),
        // A threat is hostile; what is none may be hostile all the same.
        Attribute::PartOfHostile if lenient => label.hostile = is_true.then_some(true).or(label.hostile),
        Attribute::PartOfHostile | Attribute::Unjudged => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(scores: &[(Attribute, bool)]) -> Label {
        let mut label = Label::default();
        for (attribute, is_true) in scores {
            set(&mut label, *attribute, *is_true, true);
        }
        label
    }

    #[test]
    fn what_is_no_threat_may_be_hostile_all_the_same() {
        assert_eq!(of(&[(Attribute::PartOfHostile, false)]).hostile, None);
        assert_eq!(of(&[(Attribute::PartOfHostile, true)]).hostile, Some(true));
        assert_eq!(of(&[(Attribute::Hostile, false)]).hostile, Some(false));
        assert!(!set(&mut Label::default(), Attribute::PartOfHostile, true, false));
    }

    #[test]
    fn an_insult_makes_a_comment_hostile_whatever_else_is_said() {
        assert_eq!(of(&[(Attribute::Hostile, true), (Attribute::Hostile, false)]).hostile, Some(true));
    }
}
