//! Exports, feeds and forums on which Mushrif once failed, seen in the world and written anew: `tests/pages_reported` has each
//! with what a reader finds, `NAME.gold.json`.

use mushrif::extract::{Clocks, extract};
use mushrif::page::{Input, Pages};
use serde_json::{Value, json};
use std::path::Path;

/// Author, time, text and parent of every comment in a file, as its gold has them.
fn found(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages_reported").join(name);
    let mut comments = Vec::new();
    for page in Pages::of(&Input::File(path)).unwrap() {
        let found = extract(&page.unwrap().decode().unwrap(), &Clocks::default());
        for comment in &found.comments {
            let place = |id: &String| found.comments.iter().position(|other| other.id.as_ref() == Some(id));
            comments.push(json!({
                "author": comment.author,
                "time_text": comment.time.as_ref().map(|time| serde_json::to_value(time).unwrap()["text"].clone()),
                "body": comment.body,
                "parent": comment.parent.as_ref().and_then(place),
            }));
        }
    }
    comments.into()
}

fn check(name: &str) {
    let stem = name.rsplit_once('.').unwrap().0;
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pages_reported/{stem}.gold.json"));
    let gold: Value = serde_json::from_slice(&std::fs::read(gold).unwrap()).unwrap();
    assert_eq!(found(name), gold, "{name}");
}

#[test]
fn an_export_of_wordpress_is_told_behind_its_preamble() {
    check("wxr-with-its-preamble.xml");
}

#[test]
fn an_export_whose_dates_are_those_of_greenwich_alone_keeps_them() {
    check("wxr-gmt-date-only.xml");
}

#[test]
fn the_items_of_a_feed_of_comments_are_comments_and_know_what_they_answer() {
    check("wp-comments-feed.xml");
}

#[test]
fn a_thread_of_vbulletin_4_is_read() {
    check("vbulletin4-thread.html");
}

#[test]
fn a_thread_of_phpbb_3_is_read() {
    check("phpbb3-thread.html");
}
