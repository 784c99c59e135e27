//! Comments of a filter with scores, states and labels, as JSON Lines, for moderators: `export` and `summary` read them as
//! scored comments, `train` and `retrain` as labels where there are some, `review` as both.

use super::asked::Asked;
use super::rescore::predict;
use super::view::View;
use crate::record::{Flag, Prediction, Probability, Scores};
use crate::score::Classifier;
use crate::serve::answer::Refusal;
use crate::serve::app::Shared;
use crate::serve::guard::InFlight;
use crate::serve::lines::lines;
use crate::serve::store::{Entry, GivenLabel, Labelled};
use axum::Extension;
use axum::extract::State as Of;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The file, in the order of arrival. A comment drawn at random for this person that waits for an answer is there without
/// its scores and without others' labels.
pub(super) async fn show(
    Of(app): Of<Shared>,
    Extension(permit): Extension<InFlight>,
    asked: Asked,
) -> Result<Response, Refusal> {
    let Asked { visitor, view: View { filter }, .. } = asked;
    // Whole lists with the names of authors are not for readers, nor for an audience.
    visitor.allow(visitor.may_act())?;
    let mut response = lines(permit, move |send| {
        let (classifier, name) = (app.classifier(), visitor.name());
        app.store.each_labelled(&filter, &name, |found| {
            let lines: Vec<Value> =
                found.into_iter().map(|found| line(&classifier, &name, found, app.desk.feedback_as_labels)).collect();
            send(&lines)
        })
    });
    let name = HeaderValue::from_static("attachment; filename=\"comments.jsonl\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

fn line(classifier: &Classifier, name: &str, mut found: Labelled, with_feedback: bool) -> Value {
    if found.blind {
        found.labels.retain(|label| label.who.as_deref().unwrap_or_default() == name);
    }
    let label = found.label(with_feedback);
    let Labelled { entry, labels, blind } = found;
    let prediction = if blind { Prediction::default() } else { predicted(classifier, &entry) };
    let answers: Vec<Value> = labels.iter().map(answer).collect();
    let mut record = json!({
        "page": entry.page, "index": entry.index, "key": entry.key,
        "article": { "title": entry.article_title, "url": entry.article_url, "site": Some(&entry.site).filter(|site| !site.is_empty()) },
        "id": entry.external_id, "parent": entry.parent,
        "author": entry.author, "title": entry.title, "body": entry.text, "truncated": entry.truncated,
        "time": entry.time_text.as_ref().map(|text| json!({
            "text": text, "span": null, "direction": null, "approximate": null, "earliest": entry.earliest, "latest": entry.latest,
        })),
        "desk": {
            "state": entry.state.name(), "reason": entry.reason, "blind": blind,
            "label": label.says_something().then(|| json!({
                "hostile": label.hostile, "sectarian": label.sectarian, "off_topic": label.off_topic, "sentiment": label.sentiment,
            })),
            "answers": answers,
        },
    });
    if let (Some(record), Ok(Value::Object(fields))) = (record.as_object_mut(), serde_json::to_value(&prediction)) {
        record.extend(fields);
    }
    record
}

/// The prediction of the model in use; its scores as the queue has them, which may rest on a text of the article that is not
/// kept.
fn predicted(classifier: &Classifier, entry: &Entry) -> Prediction {
    let prediction = predict(classifier, entry);
    if entry.model != classifier.model().hash() {
        return prediction;
    }
    let [hostile, sectarian, off_topic] =
        entry.scores.map(|score| Some(score).filter(|score| *score >= 0.0).map(Probability));
    Prediction {
        scores: Scores { hostile, sectarian, off_topic },
        flags: Flag::ALL.into_iter().filter(|flag| entry.flags & 1 << *flag as u8 != 0).collect(),
        uncertain: entry.uncertain,
        ..prediction
    }
}

/// What one person or file said.
fn answer(label: &GivenLabel) -> Value {
    let GivenLabel { who, hostile, sectarian, off_topic, sentiment, cannot, provenance, blind, created } = label;
    json!({
        "who": who, "hostile": hostile, "sectarian": sectarian, "off_topic": off_topic, "sentiment": sentiment,
        "cannot": cannot, "provenance": provenance, "blind": blind,
        "at": Timestamp::from_second(*created).ok().map(|time| time.to_string()),
    })
}
