//! `mushrif serve`: the server.

use super::Ending;
use super::arguments::ModelArguments;
use crate::serve::{Options, PublicUrl, run as serve};
use anyhow::Context;
use std::io::IsTerminal;
use std::path::PathBuf;

/// What `mushrif serve` is given.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Arguments {
    /// The address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8750")]
    listen: String,
    /// The folder of the store, which keeps labels; mushrif in the folder for data of programs if not said
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// A name and a token on each line: who may use the server
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The secrets of Coral's external moderation phases, one a line
    #[arg(long, value_name = "FILE")]
    coral_secret_file: Option<PathBuf>,
    // The help shows the address as it is typed.
    #[allow(rustdoc::bare_urls)]
    /// The address that clients use, such as https://moderation.example.org/; needed to listen on other than loopback
    #[arg(long, value_name = "URL")]
    public_url: Option<PublicUrl>,
    /// Answer Perspective's SEVERE_TOXICITY, PROFANITY, THREAT, SEXUALLY_EXPLICIT and FLIRTATION with the hostile score
    #[arg(long)]
    lenient_attributes: bool,
    /// The most requests in flight; more get status 429
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=65_536))]
    in_flight: u32,
    #[command(flatten)]
    model: ModelArguments,
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<Ending> {
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    // A log that another part of the program has set is as good.
    let _ = log.with_target(false).with_max_level(tracing::Level::INFO).try_init();
    let Arguments { listen, store, token_file, coral_secret_file, public_url, lenient_attributes, in_flight, model } =
        arguments;
    let store = store.or_else(usual_store).context("name a folder for the store with --store")?;
    let options = Options {
        listen,
        store,
        token_file,
        coral_secret_file,
        public_url,
        lenient_attributes,
        in_flight: in_flight as usize,
        model_file: model.model.clone(),
    };
    serve(options, Box::new(move || model.classifier(None).map_err(|error| format!("{error:#}"))))?;
    Ok(Ending::Done)
}

/// `mushrif` in the folder for data of the user's programs.
fn usual_store() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = folder("XDG_DATA_HOME").filter(|path| path.is_absolute());
    let data = data.or_else(|| folder("LOCALAPPDATA")).or_else(|| Some(folder("HOME")?.join(".local/share")))?;
    Some(data.join("mushrif"))
}
