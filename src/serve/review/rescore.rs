//! The queue scored anew where another model scored it, in the background.

use crate::record::{Article, Field, Prediction};
use crate::score::{Classifier, article_text, fields};
use crate::serve::app::App;
use crate::serve::store::{Entry, StoreError};
use std::sync::Arc;

/// Comments at a time: with 500 the next comment of a moderator waited 75 ms for them in a store of a million.
const TOGETHER: usize = 50;

/// Scores what another model than the one in use scored.
pub(in crate::serve) async fn rescore(app: Arc<App>) {
    if let Err(error) = all(&app).await {
        tracing::error!("the queue keeps scores of another model: {error}");
    }
}

async fn all(app: &App) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        // Another model may come into use meanwhile.
        let classifier = app.classifier();
        let ids = app.store.scored_by_others(classifier.model().hash(), after, TOGETHER)?;
        let Some(last) = ids.last() else { return Ok(()) };
        after = *last;
        let mut scored = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(entry) = app.store.entry(id)? else { continue };
            scored.push((id, predict(&classifier, &entry)));
        }
        app.store.rescored(scored).await?;
    }
}

/// The prediction of a comment of the queue.
pub(super) fn predict(classifier: &Classifier, entry: &Entry) -> Prediction {
    let whole = Article { title: entry.article_title.clone(), text: entry.article_text.clone(), ..Article::default() };
    let article = entry.article_title.is_some().then(|| article_text(&whole));
    let fields = fields(entry.author.as_deref(), entry.title.as_deref(), (Field::Body, &entry.text), Some(&entry.site));
    classifier.lease().predict(&fields, article.as_deref()).clone()
}
