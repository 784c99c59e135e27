//! What Perspective's clients send. Field names in camelCase or, as Google's JSON allows, in snake_case.

use super::problem::Problem;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// The longest comment, in characters: Perspective's limit is 20,480 bytes, but some of its clients count characters.
const LONGEST: usize = 20_480;

/// A text and its type.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(in crate::serve) struct TextEntry {
    text: Option<String>,
    /// `PLAIN_TEXT`.
    r#type: Option<String>,
}

impl TextEntry {
    /// The comment, after the checks of `analyze`.
    pub(super) fn comment(entry: Option<Self>) -> Result<String, Problem> {
        let entry = entry.unwrap_or_default();
        match entry.r#type.as_deref() {
            None | Some("" | "PLAIN_TEXT" | "TEXT_TYPE_UNSPECIFIED") => {}
            Some("HTML") => return Err(Problem::invalid("Currently, only 'PLAIN_TEXT' comments are supported")),
            Some(_) => return Err(Problem::invalid("Unknown text type")),
        }
        let text = entry.text.unwrap_or_default();
        if text.trim().is_empty() {
            return Err(Problem::CommentEmpty);
        }
        if text.len() > LONGEST && text.chars().count() > LONGEST {
            return Err(Problem::CommentTooLong);
        }
        Ok(text)
    }
}

/// What the comment is about.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::serve) struct Context {
    /// The first is the article.
    entries: Option<Vec<TextEntry>>,
    #[serde(alias = "article_and_parent_comment")]
    article_and_parent_comment: Option<ArticleAndParent>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ArticleAndParent {
    article: Option<TextEntry>,
    #[serde(alias = "parent_comment")]
    #[expect(dead_code, reason = "the model does not look at it")]
    parent_comment: Option<TextEntry>,
}

/// What a context says of a comment.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct About {
    pub(super) article: Option<String>,
    /// Coral's ids of the comment and of the one that it replies to.
    pub(super) id: Option<String>,
    pub(super) parent: Option<String>,
}

/// What Coral puts in the place of an article.
#[derive(Deserialize)]
struct OfCoral {
    #[serde(rename = "Coral_comment_id", alias = "coral_comment_id")]
    id: String,
    #[serde(rename = "reply_to_id_Coral_comment_id", alias = "reply_to_id_coral_comment_id")]
    parent: Option<String>,
}

impl About {
    pub(super) fn of(context: Option<Context>) -> Result<Self, Problem> {
        let Context { entries, article_and_parent_comment } = context.unwrap_or_default();
        let article = match (entries, article_and_parent_comment) {
            (Some(_), Some(_)) => {
                let both =
                    "Context can have either entries or article_and_parent_comment, but both fields were populated.";
                return Err(Problem::invalid(both));
            }
            (Some(entries), None) => entries.into_iter().next(),
            (None, Some(both)) => both.article,
            (None, None) => None,
        };
        let article = article.and_then(|entry| entry.text).filter(|text| !text.trim().is_empty());
        match article.as_deref().and_then(|text| serde_json::from_str::<OfCoral>(text).ok()) {
            Some(OfCoral { id, parent }) => Ok(Self { article: None, id: Some(id), parent }),
            None => Ok(Self { article, ..Self::default() }),
        }
    }
}

/// A request of `comments:analyze`.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::serve) struct AnalyzeRequest {
    pub(super) comment: Option<TextEntry>,
    pub(super) context: Option<Context>,
    /// By name of attribute: `scoreType` and `scoreThreshold`.
    #[serde(alias = "requested_attributes")]
    #[schema(value_type = Option<std::collections::BTreeMap<String, Requested>>)]
    pub(super) requested_attributes: Option<Map<String, Value>>,
    #[serde(alias = "span_annotations")]
    pub(super) span_annotations: Option<bool>,
    pub(super) languages: Option<Vec<String>>,
    /// Whether the comment may not be kept.
    #[serde(alias = "do_not_store")]
    pub(super) do_not_store: Option<bool>,
    /// The site.
    #[serde(alias = "community_id")]
    pub(super) community_id: Option<String>,
    #[serde(alias = "client_token")]
    pub(super) client_token: Option<String>,
}

/// What is asked of an attribute.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::serve) struct Requested {
    /// `PROBABILITY`.
    #[serde(alias = "score_type")]
    pub(super) score_type: Option<String>,
    /// Attributes with a lower score are left out.
    #[serde(alias = "score_threshold")]
    pub(super) score_threshold: Option<f64>,
}

/// A request of `comments:suggestscore`.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::serve) struct SuggestRequest {
    pub(super) comment: Option<TextEntry>,
    pub(super) context: Option<Context>,
    /// By name of attribute.
    #[serde(alias = "attribute_scores")]
    #[schema(value_type = Option<std::collections::BTreeMap<String, Suggested>>)]
    pub(super) attribute_scores: Option<Map<String, Value>>,
    /// The site.
    #[serde(alias = "community_id")]
    pub(super) community_id: Option<String>,
    #[serde(alias = "client_token")]
    pub(super) client_token: Option<String>,
}

/// What is suggested for an attribute: for the comment, or for spans of it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::serve) struct Suggested {
    #[serde(alias = "summary_score")]
    summary_score: Option<SuggestedScore>,
    #[serde(alias = "span_scores")]
    span_scores: Option<Vec<SuggestedSpan>>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
struct SuggestedScore {
    value: Option<f64>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
struct SuggestedSpan {
    score: Option<SuggestedScore>,
}

impl Suggested {
    /// The score of the comment, or the highest of its spans: a comment is as hostile as its worst sentence.
    pub(super) fn value(&self) -> Option<f64> {
        let of = |score: &Option<SuggestedScore>| score.as_ref().and_then(|score| score.value);
        let spans = self.span_scores.iter().flatten().filter_map(|span| of(&span.score));
        of(&self.summary_score).or_else(|| spans.reduce(f64::max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(json: &str) -> Result<About, Problem> {
        About::of(Some(serde_json::from_str(json).unwrap()))
    }

    #[test]
    fn the_first_entry_is_the_article_unless_it_is_corals() {
        assert_eq!(about(r#"{"entries":[{"text":"عنوان"},{"text":"ب"}]}"#).unwrap().article.as_deref(), Some("عنوان"));
        let coral = r#"{"entries":[{"text":"{\"url\":\"u\",\"reply_to_id_Coral_comment_id\":\"p\",\"Coral_comment_id\":\"c\"}"}]}"#;
        let expected = About { article: None, id: Some("c".into()), parent: Some("p".into()) };
        assert_eq!(about(coral).unwrap(), expected);
        assert_eq!(
            about(r#"{"articleAndParentComment":{"article":{"text":"ع"}}}"#).unwrap().article.as_deref(),
            Some("ع")
        );
        assert!(about(r#"{"entries":[],"articleAndParentComment":{}}"#).is_err());
    }

    #[test]
    fn twenty_thousand_arabic_letters_are_no_long_comment() {
        let entry = |text: String| TextEntry::comment(Some(TextEntry { text: Some(text), r#type: None }));
        assert!(entry("ك".repeat(LONGEST)).is_ok());
        assert_eq!(entry("ك".repeat(LONGEST + 1)), Err(Problem::CommentTooLong));
        assert_eq!(entry(" \n".into()), Err(Problem::CommentEmpty));
    }
}
