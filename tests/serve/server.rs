//! A server under test.

use crate::http::{Answer, Request};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

/// A running server in a folder of its own; killed when dropped.
pub struct Server {
    child: Child,
    pub port: u16,
    folder: tempfile::TempDir,
    log: Arc<Mutex<String>>,
}

/// The program: the one of this build, or that of MUSHRIF_PROGRAM, for figures of a released one.
pub fn program() -> Command {
    Command::new(std::env::var_os("MUSHRIF_PROGRAM").unwrap_or(env!("CARGO_BIN_EXE_mushrif").into()))
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = program();
    command.current_dir(folder).args(["serve", "--store", "store"]);
    if !arguments.contains(&"--listen") {
        command.args(["--listen", "127.0.0.1:0"]);
    }
    command.args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// The exit code and the messages of a server that does not start.
pub fn refused(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = command(folder, arguments).output().expect("the program");
    (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
}

impl Server {
    pub fn start(arguments: &[&str]) -> Self {
        Self::with_files(&[], arguments)
    }

    /// Starts with files in its folder.
    pub fn with_files(files: &[(&str, &str)], arguments: &[&str]) -> Self {
        Self::prepared(files, arguments, |_| {})
    }

    /// Starts with files in its folder, once the folder is prepared.
    pub fn prepared(files: &[(&str, &str)], arguments: &[&str], prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, content) in files {
            fs::write(folder.path().join(name), content).expect("a file");
        }
        prepare(folder.path());
        Self::in_folder(folder, arguments)
    }

    fn in_folder(folder: tempfile::TempDir, arguments: &[&str]) -> Self {
        let mut child = command(folder.path(), arguments).spawn().expect("the program");
        let mut lines = BufReader::new(child.stderr.take().expect("its messages"));
        let mut log = String::new();
        let port = loop {
            let before = log.len();
            assert!(lines.read_line(&mut log).expect("UTF-8") > 0, "the server did not start: {log}");
            if let Some((_, address)) = log[before..].split_once("listens on http://") {
                break address.trim().rsplit_once(':').expect("a port").1.parse().expect("a number");
            }
        };
        let log = Arc::new(Mutex::new(log));
        let kept = Arc::clone(&log);
        std::thread::spawn(move || {
            let mut line = String::new();
            while lines.read_line(&mut line).is_ok_and(|read| read > 0) {
                kept.lock().unwrap().push_str(&std::mem::take(&mut line));
            }
            let _ = lines.read_to_string(&mut line);
        });
        Self { child, port, folder, log }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn send(&self, request: Request) -> Answer {
        request.send(self.port)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path))
    }

    pub fn post(&self, path: &str, body: impl AsRef<[u8]>) -> Answer {
        self.send(Request::post(path, body))
    }

    /// Sends a signal.
    #[cfg(unix)]
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(status.expect("kill").success());
    }

    /// Waits for its end and returns the exit code.
    pub fn ended(&mut self) -> Option<i32> {
        self.child.wait().expect("an end").code()
    }

    /// Kills it at once and starts another on the same store.
    pub fn killed_and_started(mut self, arguments: &[&str]) -> Self {
        self.kill();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().expect("a folder"));
        drop(self);
        Self::in_folder(folder, arguments)
    }

    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
