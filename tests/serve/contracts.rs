//! The contracts of Perspective, OpenAI and Coral, with requests as their real clients sent them (`requests/`, recorded
//! with invented texts) and of our own.

use crate::http::{Request, raw};
use crate::server::Server;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

const HOSTILE: &str = "يا حمار انت وهو، كلكم لصوص وكلاب";
const KIND: &str = "مقال جميل، شكرا للكاتب على هذا الجهد";
const ANALYZE: &str = "/v1alpha1/comments:analyze";
const SUGGEST: &str = "/v1alpha1/comments:suggestscore";

#[test]
fn requests_of_real_clients_are_answered_as_they_expect() {
    let server = Server::with_files(&[("tokens", "desk k3y\n")], &["--token-file", "tokens"]);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/serve/requests");
    // Each request, the status, and a field of the answer with its value.
    let expected = [
        ("google-discovery", 200, "/rootUrl", json!("http://127.0.0.1:8752/")),
        ("google-analyze", 200, "/attributeScores/TOXICITY/spanScores/0/end", json!(HOSTILE.encode_utf16().count())),
        ("google-spans", 200, "/attributeScores/TOXICITY/spanScores/1/begin", json!(41)),
        ("google-unsupported", 400, "/error/details/0/languageNotSupportedByAttributeError/attribute", json!("THREAT")),
        ("google-suggest", 200, "", json!({ "clientToken": "t2" })),
        ("pyperspective-wrong-key", 400, "/error/details/0/reason", json!("API_KEY_INVALID")),
        ("pyperspective-key", 400, "/error/details/0/errorType", json!("COMMENT_EMPTY")),
        ("pyperspective-analyze", 200, "/languages", json!(["ar"])),
        ("perspective-article", 200, "/attributeScores/UNSUBSTANTIAL/summaryScore/type", json!("PROBABILITY")),
        ("perspective-empty", 400, "/error/message", json!("Comment must be non-empty.")),
        ("perspective-suggest", 200, "/clientToken", json!("t3")),
        ("openai-texts", 200, "/results/2/flagged", json!(false)),
        ("openai-parts", 200, "/results/0/categories/harassment", json!(true)),
        ("openai-image", 401, "/error/code", json!(401)),
        ("node-discovery", 200, "/resources/comments/methods/analyze/path", json!("v1alpha1/comments:analyze")),
        ("node-analyze", 200, "/detectedLanguages/0", json!("ar")),
        ("node-suggest", 200, "/clientToken", json!("n1")),
        ("axios-analyze", 200, "/attributeScores/INSULT/summaryScore/type", json!("PROBABILITY")),
        ("axios-half-emoji", 200, "/attributeScores/TOXICITY/spanScores/0/begin", json!(0)),
    ];
    for (name, status, field, value) in expected {
        let request = std::fs::read(folder.join(format!("{name}.http"))).unwrap();
        let answer = raw(server.port, &request).unwrap();
        assert_eq!(answer.status, status, "{name}: {}", answer.text());
        assert_eq!(answer.json().pointer(field), Some(&value), "{name}: {}", answer.text());
    }
}

fn analyze(server: &Server, request: &Value) -> Value {
    server.post(ANALYZE, request.to_string()).is(200).json()
}

/// The kind and the message of an error.
fn error(server: &Server, path: &str, request: &Value) -> (String, String) {
    let error = server.post(path, request.to_string()).is(400).json()["error"].clone();
    assert_eq!((&error["code"], &error["status"]), (&json!(400), &json!("INVALID_ARGUMENT")));
    let text = |value: &Value| value.as_str().unwrap().to_string();
    (text(&error["details"][0]["errorType"]), text(&error["message"]))
}

