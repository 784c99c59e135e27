//! The pictures of `docs/review.md`: `cargo test --test browser -- --ignored pictures` makes them anew.

use crate::desk::{Person, server};
use crate::driver::Look;
use crate::half_hour::key_for;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::path::Path;
use std::time::Duration;

/// A page's picture must not weigh more, in bytes.
const LARGEST: usize = 200_000;

fn keep(person: &Person, name: &str) {
    // A veiled text is shown, once it is not blurred any more.
    person.browser.run("document.getElementById('unveil')?.click()");
    std::thread::sleep(Duration::from_millis(500));
    // What is pressed last would be drawn with its frame of focus.
    person.browser.run("document.activeElement?.blur()");
    let bytes = STANDARD.decode(person.browser.picture()).expect("base 64");
    assert!(bytes.len() <= LARGEST, "{name}: {} bytes", bytes.len());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    std::fs::write(folder.join(format!("review-{name}.png")), bytes).expect("a file");
}

#[test]
#[ignore = "writes into docs/"]
fn pictures_of_a_comment_and_the_list() {
    let server = server(&["--sample", "0"]);
    let Some(person) = Person::start(&server, None, "ar", Look::default()) else { return };
    person.open("/review?at=5");
    keep(&person, "comment");
    person.open("/review/list?order=score");
    keep(&person, "list");

    let Some(phone) = Person::start(&server, None, "ar", Look { phone: true, ..Look::default() }) else { return };
    phone.open("/review?at=5");
    keep(&phone, "phone");
    let Some(dark) = Person::start(&server, None, "en", Look { dark: true, ..Look::default() }) else { return };
    dark.open("/review?at=5");
    keep(&dark, "dark");
}

#[test]
#[ignore = "writes into docs/"]
fn pictures_of_an_appeal_and_a_handover() {
    let server = server(&["--sample", "0", "--token-file", "tokens"]);
    let Some(omar) = Person::start(&server, Some("o-token"), "ar", Look::default()) else { return };
    omar.open("/review?at=5");
    omar.browser.click("#reason option[value=insult]");
    omar.key("Escape", false);
    omar.press("KeyD", false);
    omar.open("/review?at=5");
    omar.browser.write("#note", "القارئة تقول إنها كانت تمزح");
    omar.browser.click("button[value=appeal]");
    omar.browser.wait("#comment[data-state=appealed]");
    for (at, key) in [("9", "KeyE"), ("14", "KeyD"), ("1", "KeyF"), ("2", "KeyN"), ("4", "KeyH")] {
        omar.open(&format!("/review?at={at}"));
        omar.press(key, false);
    }
    let Some(salma) = Person::start(&server, Some("s-token"), "ar", Look::default()) else { return };
    salma.open("/review?state=appealed");
    salma.browser.run("document.getElementById('appeal').scrollIntoView({ block: 'end' })");
    keep(&salma, "appeal");
    salma.open("/review/handover");
    keep(&salma, "handover");
}

#[test]
#[ignore = "writes into docs/"]
fn pictures_of_a_model() {
    let server = server(&["--sample", "0"]);
    let Some(person) = Person::start(&server, None, "ar", Look::default()) else { return };
    for _ in 0..12 {
        person.open("/review?order=worth");
        let text = person.browser.text("#text");
        // A text that is veiled is read all the same.
        person.press(key_for(&text), false);
    }
    person.open("/review/model?lang=en");
    person.browser.click("#train");
    person.until("document.getElementById('version-1')", Duration::from_secs(300));
    person.browser.run("document.getElementById('training').scrollIntoView()");
    keep(&person, "model");
}
