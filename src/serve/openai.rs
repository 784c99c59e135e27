//! OpenAI's `POST /v1/moderations`.

use super::answer::{Refusal, json_of};
use super::app::Shared;
use super::body;
use crate::record::{Field, Flag, Prediction, Probability};
use crate::score::Classifier;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::time::{SystemTime, UNIX_EPOCH};
use utoipa::ToSchema;

/// All categories. Those that are not judged here are never flagged.
const CATEGORIES: [&str; 13] = [
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
];
/// The most texts of a request.
const MOST: usize = 2048;

/// A request.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ModerationRequest {
    input: Input,
    /// Returned as it is.
    model: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
enum Input {
    One(String),
    Many(Vec<String>),
    Parts(Vec<Part>),
}

/// A text; images are not judged.
#[derive(Debug, Deserialize, ToSchema)]
struct Part {
    r#type: String,
    text: Option<String>,
}

/// Says which categories texts fall in: harassment where hostile, hate where sectarian.
#[utoipa::path(
    post, path = "/v1/moderations", request_body = ModerationRequest,
    responses((status = 200, description = "One result a text", body = Value))
)]
pub(super) async fn moderate(State(app): State<Shared>, request: Request) -> Result<Response, Refusal> {
    let bytes = body::read(request, body::LARGEST).await?;
    let request: ModerationRequest = body::json(&bytes).map_err(|error| {
        invalid(&format!("The request needs \"input\": a string, an array of strings, or of {{\"type\": \"text\", \"text\"}} ({error})."))
    })?;
    let texts = texts(request.input)?;
    let classifier = app.classifier();
    let results = || results(&classifier, &texts);
    let results = if bytes.len() <= body::SMALL { results() } else { tokio::task::block_in_place(results) };
    let model = request.model.unwrap_or_else(|| classifier.model().name().into());
    Ok(json_of(StatusCode::OK, &json!({ "id": id(&bytes), "model": model, "results": results })))
}

/// A name for the answer, as clients log it.
fn id(request: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let digest = format!("{:x}", Sha256::new().chain_update(request).chain_update(now.to_le_bytes()).finalize());
    format!("modr-{}", &digest[..24])
}

fn texts(input: Input) -> Result<Vec<String>, Refusal> {
    let texts = match input {
        Input::One(text) => vec![text],
        Input::Many(texts) => texts,
        Input::Parts(parts) => {
            // Parts are one content, but only of texts; each has a result, as before there were parts.
            let text = |part: Part| match (part.r#type.as_str(), part.text) {
                ("text", Some(text)) => Ok(text),
                ("text", None) => Err(invalid("A part of type \"text\" needs \"text\".")),
                _ => Err(invalid("Only parts of type \"text\" are judged.")),
            };
            parts.into_iter().map(text).collect::<Result<_, _>>()?
        }
    };
    if texts.is_empty() || texts.len() > MOST {
        return Err(invalid(&format!("\"input\" needs 1 to {MOST} texts.")));
    }
    Ok(texts)
}

fn results(classifier: &Classifier, texts: &[String]) -> Vec<Value> {
    let mut lease = classifier.lease();
    texts.iter().map(|text| result(lease.predict(&[(Field::Text, text)], None))).collect()
}

fn result(prediction: &Prediction) -> Value {
    let printed = |score: Option<Probability>| score.map_or(0.0, |score| f64::from(score.printed()) / 1e4);
    let (mut categories, mut scores, mut inputs) = (Map::new(), Map::new(), Map::new());
    for category in CATEGORIES {
        let (flagged, score, judged) = match category {
            "harassment" => (prediction.flags.contains(&Flag::Hostile), printed(prediction.scores.hostile), true),
            "hate" => (prediction.flags.contains(&Flag::Sectarian), printed(prediction.scores.sectarian), true),
            _ => (false, 0.0, false),
        };
        categories.insert(category.into(), flagged.into());
        scores.insert(category.into(), score.into());
        inputs.insert(category.into(), if judged { json!(["text"]) } else { json!([]) });
    }
    let flagged = categories.values().any(|category| *category == true);
    json!({
        "flagged": flagged,
        "categories": categories,
        "category_scores": scores,
        "category_applied_input_types": inputs,
    })
}

/// An error with the fields that OpenAI's clients read.
fn invalid(message: &str) -> Refusal {
    Refusal::bad(message).with("type", "invalid_request_error".into()).with("param", "input".into())
}
