//! The review desk, through its pages and forms as a browser without script sends them.

use crate::http::Request;
use crate::person::{COMMENTS, NO_SAMPLE, Person, encoded, mushrif, server};
use crate::server::Server;
use serde_json::Value;
use std::time::{Duration, Instant};

#[test]
fn a_label_and_a_decision_are_two_things() {
    let server = server(&[], &NO_SAMPLE);
    let mut person = Person::new(&server);
    person.open("/review");
    let first = person.id();
    person.press("publish", &[]);
    assert_eq!(person.labels().len(), 0, "a state sets no label");
    let second = person.id();
    assert_ne!(first, second);
    person.press("hostile", &[]);
    let labels = person.labels();
    assert_eq!(labels.len(), 1);
    assert_eq!(
        (&labels[0]["hostile"], &labels[0]["sectarian"], &labels[0]["provenance"]),
        (&Value::Bool(true), &Value::Bool(false), &"desk".into())
    );
    assert!(
        person.open(&format!("/review?at={second}")).contains("data-state=\"in_review\""),
        "a label decides nothing"
    );
    assert!(person.open(&format!("/review?at={first}")).contains("data-state=\"published\""));
}

#[test]
fn answers_add_up_where_the_comment_stays_and_none_is_on_topic_under_an_article() {
    let server = server(&[], &NO_SAMPLE);
    let mut person = Person::new(&server);
    person.open("/review");
    let first = person.id();
    person.press("hostile", &[("stay", "1")]);
    assert_eq!(person.id(), first);
    person.press("negative", &[]);
    assert_eq!(person.id(), first, "the tone alone does not move on");
    person.press("off_topic", &[]);
    assert_ne!(person.id(), first);
    person.press("none", &[]);
    person.press("unknown", &[]);
    let labels = person.labels();
    assert_eq!(labels.len(), 2, "what cannot be told is no label: {labels:?}");
    assert_eq!(
        (&labels[0]["hostile"], &labels[0]["off_topic"], &labels[0]["sentiment"]),
        (&Value::Bool(true), &Value::Bool(true), &"negative".into())
    );
    assert_eq!((&labels[1]["hostile"], &labels[1]["off_topic"]), (&Value::Bool(false), &Value::Bool(false)));
}

#[test]
fn undo_goes_back_action_by_action() {
    let server = server(&[], &NO_SAMPLE);
    let mut person = Person::new(&server);
    person.open("/review");
    let first = person.id();
    person.press("hostile", &[]);
    let second = person.id();
    person.press("hide", &[("reason", "insult")]);
    person.press("undo", &[]);
    assert_eq!(person.id(), second);
    assert!(person.page.contains("data-state=\"new\"") && person.page.contains("data-notice=\"undone\""));
    person.press("undo", &[]);
    assert_eq!((person.id(), person.labels().len()), (first, 0));
    person.press("undo", &[]);
    assert!(person.page.contains("data-notice=\"nothing_to_undo\""));
}

#[test]
fn many_are_decided_at_once_after_a_question_and_taken_back_at_once() {
    let server = server(&[], &NO_SAMPLE);
    let mut person = Person::new(&server);
    person.open("/review/list?site=arabi21");
    let csrf = person.csrf();
    let fields =
        [("csrf", &*csrf), ("view", "site=arabi21"), ("scope", "all"), ("state", "hidden"), ("reason", "insult")];
    let asked = person.send("/review/batch", &fields).is(200).text().to_string();
    assert!(asked.contains("data-count=\"3\""), "{asked}");
    let wrong = [&fields[..], &[("sure", "2")]].concat();
    person.send("/review/batch", &wrong).is(200);
    let sure = [&fields[..], &[("sure", "3")]].concat();
    person.send("/review/batch", &sure).is(303);
    assert_eq!(person.open("/review/list?state=hidden").matches("<li class=\"card\"").count(), 3);
    assert_eq!(person.labels().len(), 0);
    person.open("/review");
    person.press("undo", &[]);
    assert_eq!(person.open("/review/list?state=hidden").matches("<li class=\"card\"").count(), 0);
}

