//! Who may ask, from where, how much and how slowly.

use crate::http::{Answer, Request, raw};
use crate::server::{Server, refused};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const COMMENT: &str = "{\"text\":\"يا حمار\"}";
const ASKED: &str = "{\"comment\":{\"text\":\"يا حمار\"},\"requestedAttributes\":{\"TOXICITY\":{}}}";

#[test]
fn other_machines_are_let_in_only_with_tokens_and_a_public_address() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tokens"), "a b\n").unwrap();
    for arguments in [
        &["--listen", "0.0.0.0:0"][..],
        &["--listen", "0.0.0.0:0", "--token-file", "tokens"],
        &["--listen", "[::]:0", "--public-url", "https://mod.example.org/"],
    ] {
        let (code, message) = refused(folder.path(), arguments);
        assert_eq!(code, Some(2), "{message}");
        assert!(message.contains("--token-file") && message.contains("--public-url"), "{message}");
    }
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tokens"), "only-a-name\n").unwrap();
    std::fs::write(folder.path().join("none"), "\n").unwrap();
    for (arguments, words) in [
        (["--token-file", "tokens"], ["tokens: line 1", "name"]),
        (["--token-file", "absent"], ["absent", "cannot be read"]),
        (["--coral-secret-file", "none"], ["none", "secret"]),
        (["--model", "tokens"], ["tokens", "model"]),
        (["--public-url", "mod.example.org"], ["--public-url", "https://"]),
    ] {
        let (code, message) = refused(folder.path(), &arguments);
        assert_eq!(code, Some(2), "{message}");
        assert!(words.iter().all(|word| message.contains(word)), "{message}");
    }
}

#[test]
fn without_a_token_little_is_open() {
    let server = Server::with_files(&[("tokens", "salma s3cret\n")], &["--token-file", "tokens"]);
    for path in ["/healthz", "/$discovery/rest?version=v1alpha1", "/login", "/static/page.css"] {
        server.get(path).is(200);
    }
    for path in ["/v1/labels", "/v1/model", "/openapi.json", "/metrics", "/nowhere", "/"] {
        let answer = server.get(path).is(401);
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        server.send(Request::get(path).bearer("wrong")).is(401);
    }
    server.post("/v1/score", COMMENT).is(401);
    server.post("/v1alpha1/comments:analyze", ASKED).is(401);
    server.post("/v1/score?key=s3cret", COMMENT).is(200);
    server.send(Request::post("/v1/score", COMMENT).bearer("s3cret")).is(200);
    server.send(Request::post("/v1/score", COMMENT).header("X-Goog-Api-Key", "s3cret")).is(200);
    server.send(Request::get("/").header("Accept", "text/html")).is(303);
}

#[test]
fn an_empty_file_of_tokens_lets_nobody_in() {
    let server = Server::with_files(&[("tokens", "\n")], &["--token-file", "tokens"]);
    server.post("/v1/score", COMMENT).is(401);
    server.post("/v1/score?key=", COMMENT).is(401);
    server.send(Request::post("/v1/score", COMMENT).bearer("")).is(401);
}

