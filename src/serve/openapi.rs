//! `GET /openapi.json`: what the server answers, as OpenAPI 3.1.

use super::answer::json_of;
use super::app::Shared;
use super::{coral, extract, labels, openai, perspective, score, status};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, RefOr, ResponseBuilder, Schema};
use utoipa::{Modify, OpenApi, PartialSchema, ToSchema};

#[derive(OpenApi)]
#[openapi(
    info(title = "Mushrif", description = "Arabic readers' comments: hostile, sectarian, off topic, sentiment. Offline."),
    paths(
        perspective::analyze, perspective::suggest_score, openai::moderate, coral::moderate, score::score, extract::extract,
        labels::labels, status::model, status::health, status::metrics
    ),
    components(schemas(ErrorAnswer)),
    security(("token" = []), ("key" = [])),
    modifiers(&Common)
)]
struct Document;

/// An error.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its description is used")]
struct ErrorAnswer {
    error: ErrorBody,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "only its description is used")]
struct ErrorBody {
    /// The status.
    code: u16,
    /// What is wrong and what to do.
    message: String,
    status: String,
}

/// What every route answers, added to each.
struct Common;

const ERRORS: [(&str, &str); 8] = [
    ("400", "The request is malformed"),
    ("401", "No valid token"),
    ("403", "From a page of another site, or under another name"),
    ("408", "The request took too long to arrive"),
    ("413", "The request is too large"),
    ("429", "Too many requests at once"),
    ("503", "Too much waits to be stored"),
    ("507", "The store cannot be written"),
];

impl Modify for Common {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(
            "token",
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
        );
        components.add_security_scheme("key", SecurityScheme::ApiKey(ApiKey::Query(ApiKeyValue::new("key"))));
        components.schemas.insert("ErrorBody".into(), <ErrorBody as PartialSchema>::schema());
        for item in document.paths.paths.values_mut() {
            for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
                for (status, description) in ERRORS {
                    let schema: RefOr<Schema> = RefOr::Ref(utoipa::openapi::Ref::from_schema_name("ErrorAnswer"));
                    let content = ContentBuilder::new().schema(Some(schema)).build();
                    let response = ResponseBuilder::new().description(description).content("application/json", content);
                    operation.responses.responses.entry(status.into()).or_insert_with(|| response.build().into());
                }
            }
        }
    }
}

/// The description of the server; tokens are part of it where they are asked for.
pub(super) async fn document(State(app): State<Shared>) -> Response {
    let mut document = Document::openapi();
    if app.tokens().is_none() {
        document.security = None;
    }
    json_of(StatusCode::OK, &document)
}
