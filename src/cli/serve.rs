//! `mushrif serve`: the server.

use super::Ending;
use super::arguments::ModelArguments;
use super::share::Share;
use crate::score::Classifier;
use crate::serve::{DeskOptions, Options, PublicUrl, run as serve};
use anyhow::Context;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// What `mushrif serve` is given.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Arguments {
    /// The address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8750")]
    listen: String,
    #[command(flatten)]
    pub(super) store: StoreArguments,
    /// A name, a token and perhaps a role (reader, moderator or lead) on each line: who may use the server
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
    desk: DeskArguments,
    #[command(flatten)]
    model: ModelArguments,
}

/// Where the store is.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct StoreArguments {
    /// The folder of the store, which keeps comments and labels; mushrif in the folder for data of programs if not said
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
}

impl StoreArguments {
    /// The folder.
    pub(super) fn folder(&self) -> anyhow::Result<PathBuf> {
        self.store.clone().or_else(usual_store).context("name a folder for the store with --store")
    }
}

/// How the review desk is.
#[derive(Debug, Clone, clap::Args)]
struct DeskArguments {
    /// Let nobody change anything at the review desk, for an audience
    #[arg(long)]
    read_only: bool,
    /// Erase comments so many days after they came, with what was said of them
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    retention: Option<u32>,
    /// The share of comments that the desk draws at random and shows without scores, for honest figures
    #[arg(long, value_name = "SHARE", default_value = "10%")]
    sample: Share,
    /// Reasons of decisions, one a line; after a line [SITE] those of that site
    #[arg(long, value_name = "FILE")]
    decision_reasons: Option<PathBuf>,
    /// Train on what clients suggest (comments:suggestscore) as on labels of the desk
    #[arg(long)]
    feedback_as_labels: bool,
    /// Put comments that clients have analysed into the queue, unless their request says doNotStore
    #[arg(long)]
    queue_analyzed: bool,
}

impl Arguments {
    /// The classifier of the command line, without reasons.
    pub(super) fn classifier(&self) -> anyhow::Result<Classifier> {
        self.model.classifier(None)
    }
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<Ending> {
    serve_at(arguments, false)
}

/// Serves; opens a browser at the desk where asked to.
pub(super) fn serve_at(arguments: Arguments, opens: bool) -> anyhow::Result<Ending> {
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    // A log that another part of the program has set is as good.
    let _ = log.with_target(false).with_max_level(tracing::Level::INFO).try_init();
    let Arguments {
        listen,
        store,
        token_file,
        coral_secret_file,
        public_url,
        lenient_attributes,
        in_flight,
        desk,
        model,
    } = arguments;
    let store = store.folder()?;
    let DeskArguments { read_only, retention, sample, decision_reasons, feedback_as_labels, queue_analyzed } = desk;
    let options = Options {
        listen,
        store,
        token_file,
        coral_secret_file,
        public_url,
        lenient_attributes,
        in_flight: in_flight as usize,
        model_file: model.model.clone(),
        desk: DeskOptions {
            read_only,
            retention,
            sample: sample.0,
            reasons: decision_reasons,
            feedback_as_labels,
            queue_analyzed,
            open: opens,
        },
    };
    let load = move |file: Option<&Path>| {
        let model = match file {
            Some(file) => ModelArguments { model: Some(file.into()), ..model.clone() },
            None => model.clone(),
        };
        model.classifier(None).map_err(|error| format!("{error:#}"))
    };
    serve(options, Box::new(load))?;
    Ok(Ending::Done)
}

/// `mushrif` in the folder for data of the user's programs.
fn usual_store() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = folder("XDG_DATA_HOME").filter(|path| path.is_absolute());
    let data = data.or_else(|| folder("LOCALAPPDATA")).or_else(|| Some(folder("HOME")?.join(".local/share")))?;
    Some(data.join("mushrif"))
}