#[test]
fn pages_of_other_sites_and_foreign_names_are_refused() {
    let server = Server::start(&["--public-url", "https://mod.example.org/"]);
    let suggested =
        "{\"comment\":{\"text\":\"x\"},\"attributeScores\":{\"TOXICITY\":{\"summaryScore\":{\"value\":1}}}}";
    let suggest = || Request::post("/v1alpha1/comments:suggestscore", suggested);
    let own = server.url();
    for origin in
        ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost:1", "http://mod.example.org", ""]
    {
        server.send(suggest().header("Origin", origin)).is(403);
    }
    server.send(suggest().header("Sec-Fetch-Site", "cross-site")).is(403);
    for host in ["evil.example", "127.0.0.1.evil.example", "mod.example.org:8750", "169.254.169.254"] {
        server.send(suggest().host(host)).is(403);
    }
    let absolute = "GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(raw(server.port, absolute.as_bytes()).unwrap().status, 403);
    assert_eq!(raw(server.port, b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n").unwrap().status, 400);
    assert_eq!(server.get("/v1/labels").is(200).text(), "", "nothing was kept");
    server.send(suggest().header("Origin", &own)).is(200);
    server.send(suggest().host("mod.example.org").header("Origin", "https://mod.example.org")).is(200);
    // What a proxy is told by others does not count.
    let answer = server.send(Request::get("/$discovery/rest").header("X-Forwarded-Host", "evil.example")).is(200);
    assert_eq!(answer.json()["rootUrl"], "https://mod.example.org/");
    assert!(answer.header("access-control-allow-origin").is_none());
    assert!(!answer.header("content-security-policy").unwrap().contains("unsafe"));
}

/// The cookies that an answer sets, as a browser sends them back.
fn cookies(answer: &Answer) -> String {
    let set = answer.head.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
    set.map(|cookie| cookie.split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
}

fn csrf(answer: &Answer) -> String {
    let after = answer.text().split_once("name=csrf value=\"").expect("a token").1;
    after.split('"').next().unwrap().to_string()
}

#[test]
fn people_log_in_by_a_form_and_out_again() {
    let server = Server::with_files(
        &[("tokens", "salma s3cret\n")],
        &["--token-file", "tokens", "--public-url", "https://mod.example.org/"],
    );
    let form = server.get("/login").is(200);
    let given = |token: &str, csrf: &str| format!("token={token}&csrf={csrf}");
    let log_in = |body: String, cookie: &str| server.send(Request::post("/login", body).header("Cookie", cookie));
    log_in(given("s3cret", &csrf(&form)), "").is(403);
    log_in(given("s3cret", "0"), &cookies(&form)).is(403);
    log_in(given("wrong", &csrf(&form)), &cookies(&form)).is(401);
    let answer = log_in(given("s3cret", &csrf(&form)), &cookies(&form)).is(303);
    let set = answer.header("set-cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Secure"] {
        assert!(set.contains(part), "{set}");
    }
    let session = cookies(&answer);
    let with = |request: Request| server.send(request.header("Cookie", &session));
    with(Request::post("/v1/score", COMMENT)).is(200);
    let home = with(Request::get("/")).is(200);
    assert!(home.text().contains("salma"));
    // The cookie is not kept as it is.
    let secret = session.split_once("mushrif_session=").unwrap().1.split(';').next().unwrap();
    for file in std::fs::read_dir(server.path("store")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
    with(Request::post("/logout", "csrf=0")).is(403);
    with(Request::post("/logout", format!("csrf={}", csrf(&home)))).is(303);
    with(Request::post("/v1/score", COMMENT)).is(401);
}

#[cfg(unix)]
#[test]
fn a_token_that_is_taken_back_ends_its_sessions() {
    let server = Server::with_files(&[("tokens", "salma s3cret\nomar t0ken\n")], &["--token-file", "tokens"]);
    let form = server.get("/login").is(200);
    let body = format!("token=s3cret&csrf={}", csrf(&form));
    let session = cookies(&server.send(Request::post("/login", body).header("Cookie", &cookies(&form))).is(303));
    let ask = || server.send(Request::get("/v1/model").header("Cookie", &session)).status;
    assert_eq!(ask(), 200);
    std::fs::write(server.path("tokens"), "salma an0ther\nomar t0ken\n").unwrap();
    server.signal("HUP");
    let started = Instant::now();
    while ask() != 401 {
        assert!(started.elapsed() < Duration::from_secs(20));
    }
    server.send(Request::get("/v1/model").bearer("t0ken")).is(200);
}

#[test]
fn what_is_too_large_is_refused() {
    let server = Server::start(&[]);
    let large = format!("[{}]", vec![COMMENT; 60_000].join(","));
    assert!(large.len() > 1 << 20);
    for path in ["/v1/score", "/v1alpha1/comments:analyze", "/v1/moderations", "/coral/moderation"] {
        assert!(server.post(path, &large).is(413).json()["error"]["message"].is_string());
    }
    server.post("/v1/extract", "ك".repeat(9 << 20)).is(413);
    server.post("/v1/score", format!("{{\"text\":\"{}\"}}\n", "x".repeat(2 << 20))).is(413);
    // The connection is closed with the rest of the head unread, which may reset it before the answer is read.
    let head = Request::get("/healthz").header("X-Large", &"x".repeat(200_000));
    if let Ok(answer) = raw(server.port, &head.bytes(server.port)) {
        answer.is(431);
    }
    server.get("/healthz").is(200);
}

#[test]
fn more_than_the_bound_gets_429_and_health_is_answered() {
    let server = Server::start(&["--in-flight", "2"]);
    let head = "POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{";
    let hold = || {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream
    };
    let started = Instant::now();
    let mut waiting = vec![hold()];
    let answer = loop {
        // One more each time: a request that is answered may have had the place of one that waits.
        waiting.push(hold());
        let answer = server.post("/v1/score", COMMENT);
        if answer.status == 429 || started.elapsed() > Duration::from_secs(20) {
            break answer;
        }
    };
    assert_eq!(answer.is(429).header("retry-after"), Some("1"));
    assert_eq!(server.get("/healthz").is(200).text(), "ok");
    drop(waiting);
    while server.post("/v1/score", COMMENT).status != 200 {
        assert!(started.elapsed() < Duration::from_secs(40), "the bound is free again");
    }
}

#[test]
fn a_head_that_does_not_end_is_cut_off() {
    let server = Server::start(&[]);
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let started = Instant::now();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).expect("the server ends the connection");
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn neither_texts_nor_keys_are_logged() {
    let server = Server::with_files(&[("tokens", "salma s3cret\n")], &["--token-file", "tokens"]);
    let text = "كلمة لا يجوز أن تظهر";
    let body = format!("{{\"comment\":{{\"text\":\"{text}\"}},\"requestedAttributes\":{{\"TOXICITY\":{{}}}}}}");
    server.post("/v1alpha1/comments:analyze?key=s3cret", &body).is(200);
    server.post("/v1alpha1/comments:analyze?key=wrong-key", &body).is(400);
    server.post("/v1/score?key=s3cret", format!("{{\"txt\":\"{text}\"}}")).is(400);
    let log = server.log();
    for secret in ["s3cret", "wrong-key", "كلمة", "\\u{"] {
        assert!(!log.contains(secret), "{log}");
    }
}
