//! The state that requests share, and its reload.

use super::metrics::Metrics;
use super::reasons::Reasons;
use super::store::Store;
use super::tokens::{Tokens, read_secrets};
use super::training::Training;
use super::{DeskOptions, Load, Options, PublicUrl, ServeError};
use crate::score::Classifier;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Semaphore;

/// The state that requests share.
pub(super) type Shared = Arc<App>;

pub(super) struct App {
    load: Load,
    classifier: RwLock<Classifier>,
    token_file: Option<PathBuf>,
    /// `None` where no tokens are asked for.
    tokens: RwLock<Option<Arc<Tokens>>>,
    coral_secret_file: Option<PathBuf>,
    coral_secrets: RwLock<Arc<Vec<String>>>,
    pub(super) store: Store,
    pub(super) metrics: Metrics,
    pub(super) public_url: Option<PublicUrl>,
    pub(super) lenient_attributes: bool,
    /// A permit for each request in flight.
    pub(super) in_flight: Arc<Semaphore>,
    /// The number of those permits.
    pub(super) most_in_flight: usize,
    /// A permit for each page in flight, which may have sixteen times the memory of another request.
    pub(super) pages: Semaphore,
    pub(super) desk: DeskOptions,
    /// Reasons of decisions, by site.
    pub(super) reasons: Reasons,
    /// A training that goes on in the background.
    pub(super) training: Training,
}

/// The most pages in flight.
const PAGES: usize = 8;

impl App {
    pub(super) fn new(options: Options, load: Load) -> Result<Self, ServeError> {
        let store = Store::open(&options.store)?;
        let reasons = options.desk.reasons.as_deref().map(Reasons::read).transpose()?.unwrap_or_default();
        let app = Self {
            classifier: RwLock::new(classifier_in_use(&store, &load).map_err(ServeError::Model)?),
            load,
            tokens: RwLock::default(),
            token_file: options.token_file,
            coral_secrets: RwLock::default(),
            coral_secret_file: options.coral_secret_file,
            store,
            metrics: Metrics::new(),
            public_url: options.public_url,
            lenient_attributes: options.lenient_attributes,
            in_flight: Arc::new(Semaphore::new(options.in_flight)),
            most_in_flight: options.in_flight,
            pages: Semaphore::new(PAGES),
            desk: options.desk,
            reasons,
            training: Training::default(),
        };
        app.reload_secrets()?;
        Ok(app)
    }

    /// The classifier now; a request keeps the one that it began with.
    pub(super) fn classifier(&self) -> Classifier {
        self.classifier.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The tokens now.
    pub(super) fn tokens(&self) -> Option<Arc<Tokens>> {
        self.tokens.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Coral's secrets now.
    pub(super) fn coral_secrets(&self) -> Arc<Vec<String>> {
        Arc::clone(&self.coral_secrets.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the model anew. One that cannot be read leaves the old one in place.
    pub(super) fn reload_model(&self) {
        match classifier_in_use(&self.store, &self.load) {
            Ok(classifier) => {
                tracing::info!(model = classifier.model().hash(), "model read");
                *self.classifier.write().unwrap_or_else(PoisonError::into_inner) = classifier;
            }
            Err(problem) => tracing::error!("the model stays as it was: {problem}"),
        }
    }

    /// The classifier of a file of a model, with the thresholds of the command line; of the command line's own model
    /// where `None`.
    pub(super) fn load(&self, file: Option<&std::path::Path>) -> Result<Classifier, String> {
        (self.load)(file)
    }

    /// Reads tokens and secrets anew; both stay as they were where one cannot be read.
    pub(super) fn reload_secrets(&self) -> Result<(), ServeError> {
        let tokens = self.token_file.as_deref().map(Tokens::read).transpose()?;
        let secrets = self.coral_secret_file.as_deref().map(read_secrets).transpose()?;
        if tokens.as_ref().is_some_and(|tokens| tokens.len() == 0) {
            tracing::warn!("the file of tokens has none, so nobody is let in");
        }
        *self.tokens.write().unwrap_or_else(PoisonError::into_inner) = tokens.map(Arc::new);
        *self.coral_secrets.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(secrets.unwrap_or_default());
        Ok(())
    }
}

/// The classifier of the version that was chosen at the desk, or else of the model of the command line.
fn classifier_in_use(store: &Store, load: &Load) -> Result<Classifier, String> {
    let version = store.active_version().map_err(|error| error.to_string())?;
    let Some(version) = version else { return load(None) };
    load(Some(&store.models().join(&version.file))).or_else(|problem| {
        tracing::error!("the version {} that the desk chose cannot be used: {problem}", version.hash);
        load(None)
    })
}
