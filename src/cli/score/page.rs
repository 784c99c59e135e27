//! The comments of a page, scored.

use super::{Arguments, ScoredComment};
use crate::cli::record_output::Batch;
use crate::extract::{Authors, Extracted};
use crate::scoring::{Clerk, article, scored_fields};

/// The scored comments of a page.
pub fn scored(
    clerk: &mut Clerk<'_>,
    page: &Extracted,
    arguments: &Arguments,
    authors: &Authors,
) -> anyhow::Result<Batch> {
    let mut batch = Batch::default();
    clerk.about(Some(&article(page.page.title.as_deref(), &page.article_text)));
    // Names are scored before they are treated.
    let treated = (*authors != Authors::Keep).then(|| authors.treat_all(page.comments.clone()));
    for (comment, shown) in page.comments.iter().zip(treated.as_ref().unwrap_or(&page.comments)) {
        let (author, title) = (comment.author.as_deref(), comment.title.as_deref());
        let mut scored = clerk.score(&scored_fields(author, title, &comment.body, page.speaks_in_names));
        if arguments.flagged && scored.flags.is_empty() {
            continue;
        }
        if let Some(reasons) = scored.reasons.as_mut().filter(|_| treated.is_some()) {
            reasons.retain(|reason| reason.field != "author");
        }
        serde_json::to_writer(&mut batch.records, &ScoredComment { comment: shown, scored })?;
        batch.records.push(b'\n');
        batch.end_record(comment.key_number());
    }
    Ok(batch)
}