#[test]
fn a_random_sample_shows_no_score_no_marks_and_no_labels_and_waits_for_a_label() {
    let server = server(&[("tokens", "a one lead\nb two\n")], &["--sample", "100%", "--token-file", "tokens"]);
    let mut person = Person::logged_in(&server, "two");
    person.open("/review");
    for kept in ["<mark", "id=\"why\"", "class=\"flag", "id=\"labels\"", "id=\"history\"", "data-signal"] {
        assert!(!person.page.contains(kept), "{kept} in {}", person.page);
    }
    assert!(person.page.contains("data-blind=\"1\""));
    // What comes next says that the sample waits, and the place in the queue is kept for after it.
    let told = person.open("/review?after=1&notice=sample_first");
    assert!(told.contains("data-notice=\"sample_first\"") && told.contains("name=\"after\" value=\"1\""), "{told}");
    assert!(told.contains("after=1&amp;notice=sample_first"), "{told}");
    let id = person.id();
    person.open("/review");
    assert_eq!(person.id(), id, "loading the page again gives no other comment");
    person.press("hide", &[]);
    assert!(person.id() == id && person.page.contains("data-notice=\"label_first\""));
    person.press("hostile", &[]);
    assert_ne!(person.id(), id);
    let page = person.open("/review/model").to_string();
    assert!(page.contains("data-labels=\"1\" data-blind=\"1\"") && page.contains("id=\"too-few\""), "{page}");
    assert!(person.open(&format!("/review?at={id}")).contains("id=\"why\""), "answered, it is shown with its score");
}

#[test]
fn random_samples_are_blurred_all_or_none_by_the_choice_of_who_reads_and_never_by_their_score() {
    let server = server(&[], &["--sample", "100%"]);
    let mut person = Person::new(&server);
    let mut read = std::collections::BTreeSet::new();
    for veil in ["", "?veil=all", "?veil=none"] {
        person.open(&format!("/review{veil}"));
        // Two of the five are among the worst, and one replies to one of them.
        while let (true, true) = (person.page.contains("data-blind=\"1\""), read.len() < 5) {
            let is_veiled = person.page.contains("class=\"text veil\"");
            assert_eq!(is_veiled, veil == "?veil=all", "{}", person.page);
            assert_eq!(person.page.contains("id=\"unveil\""), is_veiled || person.page.contains("class=\"veil\""));
            read.insert(person.id());
            person.press("unknown", &[]);
            if veil == "?veil=all" && read.len() == 4 {
                break;
            }
            if veil.is_empty() && read.len() == 2 {
                break;
            }
        }
    }
    assert_eq!(read.len(), 5);
    // Answered, they are veiled by their score.
    let veiled = |page: &str| page.contains("class=\"text veil\"");
    let pages: Vec<bool> = (1..=5).map(|id| veiled(person.open(&format!("/review?at={id}")))).collect();
    assert!(pages[1] && !pages[0] && !pages[4], "{pages:?}");
}

#[test]
fn two_people_are_not_given_the_same_comment_and_a_form_that_is_out_of_date_changes_nothing() {
    let server = server(&[("tokens", "a one\nb two\n")], &["--sample", "0", "--token-file", "tokens"]);
    let (mut one, mut two) = (Person::logged_in(&server, "one"), Person::logged_in(&server, "two"));
    one.open("/review");
    two.open("/review");
    assert_ne!(one.id(), two.id());
    let id = one.id();
    two.open(&format!("/review?at={id}"));
    one.press("publish", &[]);
    two.press("hide", &[]);
    assert!(
        two.page.contains("data-notice=\"stale\"") && two.page.contains("data-state=\"published\""),
        "{}",
        two.page
    );
}

#[test]
fn an_appeal_is_answered_by_somebody_else_with_a_reason() {
    let server = server(&[("tokens", "a one\nb two\n")], &["--sample", "0", "--token-file", "tokens"]);
    let (mut one, mut two) = (Person::logged_in(&server, "one"), Person::logged_in(&server, "two"));
    one.open("/review");
    let id = one.id();
    one.press("hide", &[("reason", "insult")]);
    one.open(&format!("/review?at={id}"));
    one.press("appeal", &[("note", "القارئ يعترض")]);
    assert!(one.page.contains("data-state=\"appealed\""));
    one.press("overturn", &[("note", "رأيي")]);
    assert!(one.page.contains("data-notice=\"own_decision\"") && one.page.contains("data-state=\"appealed\""));
    two.open(&format!("/review?at={id}"));
    two.press("overturn", &[]);
    assert!(two.page.contains("data-notice=\"reason_needed\""));
    two.press("overturn", &[("note", "ليس فيه إساءة")]);
    assert!(two.page.contains("data-state=\"published\""));
    assert!(two.open("/review/handover").contains("id=\"overturned\""));
}

