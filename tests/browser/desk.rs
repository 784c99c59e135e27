//! A server with a queue, and a person who works at it in a browser.

use crate::comments::comments;
use crate::driver::{Browser, Look};
use crate::server::{Server, program};
use std::path::Path;
use std::time::{Duration, Instant};

/// A lead, a moderator, a reader.
pub const TOKENS: &str = "salma s-token lead\nomar o-token moderator\npress p-token reader\n";

/// The letters of the Arabic keyboard of Windows and Linux, by the position of the key.
const ARABIC: [(&str, &str); 18] = [
    ("KeyH", "ا"),
    ("KeyS", "س"),
    ("KeyO", "خ"),
    ("KeyN", "ى"),
    ("KeyX", "ء"),
    ("KeyF", "ب"),
    ("KeyD", "ي"),
    ("KeyE", "ث"),
    ("KeyJ", "ت"),
    ("KeyK", "ن"),
    ("KeyU", "ع"),
    ("KeyB", "لا"),
    ("KeyR", "ق"),
    ("Slash", "ظ"),
    ("Digit1", "١"),
    ("Digit2", "٢"),
    ("Digit3", "٣"),
    ("Escape", "Escape"),
];

/// Starts a server whose queue has the comments of this test.
pub fn server(arguments: &[&str]) -> Server {
    Server::prepared(&[("tokens", TOKENS)], arguments, |folder| fill(folder, &comments()))
}

/// Puts comments into the queue of a folder.
pub fn fill(folder: &Path, comments: &str) {
    std::fs::write(folder.join("comments.jsonl"), comments).expect("a file");
    let arguments = ["review", "--fill-only", "--store", "store", "comments.jsonl"];
    let output = program().current_dir(folder).args(arguments).output();
    let output = output.expect("the program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Somebody at the desk.
pub struct Person {
    pub browser: Browser,
    url: String,
}

impl Person {
    /// Opens the desk in a language; where a token is given, logs in first. `None` where there is no browser.
    pub fn start(server: &Server, token: Option<&str>, language: &str, look: Look) -> Option<Self> {
        let person = Self { browser: Browser::start(look)?, url: server.url() };
        if let Some(token) = token {
            // The desk sends whoever is not known to the login.
            person.open("/review");
            person.browser.write("#token", token);
            person.browser.click("main button");
            person.browser.wait("a[href='/review']");
        }
        person.open(&format!("/review?lang={language}"));
        person.browser.wait(&format!("html[lang={}]", &language[..2]));
        Some(person)
    }

    #[track_caller]
    pub fn open(&self, path: &str) {
        self.browser.open(&format!("{}{path}", self.url));
    }

    /// The number of the comment that is shown; empty where there is none.
    pub fn shown(&self) -> String {
        self.browser.run("return document.getElementById('comment')?.dataset.id ?? ''").as_str().unwrap_or("").into()
    }

    /// Presses the key at a position of an Arabic keyboard.
    #[track_caller]
    pub fn key(&self, code: &str, shift: bool) {
        let letter = ARABIC.iter().find(|(found, _)| *found == code).expect("a key of the desk").1;
        self.browser.key(code, letter, shift);
    }

    /// Presses a key that shows something else, and waits until it does.
    #[track_caller]
    pub fn press(&self, code: &str, shift: bool) {
        self.browser.run("document.getElementById('desk').dataset.old = '1'");
        self.key(code, shift);
        self.browser.wait("#desk:not([data-old])");
    }

    /// Presses the key of a label until the next comment is there: a sample asks for a label, a decision alone keeps it.
    #[track_caller]
    pub fn label(&self, code: &str) {
        let before = self.shown();
        self.press(code, false);
        assert_ne!(self.shown(), before, "the next comment is shown after {code}");
    }

    /// Waits until a condition, written in the page's language, holds.
    #[track_caller]
    pub fn until(&self, condition: &str, limit: Duration) {
        let deadline = Instant::now() + limit;
        while self.browser.run(&format!("return Boolean({condition})")) != true {
            assert!(Instant::now() < deadline, "{condition} does not come true at {}", self.browser.address());
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