#[test]
fn perspective_errors_are_those_that_clients_know() {
    let server = Server::start(&[]);
    let ask = |text: &str, attributes: Value| json!({ "comment": { "text": text }, "requestedAttributes": attributes });
    let toxicity = || json!({ "TOXICITY": {} });
    let with = |name: &str, value: Value| {
        let mut request = ask(HOSTILE, toxicity());
        request[name] = value;
        request
    };
    let long = "ك".repeat(20_481);
    let cases = [
        (ask(" ", toxicity()), "COMMENT_EMPTY", "Comment must be non-empty."),
        (ask(&long, toxicity()), "COMMENT_TOO_LONG", "Comment text too long."),
        (ask(HOSTILE, json!({})), "NO_REQUESTED_ATTRIBUTES", "Missing requested_attributes"),
        (ask("12 34", toxicity()), "LANGUAGE_DETECTION_FAILED", "Unable to detect language"),
        (ask(HOSTILE, json!({ "NICE": {} })), "INVALID_REQUEST", "Unknown requested attribute: NICE"),
        (
            ask(HOSTILE, json!({ "INSULT": { "scoreType": "RAW" } })),
            "INVALID_REQUEST",
            "Requested score type RAW is not supported by attribute INSULT",
        ),
        (
            with("context", json!({ "entries": [], "articleAndParentComment": {} })),
            "INVALID_REQUEST",
            "Context can have either entries or article_and_parent_comment, but both fields were populated.",
        ),
        (
            with("comment", json!({ "text": "x", "type": "HTML" })),
            "INVALID_REQUEST",
            "Currently, only 'PLAIN_TEXT' comments are supported",
        ),
        (with("comment", json!({ "text": "x", "type": "RTF" })), "INVALID_REQUEST", "Unknown text type"),
        (
            ask("this is the worst day that we have had", toxicity()),
            "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
            "Attribute TOXICITY does not support request languages: en",
        ),
    ];
    for (request, kind, message) in cases {
        assert_eq!(error(&server, ANALYZE, &request), (kind.to_string(), message.to_string()));
    }
    let (kind, message) = error(&server, ANALYZE, &ask(KIND, json!({ "TOXICITY": {}, "UNSUBSTANTIAL": {} })));
    assert!(kind == "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE" && message.contains("UNSUBSTANTIAL"), "{kind} {message}");
    for body in ["[", "{\"comment\": 1}", "null x", "\u{FFFD}"] {
        let answer = server.post(ANALYZE, body).is(400).json();
        assert_eq!(answer["error"]["details"][0]["errorType"], "INVALID_REQUEST", "{body}");
    }
    let (kind, _) = error(&server, SUGGEST, &json!({ "comment": { "text": KIND }, "attributeScores": {} }));
    assert_eq!(kind, "INVALID_REQUEST");
}

#[test]
fn lenient_servers_answer_for_parts_of_hostile() {
    let server = Server::start(&["--lenient-attributes"]);
    let request =
        json!({ "comment": { "text": HOSTILE }, "requestedAttributes": { "SEVERE_TOXICITY": {}, "TOXICITY": {} } });
    let scores = &analyze(&server, &request)["attributeScores"];
    assert_eq!(scores["SEVERE_TOXICITY"], scores["TOXICITY"]);
}

#[test]
fn scores_are_those_of_the_command_and_low_ones_can_be_left_out() {
    let server = Server::start(&[]);
    let scored = server.post("/v1/score", json!({ "text": HOSTILE }).to_string()).is(200).json();
    let attributes = json!({
        "TOXICITY_EXPERIMENTAL": {}, "MUSHRIF_SECTARIAN": {}, "MUSHRIF_NEGATIVE": { "scoreType": "PROBABILITY" },
        "MUSHRIF_POSITIVE": { "scoreThreshold": 0.5 }, "INSULT": { "scoreThreshold": 0.5 },
    });
    // Coral says "en" for all its tenants.
    let request = json!({ "comment": { "text": HOSTILE }, "requestedAttributes": attributes, "languages": ["en"] });
    let scores = analyze(&server, &request)["attributeScores"].clone();
    let value = |name: &str| scores[name]["summaryScore"]["value"].clone();
    assert_eq!(value("TOXICITY_EXPERIMENTAL"), scored["scores"]["hostile"]);
    assert_eq!(value("MUSHRIF_SECTARIAN"), scored["scores"]["sectarian"]);
    assert_eq!(value("MUSHRIF_NEGATIVE"), scored["sentiment"]["negative"]);
    assert_eq!((scores.get("MUSHRIF_POSITIVE"), value("INSULT")), (None, scored["scores"]["hostile"].clone()));
}