#[test]
fn roles_and_forms_of_others_are_checked() {
    let tokens = "a one lead\nb two moderator\nc three reader\n";
    let server = server(&[("tokens", tokens)], &["--sample", "0", "--token-file", "tokens"]);
    let mut reader = Person::logged_in(&server, "three");
    reader.open("/review");
    assert!(!reader.page.contains("id=\"act\""));
    let (csrf, id) = (reader.csrf(), reader.id());
    reader.send("/review/act", &[("csrf", &csrf), ("id", &id), ("do", "hide")]).is(403);
    reader.get("/review/export?state=all").is(403);
    assert!(!reader.open("/review/model").contains("/review/export"));
    let mut moderator = Person::logged_in(&server, "two");
    moderator.open("/review");
    let (csrf, id) = (moderator.csrf(), moderator.id());
    moderator.send("/review/act", &[("csrf", "0"), ("id", &id), ("do", "hide")]).is(403);
    moderator.send("/review/act", &[("csrf", &csrf), ("id", &id), ("do", "conquer")]).is(400);
    moderator.send("/review/model/train", &[("csrf", &csrf)]).is(403);
    moderator.send("/review/model/use", &[("csrf", &csrf), ("version", "0")]).is(403);
    server.get("/review").is(401);
    let mut lead = Person::logged_in(&server, "one");
    lead.open("/review/model");
    assert!(lead.page.contains("id=\"train\""));
}

#[test]
fn a_desk_for_an_audience_changes_nothing() {
    let server = server(&[], &["--read-only"]);
    let mut person = Person::new(&server);
    person.open("/review");
    assert!(!person.page.contains("id=\"act\"") && person.page.contains("id=\"comment\""));
    person.send("/review/act", &[("csrf", "x"), ("id", "1"), ("do", "hide")]).is(403);
}

#[test]
fn a_search_finds_every_spelling_and_filters_find_what_they_say() {
    let server = server(&[], &NO_SAMPLE);
    let mut person = Person::new(&server);
    let rows = |page: &str| page.matches("<li class=\"card\"").count();
    for (query, expected) in [
        (format!("q={}", encoded("حمار")), 1),
        (format!("q={}", encoded("الشتلة")), 1),
        (format!("q={}", encoded("زيتون")), 0),
        (format!("q={}", encoded("شتلات")), 1),
        (format!("q={}", encoded("\" OR NEAR( *")), 0),
        ("site=elaph".into(), 2),
        ("label=hostile&state=all".into(), 2),
        ("signals=1".into(), 1),
        ("order=score&state=all".into(), 5),
        ("order=worth".into(), 5),
        ("day=2020-01-01".into(), 0),
    ] {
        let page = person.open(&format!("/review/list?{query}")).to_string();
        assert!(rows(&page) == expected || query.starts_with("label") && rows(&page) >= 1, "{query}: {page}");
    }
}

#[test]
fn a_comment_stands_in_its_thread_with_marks_and_how_a_disguise_was_read() {
    let server = server(&[], &NO_SAMPLE);
    let mut person = Person::new(&server);
    let list = person.open(&format!("/review/list?q={}", encoded("حمار"))).to_string();
    let id = list.split_once("<li class=\"card\" data-id=\"").unwrap().1.split('"').next().unwrap().to_string();
    let page = person.open(&format!("/review?at={id}")).to_string();
    assert!(page.contains("<mark class=\"hostile") && page.contains("(تُقرأ حمار)"), "{page}");
    assert!(page.contains("class=\"thread above\"") && page.contains("كلكم لصوص"));
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(person.open(&format!("/review?at={id}&lang=en")).contains("<html lang=\"en\" dir=\"ltr\">"));
    assert!(person.open("/review").contains("<html lang=\"en\""), "the language is remembered");
}

#[test]
fn reasons_are_the_sites_own() {
    let reasons = "عام\n[elaph]\nتشهير\n";
    let server = server(&[("reasons", reasons)], &["--sample", "0", "--decision-reasons", "reasons"]);
    let mut person = Person::new(&server);
    assert!(person.open("/review?site=elaph").contains("<option value=\"تشهير\">"));
    assert!(person.open("/review?site=arabi21").contains("<option value=\"عام\">"));
}

#[test]
fn coral_decides_at_the_desk_as_well_and_its_label_is_feedback() {
    let server = server(&[], &NO_SAMPLE);
    let request = r#"{"comment":{"text":"تعليق من كورال"},"context":{"entries":[{"text":"{\"url\":\"u\",\"Coral_comment_id\":\"c1\"}"}]},
        "communityId":"Coral:https://news.example.org","clientToken":"comment:c1","attributeScores":{"TOXICITY":{"summaryScore":{"value":1}}}}"#;
    server.post("/v1alpha1/comments:suggestscore", request).is(200);
    let mut person = Person::new(&server);
    let page = person.open("/review/list?state=hidden").to_string();
    assert!(page.contains("تعليق من كورال"), "{page}");
    assert_eq!(person.labels()[0]["provenance"], "feedback");
    assert!(person.open("/review/model").contains("data-labels=\"0\""), "feedback is not trained on unless asked");
}

