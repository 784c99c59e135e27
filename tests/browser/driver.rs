//! WebDriver over HTTP: one chromedriver and one browser, both ended when dropped.

use crate::http::Request;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The key of an element's name in answers, from the standard.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long something may take to appear.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a browser is set up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    pub phone: bool,
    pub dark: bool,
    pub without_script: bool,
}

/// A browser.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    /// Starts one; says SKIPPED and returns `None` where there is no chromedriver or it finds no Chromium.
    pub fn start(look: Look) -> Option<Self> {
        let started = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut driver = match started {
            Ok(driver) => driver,
            Err(error) => {
                println!("SKIPPED: chromedriver: {error}");
                return None;
            }
        };
        let mut lines = BufReader::new(driver.stdout.take().expect("its messages")).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let rest = line.split_once("started successfully on port ")?.1;
            rest.trim_end_matches('.').parse().ok()
        });
        // What it says later is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let mut browser = Self { driver, port: port.expect("chromedriver's port"), session: String::new() };
        let answer = browser.ask("POST", "/session", &json!({ "capabilities": { "alwaysMatch": capabilities(look) } }));
        match answer["sessionId"].as_str() {
            Some(session) => browser.session = session.into(),
            None => {
                println!("SKIPPED: chromedriver starts no Chromium: {}", answer["message"]);
                return None;
            }
        }
        if look.dark {
            let features = json!([{ "name": "prefers-color-scheme", "value": "dark" }]);
            browser.devtools("Emulation.setEmulatedMedia", json!({ "features": features }));
        }
        Some(browser)
    }

    /// Sends a command and returns its value, which may be an error's.
    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let request = match method {
            "POST" => Request::post(path, body.to_string()).header("Content-Type", "application/json"),
            _ => Request::new(method, path),
        };
        request.send(self.port).json()["value"].take()
    }

    #[track_caller]
    fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        let value = self.ask(method, &format!("/session/{}{path}", self.session), body);
        assert!(value["error"].is_null(), "{path} {body}: {} {}", value["error"], value["message"]);
        value
    }

    /// A command of the DevTools protocol.
    #[track_caller]
    pub fn devtools(&self, name: &str, parameters: Value) -> Value {
        self.command("POST", "/goog/cdp/execute", &json!({ "cmd": name, "params": parameters }))
    }

    #[track_caller]
    pub fn open(&self, url: &str) {
        self.command("POST", "/url", &json!({ "url": url }));
    }

    pub fn address(&self) -> String {
        self.command("GET", "/url", &Value::Null).as_str().expect("an address").into()
    }

    /// Runs a script and returns what it returns.
    #[track_caller]
    pub fn run(&self, script: &str) -> Value {
        self.command("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Runs a script that calls its last argument with its result.
    #[track_caller]
    pub fn run_async(&self, script: &str) -> Value {
        self.command("POST", "/execute/async", &json!({ "script": script, "args": [] }))
    }

    fn find(&self, selector: &str) -> Option<String> {
        let query = json!({ "using": "css selector", "value": selector });
        let found = self.ask("POST", &format!("/session/{}/element", self.session), &query);
        found[ELEMENT].as_str().map(String::from)
    }

    /// Whether an element is there.
    pub fn has(&self, selector: &str) -> bool {
        self.find(selector).is_some()
    }

    /// The element, once it is there.
    #[track_caller]
    fn element(&self, selector: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(element) = self.find(selector) {
                return element;
            }
            assert!(Instant::now() < deadline, "no {selector} at {}:\n{}", self.address(), self.source());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until an element is there.
    #[track_caller]
    pub fn wait(&self, selector: &str) {
        self.element(selector);
    }

    pub fn source(&self) -> String {
        self.command("GET", "/source", &Value::Null).as_str().unwrap_or_default().into()
    }

    #[track_caller]
    pub fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.command("POST", &format!("/element/{element}/click"), &json!({}));
    }

    /// Types into an element that was clicked.
    #[track_caller]
    pub fn write(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.command("POST", &format!("/element/{element}/clear"), &json!({}));
        self.command("POST", &format!("/element/{element}/value"), &json!({ "text": text }));
    }

    /// The visible text of an element.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        self.told(selector, "text")
    }

    /// An attribute of an element; empty where it has none.
    #[track_caller]
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        self.told(selector, &format!("attribute/{name}"))
    }

    /// What the driver says of an element. A page may be replaced between finding and asking: the element is then looked for again.
    #[track_caller]
    fn told(&self, selector: &str, what: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let path = format!("/element/{}/{what}", self.element(selector));
            let value = self.ask("GET", &format!("/session/{}{path}", self.session), &Value::Null);
            if value["error"].is_null() {
                return value.as_str().unwrap_or_default().into();
            }
            let is_gone = value["error"] == "stale element reference" && Instant::now() < deadline;
            assert!(is_gone, "{path}: {} {}", value["error"], value["message"]);
        }
    }

    /// Presses a key by its position and what the layout of the keyboard makes of it.
    pub fn key(&self, code: &str, key: &str, shift: bool) {
        let modifiers = if shift { 8 } else { 0 };
        for kind in ["rawKeyDown", "keyUp"] {
            let event = json!({ "type": kind, "code": code, "key": key, "modifiers": modifiers });
            self.devtools("Input.dispatchKeyEvent", event);
        }
    }

    /// What is seen, as a PNG in base 64.
    pub fn picture(&self) -> String {
        self.command("GET", "/screenshot", &Value::Null).as_str().expect("a picture").into()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            // The session's end takes Chromium with it.
            let request = Request::new("DELETE", &format!("/session/{}", self.session));
            let _ = crate::http::raw(self.port, &request.bytes(self.port));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn capabilities(look: Look) -> Value {
    // Chromium's sandbox needs rights that a container's root lacks; pages come from our own server alone.
    let arguments = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars"];
    let mut options = json!({ "args": arguments });
    options["args"].as_array_mut().expect("a list").push("--window-size=1200,1100".into());
    if look.phone {
        let metrics = json!({ "width": 360, "height": 740, "pixelRatio": 1.5, "touch": true, "mobile": true });
        options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
    }
    if look.without_script {
        options["prefs"] = json!({ "profile.default_content_setting_values.javascript": 2 });
    }
    json!({ "browserName": "chrome", "goog:chromeOptions": options })
}
