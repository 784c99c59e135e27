//! Our own addresses.

use crate::http::read_answer;
use crate::server::Server;
use serde_json::Value;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const LINES: &str = "{\"text\": \"يا حمار\", \"n\": 1.50}\n{\"body\":\"شكرا\",\"article\":\"عنوان الخبر عن الشجر\"}\n";

fn command(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mushrif"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap().stdout
}

#[test]
fn scores_are_the_bytes_of_the_command() {
    let server = Server::start(&[]);
    let printed = command(&["score", "--input", "comments", "-"], LINES.as_bytes());
    let answer = server.post("/v1/score", LINES).is(200);
    assert_eq!(answer.text(), String::from_utf8(printed.clone()).unwrap());
    let array = server.post("/v1/score", format!("[{}]", LINES.trim().replace('\n', ", "))).is(200);
    let lines: Vec<Value> =
        String::from_utf8(printed).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(array.json(), Value::Array(lines));
}

#[test]
fn a_malformed_line_is_answered_in_its_place_and_a_malformed_array_is_refused() {
    let server = Server::start(&[]);
    let answer = server.post("/v1/score", "\nno\n\n{\"text\":\"شكرا\"}\n{\"n\":1}\n\u{FEFF}{\"text\":\"x\"}").is(200);
    let lines: Vec<Value> = answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: Vec<Option<u64>> = lines.iter().map(|line| line["line"].as_u64()).collect();
    assert_eq!(numbers, [Some(2), None, Some(5), None], "{}", answer.text());
    for wrong in ["", " \n\n", "no\nno\n", "{\"n\":1}", "[1]", "[{\"text\":\"x\"},{}]", "[{\"text\":\"x\"}", "[] x"] {
        assert!(server.post("/v1/score", wrong).is(400).json()["error"]["message"].is_string(), "{wrong}");
    }
    assert_eq!(server.post("/v1/score", "[]").is(200).text(), "[]");
}

#[test]
fn lines_are_answered_before_the_next_are_sent_and_a_body_may_be_long() {
    let server = Server::start(&[]);
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = "POST /v1/score HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = |bytes: &str| format!("{:x}\r\n{bytes}\r\n", bytes.len());
    stream.write_all(chunk("{\"text\":\"شكرا\"}\n{\"te").as_bytes()).unwrap();
    let mut seen = String::new();
    let mut piece = [0; 4096];
    while !seen.contains("\"hostile\"") {
        let read = stream.read(&mut piece).unwrap();
        assert!(read > 0, "{seen}");
        seen.push_str(&String::from_utf8_lossy(&piece[..read]));
    }
    stream.write_all(chunk("xt\":\"x\"}\n").as_bytes()).unwrap();
    stream.write_all(b"0\r\n\r\n").unwrap();
    stream.read_to_string(&mut seen).unwrap();
    assert_eq!(seen.matches("\"scores\"").count(), 2, "{seen}");
    // Three times what a request read whole may have.
    let line = "{\"text\":\"مقال جميل\"}\n";
    let count = (3 << 20) / line.len();
    let answer = server.post("/v1/score", line.repeat(count)).is(200);
    assert_eq!(answer.text().lines().count(), count);
}

#[test]
fn a_page_gives_its_comments_as_the_command_does() {
    let server = Server::start(&[]);
    let page = std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/arabi21.txt")).unwrap();
    let answer = server.post("/v1/extract?as_of=2024-05-15", &page).is(200);
    let printed = command(&["extract", "--as-of", "2024-05-15", "-"], &page);
    assert_eq!(answer.text(), String::from_utf8(printed).unwrap());
    assert!(answer.text().contains("2015-09-15"));
    for wrong in ["/v1/extract?as_of=soon", "/v1/extract?format=pdf", "/v1/extract?time_zone=Nowhere"] {
        server.post(wrong, &page).is(400);
    }
    server.post("/v1/extract", "").is(400);
    server.post("/v1/extract", [0, 1, 2, 0, 0, 0, 0, 255]).is(400);
}

#[test]
fn the_server_describes_itself() {
    let server = Server::start(&[]);
    assert_eq!(server.get("/healthz").is(200).text(), "ok");
    let model = server.get("/v1/model").is(200).json();
    assert!(model["hash"].as_str().unwrap().len() == 8 && model["thresholds"]["hostile"].is_f64());
    let openapi = server.get("/openapi.json").is(200).json();
    assert!(openapi["openapi"].as_str().unwrap().starts_with("3.1"));
    for path in ["/v1/score", "/v1/moderations", "/v1alpha1/comments:analyze", "/coral/moderation", "/v1/labels"] {
        assert!(openapi["paths"][path].is_object(), "{path}");
    }
    let references = server.get("/openapi.json").text().to_string();
    for reference in references.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(openapi["components"]["schemas"][name].is_object(), "{name}");
    }
    for number in 0..50 {
        server.get(&format!("/unknown/{number}")).is(404);
    }
    server.get("/v1/score").is(405);
    let metrics = server.get("/metrics").is(200);
    let hash = model["hash"].as_str().unwrap();
    for line in
        ["mushrif_requests_total{route=\"other\",status=\"404\"} 50", hash, "mushrif_queue_length 0", "_seconds_bucket"]
    {
        assert!(metrics.text().contains(line), "{line}: {}", metrics.text());
    }
    assert!(!metrics.text().contains("unknown"));
}

#[cfg(unix)]
#[test]
fn the_model_is_read_anew_without_losing_a_request() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("m.model");
    let committed = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("models/ar-news-2.model");
    std::fs::copy(&committed, &model).unwrap();
    let server = Server::start(&["--model", model.to_str().unwrap()]);
    std::fs::write(&model, "no model").unwrap();
    server.signal("HUP");
    let until = |what: &str| {
        let started = Instant::now();
        while !server.log().contains(what) {
            assert!(started.elapsed() < Duration::from_secs(20), "{}", server.log());
            server.post("/v1/score", LINES).is(200);
        }
    };
    until("the model stays as it was");
    std::fs::copy(&committed, &model).unwrap();
    // Without a signal: the change of the file is seen.
    until("model read");
}

#[cfg(unix)]
#[test]
fn a_signal_to_stop_lets_requests_in_flight_end() {
    let mut server = Server::start(&[]);
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    let head = format!("POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", LINES.len());
    stream.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    server.signal("TERM");
    std::thread::sleep(Duration::from_millis(300));
    stream.write_all(LINES.as_bytes()).unwrap();
    assert_eq!(read_answer(&mut stream).unwrap().is(200).text().lines().count(), 2);
    assert_eq!(server.ended(), Some(0));
}
