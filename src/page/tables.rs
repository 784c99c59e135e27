//! Crawled documents in Parquet: columns `text` or `html`, `url`, `date`, a row a page.

use super::archive::Stream;
use super::kind::InputFormat;
use super::{Body, Input, PageError, SavedPage, parquet};
use std::fs::File;

/// Iterator over pages.
pub(super) type Rows = Box<dyn Iterator<Item = Result<SavedPage, PageError>> + Send>;

/// The pages of a Parquet input.
pub(super) fn pages(mut stream: Stream, input: &Input) -> Result<Rows, PageError> {
    let (name, record_name) = (input.name(), input.record_name());
    let broken = |problem| PageError::Broken { file: name.clone(), problem };
    let unreadable = |source| PageError::Unreadable { file: name.clone(), source };
    // Parquet keeps its metadata at the end: an input that is not a file is copied to a temporary one.
    let file = match input {
        Input::File(path) => File::open(path).map_err(unreadable)?,
        Input::Standard => {
            let mut file = tempfile::tempfile().map_err(unreadable)?;
            std::io::copy(&mut stream, &mut file).map_err(unreadable)?;
            file
        }
    };
    let documents = parquet::documents(file).map_err(broken)?;
    let file = name.clone();
    Ok(Box::new(documents.map(move |document| {
        let document = document.map_err(|problem| PageError::Broken { file: file.clone(), problem })?;
        Ok(SavedPage {
            name: format!("{record_name}#{}", document.record),
            url: document.url,
            saved: document.date.and_then(|date| date.trim().parse().ok()),
            charset: None,
            kind: Some(if document.is_html { InputFormat::Html } else { InputFormat::Text }),
            body: Body::Bytes(document.content.unwrap_or_default()),
        })
    })))
}
