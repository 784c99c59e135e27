//! The real clients, where they are installed: `clients.py` with the Python of MUSHRIF_CLIENTS_PYTHON (python3 if not said),
//! `clients.js` with the packages of the folder MUSHRIF_CLIENTS_NODE.

use crate::server::Server;
use std::path::Path;
use std::process::Command;

fn drive(mut command: Command, script: &str) {
    let server = Server::with_files(&[("tokens", "desk k3y\n")], &["--token-file", "tokens"]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/serve").join(script);
    match command.arg(script).args([&server.url(), "k3y"]).output() {
        Err(error) => println!("SKIPPED: {command:?}: {error}"),
        Ok(output) => {
            let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert!(output.status.success(), "{out}{err}");
            println!("{out}");
        }
    }
}

#[test]
fn python_clients_are_served() {
    drive(Command::new(std::env::var_os("MUSHRIF_CLIENTS_PYTHON").unwrap_or("python3".into())), "clients.py");
}

#[test]
fn node_clients_are_served() {
    let mut node = Command::new("node");
    if let Some(folder) = std::env::var_os("MUSHRIF_CLIENTS_NODE") {
        node.current_dir(folder);
    }
    drive(node, "clients.js");
}
