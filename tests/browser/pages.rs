//! Every page, in Arabic and English, wide and on a phone, light and dark: direction, width, accessibility; and without script.

use crate::desk::{Person, server};
use crate::driver::Look;
use crate::server::Server;
use std::path::Path;

/// The pages, and what stands on each of them in the queue of these tests.
const PAGES: [&str; 11] = [
    "/review",
    "/review?at=2",
    "/review?at=5",
    "/review?at=17",
    "/review?q=%D9%84%D8%A7%D8%B4%D9%8A%D8%A1%D9%87%D9%86%D8%A7",
    "/review/list?state=all&order=score",
    "/review/list?q=%D8%AD%D9%85%D8%A7%D8%B1",
    "/review/handover",
    "/review/figures",
    "/review/model",
    "/review/help",
];
const LANGUAGES: [(&str, &str); 2] = [("ar", "rtl"), ("en", "ltr")];

/// A server at which something has happened: labels, a decision of each kind, a note.
fn worked_at(look: Look) -> Option<(Server, Person)> {
    let server = server(&["--sample", "0"]);
    let person = Person::start(&server, None, "ar", look)?;
    for key in ["KeyH", "KeyN", "KeyF", "KeyD", "KeyS", "KeyE", "KeyO"] {
        person.press(key, false);
    }
    person.open("/review?at=1");
    person.browser.write("#note", "انتبه لهذا الكاتب");
    person.browser.click("button[value=note]");
    person.browser.wait("#history");
    Some((server, person))
}

fn each_page(person: &Person, check: impl Fn(&str, &str)) {
    for (language, direction) in LANGUAGES {
        person.open(&format!("/review/help?lang={language}"));
        for page in PAGES {
            person.open(page);
            let told = person.browser.run("return document.documentElement.dir");
            assert_eq!(told, direction, "{page}");
            check(language, page);
        }
    }
}

#[test]
fn no_page_is_wider_than_a_phone() {
    let Some((_server, person)) = worked_at(Look { phone: true, ..Look::default() }) else { return };
    each_page(&person, |language, page| {
        let widths = person.browser.run("const e = document.documentElement; return [e.scrollWidth, innerWidth]");
        assert_eq!((&widths[0], &widths[1]), (&360.into(), &360.into()), "{language} {page}");
    });
}

/// axe-core is looked for where npm puts it in `target/browser`, or in the file that MUSHRIF_AXE names.
fn axe() -> Option<String> {
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/browser/node_modules/axe-core/axe.min.js");
    let path = std::env::var_os("MUSHRIF_AXE").map_or(usual, Into::into);
    let source = std::fs::read_to_string(&path).ok();
    if source.is_none() {
        println!("SKIPPED: no axe-core; npm install --prefix target/browser axe-core, or name its file in MUSHRIF_AXE");
    }
    source
}

const RUN_AXE: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] })
        .then(found => done(found.violations.map(rule => rule.id + ': ' + rule.help + '\\n' +
            rule.nodes.map(node => '  ' + node.html + '\\n  ' + node.failureSummary).join('\\n'))))
        .catch(error => done([String(error)]))";

fn axe_finds_nothing(look: Look) {
    let Some(axe) = axe() else { return };
    let Some((_server, person)) = worked_at(look) else { return };
    person.browser.devtools("Page.addScriptToEvaluateOnNewDocument", serde_json::json!({ "source": axe }));
    let problems = std::cell::RefCell::new(Vec::new());
    let check = |language: &str, page: &str| {
        for problem in person.browser.run_async(RUN_AXE).as_array().expect("a list") {
            problems.borrow_mut().push(format!("{language} {page}: {}", problem.as_str().unwrap_or_default()));
        }
    };
    each_page(&person, check);
    for page in ["/login", "/"] {
        person.open(page);
        check("", page);
    }
    // The question before many are changed.
    person.open("/review/list");
    person.browser.click("#batch li input");
    person.browser.click("#actions button[value=hidden]");
    person.browser.wait("#sure");
    check("en", "/review/batch");
    let problems = problems.into_inner();
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn axe_finds_nothing_in_the_light() {
    axe_finds_nothing(Look::default());
}

#[test]
fn axe_finds_nothing_in_the_dark() {
    axe_finds_nothing(Look { dark: true, ..Look::default() });
}

#[test]
fn axe_finds_nothing_on_a_phone() {
    axe_finds_nothing(Look { phone: true, ..Look::default() });
}

#[test]
fn without_script_comments_are_read_answered_found_and_taken_back() {
    let server = server(&["--sample", "0", "--token-file", "tokens"]);
    let look = Look { without_script: true, ..Look::default() };
    let Some(person) = Person::start(&server, Some("o-token"), "ar", look) else { return };
    let id = || person.browser.attribute("#comment", "data-id");
    let first = id();
    person.browser.click("button[value=hostile]");
    person.browser.wait(&format!("#comment:not([data-id='{first}'])"));
    let second = id();
    person.browser.click("button[value=hide]");
    person.browser.wait(&format!("#comment:not([data-id='{second}'])"));
    person.browser.click("button[value=undo]");
    person.browser.wait("#notice[data-notice=undone]");
    assert_eq!(id(), second);
    person.browser.click("#next");
    person.browser.wait(&format!("#comment:not([data-id='{second}'])"));
    person.browser.write("#q", "والحمار");
    person.browser.click("#filter button");
    person.browser.wait("#count[data-count='3']");
}