#[test]
fn corals_feedback_becomes_labels_without_an_article() {
    let server = Server::with_files(&[("tokens", "desk k3y\n")], &["--token-file", "tokens"]);
    let context = json!({ "url": "https://n.example/a", "reply_to_id_Coral_comment_id": "p", "Coral_comment_id": "c" });
    let request = json!({
        "comment": { "text": HOSTILE }, "context": { "entries": [{ "text": context.to_string() }] },
        "attributeScores": { "TOXICITY": { "summaryScore": { "value": 1 } } },
        "communityId": "Coral:https://n.example", "clientToken": "comment:c",
    });
    let answer = server.post(&format!("{SUGGEST}?key=k3y"), request.to_string()).is(200).json();
    assert_eq!(answer, json!({ "clientToken": "comment:c" }));
    let labels = server.send(Request::get("/v1/labels").bearer("k3y")).is(200);
    let label = labels.json();
    let expected = json!({
        "text": HOSTILE, "hostile": true, "source": "Coral:https://n.example", "id": 1, "provenance": "feedback",
        "who": "desk", "client_token": "comment:c", "created": label["created"],
    });
    assert_eq!(label, expected);
}

#[test]
fn openai_flags_exactly_where_a_category_is() {
    let server = Server::start(&[]);
    let sectarian = "الروافض أنجاس ويجب طردهم من البلاد كلهم";
    let request = json!({ "input": [HOSTILE, KIND, sectarian, "a fine day to all of you"], "model": "m" });
    let answer = server.post("/v1/moderations", request.to_string()).is(200).json();
    assert!(answer["id"].as_str().unwrap().starts_with("modr-") && answer["model"] == "m");
    let results = answer["results"].as_array().unwrap();
    for result in results {
        let categories = result["categories"].as_object().unwrap();
        assert_eq!((categories.len(), result["category_scores"].as_object().unwrap().len()), (13, 13));
        assert_eq!(result["flagged"], json!(categories.values().any(|category| *category == true)));
    }
    let flagged: Vec<&Value> = results.iter().map(|result| &result["flagged"]).collect();
    assert_eq!(flagged, [true, false, true, false]);
    assert_eq!((&results[0]["categories"]["hate"], &results[2]["categories"]["hate"]), (&json!(false), &json!(true)));
    assert_eq!(results[3]["category_scores"]["harassment"], json!(0.0));
    for wrong in ["{}", "{\"input\": []}", "{\"input\": 1}", "{\"input\": [{\"type\": \"image_url\"}]}", "x"] {
        let answer = server.post("/v1/moderations", wrong).is(400).json();
        assert_eq!(answer["error"]["type"], "invalid_request_error", "{wrong}");
    }
}

#[test]
fn corals_phase_withholds_what_is_hostile_and_says_nothing_of_the_rest() {
    let server = Server::with_files(&[("secrets", "empsec_new\nempsec_old\n")], &["--coral-secret-file", "secrets"]);
    let signed = |body: &str, secret: &str| {
        let mut hmac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        hmac.update(body.as_bytes());
        format!("sha256={:x}", hmac.finalize().into_bytes())
    };
    let send = |body: &str, signature: &str| {
        server.send(Request::post("/coral/moderation", body).header("X-Coral-Signature", signature))
    };
    let of = |text: &str| {
        let comment = json!({
            "action": "NEW", "comment": { "body": text, "parentID": null }, "author": { "id": "a", "role": "COMMENTER" },
            "story": { "id": "s", "url": "https://n.example/a" }, "site": { "id": "i" }, "tenantID": "t",
        });
        serde_json::to_string_pretty(&comment).unwrap()
    };
    let hostile = of(&format!("<div>{}</div>", HOSTILE.replace(' ', "&nbsp;")));
    let expected = json!({ "status": "SYSTEM_WITHHELD", "actions": [{ "actionType": "FLAG", "reason": "COMMENT_DETECTED_TOXIC" }] });
    assert_eq!(send(&hostile, &signed(&hostile, "empsec_old")).is(200).json(), expected);
    let both = format!("{},{}", signed(&hostile, "empsec_other"), signed(&hostile, "empsec_new"));
    send(&hostile, &both).is(200);
    for text in [KIND, "", "a fine day to all of you"] {
        let body = of(text);
        assert!(send(&body, &signed(&body, "empsec_new")).is(204).body.is_empty());
    }
    send(&hostile, &signed(&hostile, "empsec_other")).is(401);
    send(&hostile, &signed(&of(KIND), "empsec_new")).is(401);
    server.post("/coral/moderation", hostile).is(401);
}
