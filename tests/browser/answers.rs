//! What follows an answer: what was kept is told, the way back, an undo that says what it undid, the veil, the reason.

use crate::desk::{Person, server};
use crate::driver::Look;
use crate::server::Server;

/// A moderator at a desk, of whose comments this share is drawn at random.
fn start(share: &str) -> Option<(Server, Person)> {
    let server = server(&["--sample", share, "--token-file", "tokens"]);
    let person = Person::start(&server, Some("o-token"), "ar", Look::default())?;
    Some((server, person))
}

#[test]
fn a_key_goes_back_to_what_was_just_answered_and_an_undo_says_what_it_undid() {
    let Some((_server, omar)) = start("0") else { return };
    let first = omar.shown();
    omar.label("KeyH");
    assert_eq!(omar.browser.text("#said"), "سُجّل: مسيء أو عدائي");
    assert_eq!(omar.browser.run("return document.getElementById('aloud').textContent"), "سُجّل: مسيء أو عدائي");
    let second = omar.shown();
    omar.press("KeyK", false);
    assert_eq!(omar.shown(), first);
    assert_eq!(omar.browser.attribute("button[value=hostile]", "aria-pressed"), "true");
    // Another answer to the same, and on.
    omar.press("KeyN", false);
    assert_eq!(omar.shown(), second);
    omar.label("KeyD");
    let third = omar.shown();
    for expected in [&second, &first, &first] {
        omar.press("KeyK", false);
        assert_eq!(omar.shown(), *expected);
    }
    assert_eq!(omar.browser.attribute("button[value=none]", "aria-pressed"), "true");
    omar.press("KeyJ", false);
    assert_eq!(omar.shown(), third);
    for (undone, comment) in [("أُلغي: حُجب", &second), ("أُلغي: لا شيء منها", &first), ("أُلغي: مسيء أو عدائي", &first)]
    {
        omar.press("KeyU", false);
        assert_eq!((omar.browser.text("#notice").as_str(), &omar.shown()), (undone, comment));
    }
    // Most worth labelling first: what was answered is before what comes next there too.
    omar.open("/review?order=worth");
    let worth = omar.shown();
    omar.label("KeyN");
    omar.label("KeyN");
    omar.press("KeyK", false);
    omar.press("KeyK", false);
    assert_eq!(omar.shown(), worth);
}

#[test]
fn a_sample_that_was_answered_is_a_key_away() {
    let Some((_server, omar)) = start("1") else { return };
    let sample = omar.shown();
    assert!(omar.browser.has("#blind"));
    omar.label("KeyX");
    omar.press("KeyK", false);
    assert_eq!(omar.shown(), sample);
    assert!(!omar.browser.has("#blind"));
}

#[test]
fn a_veil_stays_lifted_at_its_comment_and_the_reason_follows_the_label() {
    let Some((_server, omar)) = start("0") else { return };
    omar.open("/review/list?order=score");
    let worst = omar.browser.attribute("#batch li", "data-id");
    omar.open(&format!("/review?order=score&at={worst}"));
    let is_lifted = || omar.browser.run("return document.getElementById('unveil').checked");
    let reason = || omar.browser.run("return document.getElementById('reason').value");
    assert_eq!((is_lifted(), reason()), (false.into(), "".into()));
    omar.key("KeyB", false);
    omar.press("KeyH", true);
    assert_eq!((omar.shown(), is_lifted(), reason()), (worst.clone(), true.into(), "insult".into()));
    omar.press("KeyS", true);
    assert_eq!((omar.shown(), is_lifted(), reason()), (worst.clone(), true.into(), "sectarian".into()));
    // Another comment has its veil again.
    omar.press("KeyD", false);
    omar.browser.wait("#unveil:not(:checked)");
    omar.press("KeyK", false);
    assert_eq!((omar.shown(), is_lifted()), (worst, false.into()));
    // The record says label, reason and who.
    omar.browser.run("document.getElementById('history').open = true");
    let history = omar.browser.text("#history");
    for told in ["omar", "وسم: مسيء أو عدائي", "وسم: طائفي أو عنصري", "القرار: حُجب (طائفية أو عنصرية)"]
    {
        assert!(history.contains(told), "{told}: {history}");
    }
}

#[test]
fn a_moderator_reads_who_wrote_it_when_and_where_and_its_file_on_request() {
    let Some((_server, omar)) = start("0") else { return };
    omar.open("/review?at=1");
    let meta = omar.browser.text("#meta");
    assert_eq!(meta, "سليم · من ٢٠٢٤-٠٥-١٥ ٠٩:٠٠ إلى ١٠:٠٠ · arabi21");
    assert!(!omar.browser.text("#comment").contains("منذ ساعة"));
    omar.browser.run("document.getElementById('details').open = true");
    assert!(omar.browser.text("#details").contains("منذ ساعة"));
}
