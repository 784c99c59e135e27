//! Errors as Perspective documents them: HTTP 400, the kind in `error.details[0].errorType`.

use crate::serve::answer::Refusal;
use serde_json::{Value, json};

/// An error of a request.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Problem {
    CommentEmpty,
    CommentTooLong,
    NoRequestedAttributes,
    LanguageDetectionFailed,
    /// An attribute that is not judged in the comment's language; clients drop it and ask again.
    Unsupported {
        attribute: String,
        detected: String,
        requested: Vec<String>,
        remark: &'static str,
    },
    Invalid(String),
}

impl Problem {
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid(message.into())
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let (kind, message, more) = match problem {
            Problem::CommentEmpty => ("COMMENT_EMPTY", "Comment must be non-empty.".into(), None),
            Problem::CommentTooLong => ("COMMENT_TOO_LONG", "Comment text too long.".into(), None),
            Problem::NoRequestedAttributes => ("NO_REQUESTED_ATTRIBUTES", "Missing requested_attributes".into(), None),
            Problem::LanguageDetectionFailed => ("LANGUAGE_DETECTION_FAILED", "Unable to detect language".into(), None),
            Problem::Invalid(message) => ("INVALID_REQUEST", message, None),
            Problem::Unsupported { attribute, detected, requested, remark } => {
                let message = format!("Attribute {attribute} does not support request languages: {detected}{remark}");
                let more = json!({
                    "detectedLanguages": [detected],
                    "requestedLanguages": requested,
                    "attribute": attribute,
                });
                ("LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE", message, Some(("languageNotSupportedByAttributeError", more)))
            }
        };
        Self::bad(message).with("details", details(kind, more))
    }
}

/// The details of an error.
pub(super) fn details(kind: &str, more: Option<(&str, Value)>) -> Value {
    let mut detail = json!({
        "@type": "type.googleapis.com/google.commentanalyzer.v1alpha1.Error",
        "errorType": kind,
    });
    if let Some((name, value)) = more {
        detail[name] = value;
    }
    json!([detail])
}
