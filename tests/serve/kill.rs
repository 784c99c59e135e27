//! A label answered with 200 is on disk, whenever the server is killed.

use crate::http::{Request, raw};
use crate::server::Server;
use std::collections::HashSet;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Clients that send labels at once.
const CLIENTS: usize = 4;

#[test]
fn labels_that_were_acknowledged_survive_twenty_kills() {
    survives(20);
}

#[test]
#[ignore = "two minutes"]
fn labels_that_were_acknowledged_survive_two_hundred_kills() {
    survives(200);
}

fn survives(kills: usize) {
    let mut server = Server::start(&[]);
    let acknowledged = Mutex::new(HashSet::new());
    for kill in 0..kills {
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (port, stop, acknowledged) = (server.port, &stop, &acknowledged);
                scope.spawn(move || {
                    for number in 0.. {
                        let name = format!("{kill}-{client}-{number}");
                        let label = serde_json::json!({
                            "comment": { "text": format!("تعليق {name}") }, "clientToken": name,
                            "attributeScores": { "TOXICITY": { "summaryScore": { "value": number % 2 } } },
                        });
                        let request = Request::post("/v1alpha1/comments:suggestscore", label.to_string());
                        match raw(port, &request.bytes(port)) {
                            Ok(answer) => {
                                answer.is(200);
                                acknowledged.lock().unwrap().insert(name);
                            }
                            Err(_) => assert!(stop.load(Ordering::SeqCst), "an answer is missing before the kill"),
                        }
                        if stop.load(Ordering::SeqCst) {
                            break;
                        }
                    }
                });
            }
            // At any moment: of a write, of a commit, of a checkpoint.
            std::thread::sleep(Duration::from_millis(30 + (kill * 37 % 90) as u64));
            stop.store(true, Ordering::SeqCst);
            server.kill();
        });
        server = server.killed_and_started(&[]);
    }
    let labels = server.get("/v1/labels").is(200);
    let found: HashSet<String> = labels
        .text()
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["client_token"].as_str().unwrap().to_string()
        })
        .collect();
    let acknowledged = acknowledged.into_inner().unwrap();
    let lost: Vec<&String> = acknowledged.difference(&found).collect();
    assert!(lost.is_empty(), "{} of {} lost: {lost:?}", lost.len(), acknowledged.len());
    assert!(acknowledged.len() > kills, "too few labels to show anything: {}", acknowledged.len());
    server.kill();
    let store = rusqlite::Connection::open(server.path("store/mushrif.sqlite")).unwrap();
    let integrity: String = store.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(integrity, "ok");
    // What the server lists is a file that the command learns from.
    std::fs::write(server.path("labels.jsonl"), labels.body).unwrap();
    let evaluated = Command::new(env!("CARGO_BIN_EXE_mushrif"))
        .arg("evaluate")
        .arg(server.path("labels.jsonl"))
        .stdout(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(evaluated.status.code(), Some(0), "{}", String::from_utf8_lossy(&evaluated.stderr));
}

#[test]
fn a_newer_store_is_refused_by_name() {
    let mut server = Server::start(&[]);
    server.kill();
    let file = server.path("store/mushrif.sqlite");
    rusqlite::Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let (code, message) = crate::server::refused(server.path("").as_path(), &[]);
    assert_eq!(code, Some(2));
    assert!(message.contains("mushrif.sqlite") && message.contains("version 99"), "{message}");
}