#[test]
fn what_is_analysed_comes_into_the_queue_only_where_asked_and_allowed() {
    let asked = |text: &str, keep: bool| {
        let body = format!(
            "{{\"comment\":{{\"text\":\"{text}\"}},\"requestedAttributes\":{{\"TOXICITY\":{{}}}},\"doNotStore\":{}}}",
            !keep
        );
        Request::post("/v1alpha1/comments:analyze", body)
    };
    let silent = server(&[], &NO_SAMPLE);
    silent.send(asked("نص يمكن حفظه", true)).is(200);
    let keeping = server(&[], &["--sample", "0", "--queue-analyzed"]);
    keeping.send(asked("نص يمكن حفظه", true)).is(200);
    keeping.send(asked("نص ممنوع حفظه", false)).is(200);
    let count = |server: &Server| {
        let mut person = Person::new(server);
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            let rows = person.open("/review/list").matches("<li class=\"card\"").count();
            if rows > 5 || Instant::now() > deadline || server.port == silent.port {
                return rows;
            }
        }
    };
    assert_eq!((count(&silent), count(&keeping)), (5, 6));
}

#[test]
fn a_new_model_is_trained_chosen_and_left_again() {
    let server = server(&[], &NO_SAMPLE);
    let mut person = Person::new(&server);
    person.open("/review");
    for _ in 0..2 {
        person.press("none", &[]);
        person.press("hostile", &[]);
    }
    let model = |server: &Server| server.get("/v1/model").is(200).json()["hash"].as_str().unwrap().to_string();
    let before = model(&server);
    person.open("/review/model");
    let csrf = person.csrf();
    person.send("/review/model/train", &[("csrf", &csrf)]).is(303);
    let deadline = Instant::now() + Duration::from_secs(600);
    let done = loop {
        let told = person.get("/review/model/check").is(200).json();
        match told["stage"].as_str().unwrap() {
            "running" => assert!(Instant::now() < deadline),
            _ => break told,
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    assert_eq!(done["stage"], "done", "{done}");
    assert_eq!(model(&server), before, "a new model is not used before it is chosen");
    let version = done["version"].to_string();
    person.send("/review/model/use", &[("csrf", &csrf), ("version", &version)]).is(303);
    assert_ne!(model(&server), before);
    person.open("/review/model");
    assert!(person.page.contains(&format!("id=\"version-{version}\"")));
    person.send("/review/model/use", &[("csrf", &csrf), ("version", "99")]).is(400);
    person.send("/review/model/use", &[("csrf", &csrf), ("version", "0")]).is(303);
    assert_eq!(model(&server), before);
}

#[test]
fn who_is_forgotten_is_in_no_file_of_the_store() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("comments.jsonl"), COMMENTS).unwrap();
    for authors in ["keep", "hash"] {
        let store = format!("store-{authors}");
        mushrif(folder.path(), &["review", "--fill-only", "--authors", authors, "--store", &store, "comments.jsonl"]);
        let holds = |needle: &str| {
            let files = std::fs::read_dir(folder.path().join(&store)).unwrap().map(|entry| entry.unwrap().path());
            files.into_iter().filter(|path| path.is_file()).any(|path| {
                std::fs::read(path).unwrap().windows(needle.len()).any(|window| window == needle.as_bytes())
            })
        };
        assert_eq!(holds("مازن"), authors == "keep");
        assert!(holds("يلعنك"));
        let said = mushrif(folder.path(), &["review", "forget", "--author", "مازن", "--store", &store]);
        assert!(said.contains("1 comments and 0 labels"), "{said}");
        assert!(!holds("مازن") && !holds("يلعنك") && holds("لصوص"));
    }
}

#[test]
fn every_page_of_the_desk_is_there_in_both_languages() {
    let server = server(&[], &NO_SAMPLE);
    let mut person = Person::new(&server);
    for language in ["ar", "ar-latn", "en"] {
        for page in ["/review", "/review/list", "/review/handover", "/review/figures", "/review/model", "/review/help"]
        {
            let text = person.open(&format!("{page}?lang={language}")).to_string();
            assert!(text.contains("<main") && !text.contains("{}") && !text.contains("style=\""), "{page}: {text}");
        }
    }
    for file in ["/static/review.css", "/static/review.js"] {
        server.get(file).is(200);
    }
}
