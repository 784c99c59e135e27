//! Crawled documents in Parquet: columns `text` or `html`, `url`, `date`, a row a page.

use super::archive::Stream;
use super::kind::Kind;
use super::{Body, Input, PageError, SavedPage, parquet};

/// Iterator over pages.
pub(super) type Rows = Box<dyn Iterator<Item = Result<SavedPage, PageError>> + Send>;

/// The pages of a Parquet input.
pub(super) fn pages(mut stream: Stream, input: &Input) -> Result<Rows, PageError> {
    let (name, record_name) = (input.name(), input.record_name());
    let broken = |problem| PageError::Broken { file: name.clone(), problem };
    let unreadable = |source| PageError::Unreadable { file: name.clone(), source };
    // Parquet keeps its metadata at the end: an input that is not a file is copied to a temporary one.
    let (path, spooled) = match input {
        Input::File(path) => (path.clone(), None),
        Input::Standard => {
            let mut file = tempfile::NamedTempFile::new().map_err(unreadable)?;
            std::io::copy(&mut stream, &mut file).map_err(unreadable)?;
            (file.path().to_path_buf(), Some(file))
        }
    };
    let documents = parquet::documents(&path).map_err(broken)?;
    let place = name.clone();
    Ok(Box::new(documents.map(move |document| {
        let _kept_until_read = &spooled;
        let document = document.map_err(|problem| PageError::Broken { file: place.clone(), problem })?;
        Ok(SavedPage {
            name: format!("{record_name}#{}", document.record),
            url: document.url,
            saved: document.date.and_then(|date| date.trim().parse().ok()),
            charset: None,
            kind: Some(if document.is_html { Kind::Html } else { Kind::Text }),
            body: Body::Bytes(document.content.unwrap_or_default()),
        })
    })))
}
