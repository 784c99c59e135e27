//! A moderator's half-hour: thirty comments by an Arabic keyboard, undo, search, an escalation, an appeal that another person
//! answers, a new model and the way back.

use crate::desk::{Person, server};
use crate::driver::Look;
use crate::http::Request;
use crate::server::Server;
use serde_json::Value;
use std::time::Duration;

fn labels(server: &Server) -> Vec<Value> {
    let answer = server.send(Request::get("/v1/labels").bearer("s-token")).is(200);
    answer.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn model(server: &Server) -> String {
    let answer = server.send(Request::get("/v1/model").bearer("s-token")).is(200).json();
    answer["hash"].as_str().expect("a hash").into()
}

/// The key of the label that a moderator would give.
pub fn key_for(text: &str) -> &'static str {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if says(&["الروافض"]) => "KeyS",
        () if says(&["كلاب", "حـمـ", "سأقتلك", "أولاد الكلب", "السفلة", "ح.م.ا.ر", "حثالة", "يا كلب", "خنازير"]) => {
            "KeyH"
        }
        () if says(&["للبيع"]) => "KeyO",
        () if says(&["ظلمنا"]) => "KeyX",
        () => "KeyN",
    }
}

#[test]
fn a_half_hour_by_an_arabic_keyboard() {
    let server = server(&["--sample", "0", "--token-file", "tokens"]);
    let Some(omar) = Person::start(&server, Some("o-token"), "ar", Look::default()) else { return };

    // Thirty labels, some with a tone before.
    let mut given = Vec::new();
    for place in 0..30 {
        let key = key_for(&omar.browser.text("#text"));
        if place % 5 == 0 {
            let here = omar.shown();
            omar.press(["Digit1", "Digit2", "Digit3"][place / 5 % 3], false);
            assert_eq!(omar.shown(), here, "a tone does not move on");
        }
        omar.label(key);
        given.push(key);
    }
    let count = |key: &str| given.iter().filter(|given| **given == key).count();
    let told = labels(&server);
    let hostile = told.iter().filter(|label| label["hostile"] == true && label["sectarian"] == false).count();
    let sectarian = told.iter().filter(|label| label["sectarian"] == true).count();
    assert!(told.len() == 30 - count("KeyX") && told.iter().all(|label| label["provenance"] == "desk"), "{told:?}");
    assert_eq!((hostile, sectarian), (count("KeyH"), count("KeyS")));
    assert_eq!(told.iter().filter(|label| label["sentiment"].is_string()).count(), 6);

    // One too many is taken back; Shift adds and stays.
    omar.label("KeyH");
    let after = omar.shown();
    omar.press("KeyU", false);
    assert_eq!(omar.browser.attribute("#notice", "data-notice"), "undone");
    assert_eq!(labels(&server).len(), told.len());
    let here = omar.shown();
    assert_ne!(here, after);
    omar.press("KeyN", true);
    assert_eq!((omar.shown(), labels(&server).len()), (here.clone(), told.len() + 1));
    omar.press("KeyE", false);
    omar.open("/review/list?state=escalated");
    assert_eq!(omar.browser.attribute("#batch li", "data-id"), here);

    // Search: the key, the word, the answer.
    omar.open("/review");
    omar.key("Slash", false);
    omar.until("document.activeElement.id === 'q'", Duration::from_secs(5));
    omar.browser.write("#q", "حمار");
    omar.key("KeyH", false);
    assert_eq!(labels(&server).len(), told.len() + 1, "a letter in the search is no key");
    omar.browser.click("#filter button");
    omar.browser.wait("#count[data-count='3']");

    // A decision, its appeal, which is not for the one who decided.
    omar.open("/review");
    let hidden = omar.shown();
    omar.browser.click("#reason option[value=insult]");
    omar.key("Escape", false);
    omar.press("KeyD", false);
    omar.open(&format!("/review?at={hidden}"));
    omar.browser.write("#note", "يقول إنه لم يشتم أحدا");
    omar.browser.click("button[value=appeal]");
    omar.browser.wait("#comment[data-state=appealed]");
    assert!(!omar.browser.has("button[value=overturn]"), "nobody answers an appeal against themselves");

    let Some(salma) = Person::start(&server, Some("s-token"), "ar", Look::default()) else { return };
    salma.open("/review?state=appealed");
    assert_eq!(salma.shown(), hidden);
    salma.browser.write("#note", "لا إساءة فيه");
    salma.browser.click("button[value=overturn]");
    salma.browser.wait("#comment[data-state=published]");
    salma.open("/review/handover");
    salma.browser.wait("#overturned");

    // A new model, and back to the one before.
    let before = model(&server);
    salma.open("/review/model");
    salma.browser.click("#train");
    salma.until("document.getElementById('version-1')", Duration::from_secs(300));
    assert_eq!(model(&server), before);
    salma.browser.click("button[data-use='1']");
    salma.browser.wait("#version-1[data-active]");
    assert_ne!(model(&server), before);
    salma.browser.click("button[data-use='0']");
    salma.browser.wait("#version-0[data-active]");
    assert_eq!(model(&server), before);
}
