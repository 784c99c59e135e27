//! Small pages of the kinds on which an earlier version failed, each with its gold: `NAME.html` or `NAME.xml`
//! beside `NAME.gold.json`, a list of author, time as written, body, and the index of the parent comment.
//! Everything in them is invented; the markup is that of real pages.

use mushrif::extract::{Clocks, Page, extract};
use mushrif::internals::{Input, Pages};
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Comment {
    author: Option<String>,
    time_text: Option<String>,
    body: String,
    parent: Option<usize>,
}

fn golds() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages_reported");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut golds: Vec<PathBuf> = entries.filter(|path| path.to_string_lossy().ends_with(".gold.json")).collect();
    golds.sort();
    golds
}

fn read(page: &Path) -> Vec<Comment> {
    let mut found = Vec::new();
    for saved in Pages::of(&Input::File(page.into())).unwrap() {
        let comments = extract(&saved.unwrap().decode().unwrap(), &Clocks::default()).comments;
        let names: Vec<String> = comments
            .iter()
            .map(|comment| comment.id.clone().or_else(|| comment.key.clone()).unwrap_or_default())
            .collect();
        let before = found.len();
        found.extend(comments.into_iter().map(|comment| Comment {
            author: comment.author,
            time_text: comment.time.map(|time| time.text),
            body: comment.body,
            parent:
                comment.parent.and_then(|parent| names.iter().position(|name| *name == parent)).map(|at| before + at),
        }));
    }
    found
}

#[test]
fn what_a_reader_finds_on_reported_pages_is_found_and_nothing_else() {
    let golds = golds();
    assert_eq!(golds.len(), 23);
    for path in golds {
        let name = path.file_name().unwrap().to_string_lossy().replace(".gold.json", "");
        let endings = ["html", "xml"].map(|ending| path.with_file_name(format!("{name}.{ending}")));
        let page = endings.iter().find(|page| page.exists()).unwrap();
        let gold: Vec<Comment> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(read(page), gold, "{name}");
    }
}

#[test]
fn ids_and_solar_dates_of_reported_pages_are_those_of_the_page() {
    let page = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages_reported").join(name);
    let of = |name: &str| {
        let page = Page::read(&page(name)).unwrap();
        extract(&page, &Clocks::default()).comments
    };
    let ids: Vec<Option<String>> = of("blogger-thread-id.html").into_iter().map(|comment| comment.id).collect();
    assert_eq!(ids, [Some("c7001".to_string()), Some("c7002".to_string())]);
    let time = of("persian-solar-date.html").remove(0).time.unwrap();
    assert_eq!(time.earliest.unwrap().to_string(), "2021-03-04T09:10");
}
