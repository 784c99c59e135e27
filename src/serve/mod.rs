//! The server: Perspective's, OpenAI's and Coral's contracts and our own, over HTTP, on an SQLite store.
//!
//! | module | what it does |
//! | --- | --- |
//! | `listen` | connections: time-outs, bounds, signals, graceful stop |
//! | `app` | the state that requests share; the model and the tokens, and their reload |
//! | `guard` | what every request passes: Host and Origin, the bound on what is in flight, headers, logs, metrics |
//! | `access` | tokens, keys, sessions: who asks |
//! | `login` | the form for people, its cookie and its CSRF token |
//! | `body` | request bodies: limits, time-outs, JSON |
//! | `answer`, `lines` | answers and errors as JSON; answers of many lines |
//! | `perspective`, `openai`, `coral` | contracts of other services |
//! | `score`, `extract`, `labels`, `status` | our own |
//! | `review` | the review desk: pages for people, what they do, training from what they said |
//! | `openapi` | their description |
//! | `signals` | threats, self-harm, telephone numbers and addresses in a comment |
//! | `store` | comments, labels, sessions and the desk in SQLite |

mod access;
mod answer;
mod app;
mod body;
mod coral;
mod extract;
mod guard;
mod labels;
mod lines;
mod listen;
mod login;
mod metrics;
mod openai;
mod openapi;
mod perspective;
mod public_url;
mod reasons;
mod review;
mod router;
mod score;
mod signals;
mod status;
mod store;
mod tokens;
mod training;

pub(crate) use listen::run;
pub(crate) use public_url::PublicUrl;
pub(crate) use store::{Filler, NewArticle, NewComment, Whose, erase};

use crate::score::Classifier;
use std::io;
use std::path::{Path, PathBuf};

/// What the server is told.
pub(crate) struct Options {
    /// Address and port; port 0 takes a free one.
    pub(crate) listen: String,
    /// The folder of the store.
    pub(crate) store: PathBuf,
    /// Names and tokens, one a line.
    pub(crate) token_file: Option<PathBuf>,
    /// Secrets of Coral's external moderation phases, one a line.
    pub(crate) coral_secret_file: Option<PathBuf>,
    /// The address that clients use, where it is not the one listened on.
    pub(crate) public_url: Option<PublicUrl>,
    /// Whether attributes that are not judged get the hostile score instead of an error.
    pub(crate) lenient_attributes: bool,
    /// The largest number of requests in flight.
    pub(crate) in_flight: usize,
    /// The file of the model, to be watched for changes.
    pub(crate) model_file: Option<PathBuf>,
    /// The review desk.
    pub(crate) desk: DeskOptions,
}

/// What the review desk is told.
pub(crate) struct DeskOptions {
    /// Whether nothing can be changed, for an audience.
    pub(crate) read_only: bool,
    /// Comments are erased so many days after they came.
    pub(crate) retention: Option<u32>,
    /// The share of comments that are drawn at random and shown blind.
    pub(crate) sample: f64,
    /// Reasons of decisions, by site; those of no site are for all others.
    pub(crate) reasons: Option<PathBuf>,
    /// Whether labels of `suggestscore` are trained on.
    pub(crate) feedback_as_labels: bool,
    /// Whether comments of `comments:analyze` come into the queue, unless the request says `doNotStore`.
    pub(crate) queue_analyzed: bool,
    /// Whether a browser is opened.
    pub(crate) open: bool,
}

/// Reads the model, anew at every reload: that of the command line, or a version that was made at the desk.
pub(crate) type Load = Box<dyn Fn(Option<&Path>) -> Result<Classifier, String> + Send + Sync>;

/// An error that keeps the server from starting or ends it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    /// The address is none, or taken.
    #[error("cannot listen on {address}: {source}; name another with --listen")]
    Listen { address: String, source: io::Error },
    /// The address is reached from other machines, and what that needs is missing.
    #[error(
        "{0} can be reached from other machines, so --token-file and --public-url are needed; or listen on 127.0.0.1"
    )]
    Unsafe(String),
    /// A file of tokens or secrets cannot be used.
    #[error("{file}: {problem}")]
    File { file: String, problem: String },
    /// The model cannot be read.
    #[error("{0}")]
    Model(String),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// The system refuses threads or signals.
    #[error("the server cannot start: {0}")]
    System(#[source] io::Error),
}
