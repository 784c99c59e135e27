//! Two browsers at once.

use crate::desk::{Person, server};
use crate::driver::Look;

#[test]
fn what_one_reads_is_marked_as_taken_for_others() {
    let server = server(&["--sample", "0", "--token-file", "tokens"]);
    let Some(omar) = Person::start(&server, Some("o-token"), "ar", Look::default()) else { return };
    let Some(salma) = Person::start(&server, Some("s-token"), "en", Look::default()) else { return };
    let read = omar.shown();
    assert_ne!(salma.shown(), read);
    salma.open(&format!("/review?at={read}"));
    assert!(salma.browser.text("#taken").contains("omar"));
    // Whoever looks does not take it away.
    omar.open(&format!("/review?at={read}"));
    assert!(!omar.browser.has("#taken"));
    // Both answer: the second changes nothing and is told so.
    omar.press("KeyF", false);
    salma.press("KeyD", false);
    assert_eq!(salma.browser.attribute("#notice", "data-notice"), "stale");
    assert_eq!(salma.browser.attribute("#comment", "data-state"), "published");
}

#[test]
fn two_who_label_at_once_answer_every_comment_once() {
    let server = server(&["--sample", "0", "--token-file", "tokens"]);
    let Some(omar) = Person::start(&server, Some("o-token"), "ar", Look::default()) else { return };
    let Some(salma) = Person::start(&server, Some("s-token"), "en", Look::default()) else { return };
    let work = |person: &Person| {
        let mut seen = Vec::new();
        while !person.shown().is_empty() && seen.len() < 45 {
            seen.push(person.shown());
            person.press("KeyN", false);
        }
        seen
    };
    let (first, second) = std::thread::scope(|scope| {
        let other = scope.spawn(|| work(&salma));
        (work(&omar), other.join().expect("their work"))
    });
    assert!(!first.is_empty() && !second.is_empty());
    let all: std::collections::BTreeSet<&String> = first.iter().chain(&second).collect();
    assert_eq!((all.len(), first.len() + second.len()), (45, 45));
    omar.browser.wait("#empty");
}

#[test]
fn a_reader_reads_and_has_no_buttons() {
    let server = server(&["--token-file", "tokens"]);
    let Some(press) = Person::start(&server, Some("p-token"), "ar", Look::default()) else { return };
    assert!(!press.shown().is_empty() && !press.browser.has("#act"));
    press.press("KeyJ", false);
    press.open("/review/model");
    assert!(!press.browser.has("#train"));
}
