//! What the pages of the desk count: the same on each, by names that say what it is.

use crate::person::{NO_SAMPLE, Person, server};
use std::time::{Duration, Instant};

/// The count that an element with this beginning carries.
fn count(page: &str, begin: &str) -> i64 {
    let rest = page.split_once(begin).unwrap_or_else(|| panic!("no {begin} in {page}")).1;
    let number = rest.split_once("data-count=\"").unwrap().1.split('"').next().unwrap();
    number.parse().unwrap()
}

#[test]
fn the_handover_the_days_and_the_model_count_the_same_comments() {
    let server = server(&[("tokens", "one 1-token\ntwo 2-token lead\n")], &["--sample", "0", "--token-file", "tokens"]);
    let (mut one, mut two) = (Person::logged_in(&server, "1-token"), Person::logged_in(&server, "2-token"));
    // Both label the first, differently; one cannot tell the second; the third has a label and a decision, one of them undone.
    for (person, label) in [(&mut one, "hostile"), (&mut two, "none")] {
        person.open("/review?at=1");
        person.press(label, &[]);
    }
    for (at, what) in [("2", "unknown"), ("3", "hostile"), ("3", "hide"), ("4", "escalate")] {
        one.open(&format!("/review?at={at}"));
        one.press(what, &[]);
    }
    one.press("undo", &[]);
    one.open("/review/handover?lang=ar");
    let shift = one.page.split_once("id=\"shift\"").unwrap().1.to_string();
    assert_eq!(count(&shift, "id=\"labelled\""), 3);
    assert!(shift.contains("منها «لا يمكن الحكم»") && !shift.contains("data-state=\"escalated\""), "{shift}");
    let days = one.open("/review/figures").split_once("id=\"decided\"").unwrap().1.to_string();
    let row: Vec<&str> =
        days.split("data-count=\"").skip(1).take(4).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(row, ["0", "1", "0", "3"], "published, hidden, escalated, labelled: {days}");
    assert!(
        days.contains("<td data-count=\"3\">٣</td>") && !days.split_once("</table>").unwrap().0.contains("202"),
        "{days}"
    );
    let model = one.open("/review/model").to_string();
    let numbers = model.split_once("id=\"labels-so-far\"").unwrap().1.split_once("</section>").unwrap().0;
    let told: Vec<&str> = numbers.split("<b>").skip(1).take(3).map(|rest| rest.split('<').next().unwrap()).collect();
    // Of the first they still agree that it is not sectarian.
    assert_eq!(told, ["٣", "٢", "١"], "labelled, to train on, not to train on: {numbers}");
}

#[test]
fn what_a_training_found_is_said_first_and_its_figures_stand_open() {
    let server = server(&[], &NO_SAMPLE);
    let mut person = Person::new(&server);
    person.open("/review?lang=en");
    for what in ["none", "hostile", "hostile"] {
        person.press(what, &[]);
    }
    person.open("/review/model");
    let csrf = person.csrf();
    person.send("/review/model/train", &[("csrf", &csrf)]).is(303);
    let deadline = Instant::now() + Duration::from_secs(600);
    while person.get("/review/model/check").is(200).json()["stage"] == "running" {
        assert!(Instant::now() < deadline);
        std::thread::sleep(Duration::from_millis(100));
    }
    let page = person.open("/review/model").to_string();
    let told = page.split_once("id=\"trained\"").unwrap().1.split_once("</section>").unwrap().0;
    assert!(told.contains("data-verdict=\"unknown\"") && told.contains("There are too few labels"), "{told}");
    assert!(told.contains("Decisions that change among 5 comments that wait: "), "{told}");
    assert!(page.contains("<details open>"), "{page}");
    // Figures of the ranking have the head of figures of the ranking, and counts have their own.
    let (_, figures) = page.split_once("<details open>").unwrap();
    assert!(figures.contains("Sentences that name communities") && !figures.contains("Ranking:"), "{figures}");
}
