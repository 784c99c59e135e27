//! A person at the review desk, through its pages and forms as a browser without script sends them.

use crate::http::{Answer, Request};
use crate::server::Server;
use serde_json::Value;
use std::process::Command;

/// No random samples.
pub const NO_SAMPLE: [&str; 2] = ["--sample", "0"];

/// Comments of one article, and of another site; the third is disguised, the fourth a threat.
pub const COMMENTS: &str = concat!(
    r#"{"body":"مقال جميل، شكرا للكاتب على هذا الجهد الكبير","author":"سليم","article":{"title":"البلدية تزرع ألف شجرة","site":"arabi21"},"id":"a"}"#,
    "\n",
    r#"{"body":"كلكم لصوص وكلاب وخونة يا حمير","author":"نادر","article":{"title":"البلدية تزرع ألف شجرة","site":"arabi21"},"id":"b","parent":"a"}"#,
    "\n",
    r#"{"body":"اسكت يا حـمـاااار انت وهو، الله يلعنك","author":"مازن","article":{"title":"البلدية تزرع ألف شجرة","site":"arabi21"},"parent":"b"}"#,
    "\n",
    r#"{"body":"والله نعرف بيتك وسأقتلك","author":"هاني","article":{"title":"خبر آخر","site":"elaph"}}"#,
    "\n",
    r#"{"body":"أين يمكن شراء الشتلات من فضلكم؟","author":"ليلى","article":{"title":"خبر آخر","site":"elaph"}}"#,
    "\n",
);

pub fn mushrif(folder: &std::path::Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_mushrif")).current_dir(folder).args(arguments).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    said
}

/// A server with a queue.
pub fn server(files: &[(&str, &str)], arguments: &[&str]) -> Server {
    Server::prepared(files, arguments, |folder| {
        std::fs::write(folder.join("comments.jsonl"), COMMENTS).unwrap();
        let said = mushrif(folder, &["review", "--fill-only", "--store", "store", "comments.jsonl"]);
        assert!(said.contains("5 comments are new"), "{said}");
    })
}

/// A person with a browser.
pub struct Person<'server> {
    server: &'server Server,
    cookie: String,
    pub page: String,
}

impl<'server> Person<'server> {
    pub fn new(server: &'server Server) -> Self {
        let mut person = Self { server, cookie: String::new(), page: String::new() };
        person.open("/review/help");
        person
    }

    pub fn logged_in(server: &'server Server, token: &str) -> Self {
        let mut person = Self { server, cookie: String::new(), page: String::new() };
        person.open("/login");
        // The form before the login has its own spelling.
        let csrf = person.value("name=csrf value=\"");
        person.send("/login", &[("csrf", &csrf), ("token", token)]).is(303);
        person.open("/review/help");
        person
    }

    fn remember(&mut self, answer: &Answer) {
        for line in answer.head.lines().filter_map(|line| line.strip_prefix("set-cookie: ")) {
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            let others =
                self.cookie.split("; ").filter(|other| !other.is_empty() && !other.starts_with(&format!("{name}=")));
            self.cookie = others.map(String::from).chain([format!("{name}={value}")]).collect::<Vec<_>>().join("; ");
        }
    }

    pub fn get(&mut self, path: &str) -> Answer {
        let answer = self.server.send(Request::get(path).header("Cookie", &self.cookie));
        self.remember(&answer);
        answer
    }

    pub fn open(&mut self, path: &str) -> &str {
        self.page = self.get(path).is(200).text().to_string();
        &self.page
    }

    pub fn value(&self, before: &str) -> String {
        let rest = self.page.split_once(before).unwrap_or_else(|| panic!("no {before} in {}", self.page)).1;
        rest.split('"').next().unwrap().to_string()
    }

    pub fn csrf(&self) -> String {
        self.value("name=\"csrf\" value=\"")
    }

    /// The number of the comment that is shown.
    pub fn id(&self) -> String {
        let article = self.page.split_once("id=\"comment\"").unwrap().1;
        article.split_once("data-id=\"").unwrap().1.split('"').next().unwrap().into()
    }

    pub fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::post(path, body.join("&"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Cookie", &self.cookie);
        let answer = self.server.send(request);
        self.remember(&answer);
        answer
    }

    /// Presses a button of the comment that is shown, and follows to the next.
    pub fn press(&mut self, what: &str, more: &[(&str, &str)]) {
        let (csrf, id) = (self.csrf(), self.id());
        let version = self.page.split_once("data-version=\"").unwrap().1.split('"').next().unwrap().to_string();
        let view = self.value("name=\"view\" value=\"").replace("&amp;", "&");
        let mut fields = vec![("csrf", &*csrf), ("id", &*id), ("version", &*version), ("view", &*view), ("do", what)];
        fields.extend(more);
        let answer = self.send("/review/act", &fields).is(303);
        let next = answer.header("location").unwrap().to_string();
        self.open(&next);
    }

    pub fn labels(&mut self) -> Vec<Value> {
        self.get("/v1/labels").is(200).text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
