//! Coral's external moderation phase: a signed comment in, a verdict out. (Its other integration, a custom endpoint of
//! Perspective, is `perspective`.)

use super::answer::{Refusal, json_of};
use super::app::Shared;
use super::body;
use crate::page::html::Tree;
use crate::record::{Field, Flag};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hmac::{Hmac, Mac};
use serde::Deserialize;
use serde_json::json;
use sha2::Sha256;
use utoipa::ToSchema;

/// What Coral sends, as far as it is read.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(super) struct PhaseRequest {
    comment: Option<PhaseComment>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
struct PhaseComment {
    /// Text or HTML.
    body: Option<String>,
}

/// Judges a comment of Coral: 204 where it is harmless, since any status would end Coral's pipeline.
#[utoipa::path(
    post, path = "/coral/moderation", security(()), request_body = PhaseRequest,
    params(("X-Coral-Signature" = Option<String>, Header, description = "sha256= and the HMAC-SHA256 of the body in hexadecimal digits")),
    responses((status = 200, description = "Hostile: withheld", body = Value), (status = 204, description = "Harmless"))
)]
pub(super) async fn moderate(State(app): State<Shared>, request: Request) -> Result<Response, Refusal> {
    let headers = request.headers().clone();
    let bytes = body::read(request, body::LARGEST).await?;
    if !is_signed(&headers, &bytes, &app.coral_secrets()) {
        let message = "The signature is missing or of another secret; start the server with --coral-secret-file.";
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, message));
    }
    let request: PhaseRequest =
        body::json(&bytes).map_err(|error| Refusal::bad(format!("The body is malformed: {error}.")))?;
    let html = request.comment.and_then(|comment| comment.body).unwrap_or_default();
    let classifier = app.classifier();
    let is_hostile = || {
        let text = text_of(&html);
        classifier.lease().predict(&[(Field::Text, &text)], None).flags.contains(&Flag::Hostile)
    };
    let is_hostile = if bytes.len() <= body::SMALL { is_hostile() } else { tokio::task::block_in_place(is_hostile) };
    if !is_hostile {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let verdict = json!({
        "status": "SYSTEM_WITHHELD",
        "actions": [{ "actionType": "FLAG", "reason": "COMMENT_DETECTED_TOXIC" }],
    });
    Ok(json_of(StatusCode::OK, &verdict))
}

/// The text of a comment that may be HTML.
fn text_of(html: &str) -> String {
    // As an element of a page: beginnings such as `<title>` belong to no comment.
    Tree::parse(&format!("<!doctype html><html><body><div>{html}</div></body></html>")).root().text()
}

/// Whether one of the signatures is of one of the secrets.
fn is_signed(headers: &HeaderMap, bytes: &[u8], secrets: &[String]) -> bool {
    let header = headers.get("x-coral-signature").and_then(|header| header.to_str().ok()).unwrap_or_default();
    let signatures = header.split(',').filter_map(|part| from_hex(part.trim().strip_prefix("sha256=")?));
    // Coral sends two at most.
    signatures.take(4).any(|signature| {
        secrets.iter().any(|secret| {
            Hmac::<Sha256>::new_from_slice(secret.as_bytes())
                .is_ok_and(|hmac| hmac.chain_update(bytes).verify_slice(&signature).is_ok())
        })
    })
}

fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok().filter(|_| pair.len() == 2)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(header: &str, secrets: &[&str]) -> bool {
        let headers = HeaderMap::from_iter([("x-coral-signature".parse().unwrap(), header.parse().unwrap())]);
        is_signed(&headers, b"{\"a\": 1}", &secrets.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn either_signature_may_be_ours_while_a_secret_is_rotated() {
        let one = format!("sha256={}", "0".repeat(64));
        let mut hmac = Hmac::<Sha256>::new_from_slice(b"empsec_one").unwrap();
        hmac.update(b"{\"a\": 1}");
        let ours = format!("sha256={:x}", hmac.finalize().into_bytes());
        assert!(signed(&ours, &["empsec_one"]));
        assert!(signed(&format!("{one},{ours}"), &["empsec_other", "empsec_one"]));
        assert!(!signed(&ours, &["empsec_other"]));
        assert!(!signed(&ours, &[]));
        for wrong in ["", "sha256=", "sha256=zz", "sha256=+1", &ours[7..], &ours[..70], &one] {
            assert!(!signed(wrong, &["empsec_one"]), "{wrong}");
        }
    }

    #[test]
    fn html_is_read_as_a_reader_sees_it() {
        assert_eq!(text_of("<p>يا <b>كل</b>ب &amp; حمار</p><script>x</script>").trim(), "يا كلب & حمار");
        assert_eq!(text_of("نص عادي"), "نص عادي");
        assert_eq!(text_of(""), "");
    }
}
