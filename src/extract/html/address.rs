//! The address of an HTML page, from its own metadata.

use crate::page::html::{Selector, Tree};
use std::sync::LazyLock;

/// The address of a page, from its own metadata.
#[derive(Debug, Default)]
pub(in crate::extract) struct Address {
    /// Its URL.
    pub(in crate::extract) url: Option<String>,
    /// The name of its site.
    pub(in crate::extract) site_name: Option<String>,
}

/// Selectors, each with the attribute that has the value; the first with a value is used.
type Sources = [(Selector, &'static str)];

static URL: LazyLock<[(Selector, &str); 2]> =
    LazyLock::new(|| [(Selector::new("link[rel=canonical]"), "href"), (Selector::new("[property=og:url]"), "content")]);
static SITE_NAME: LazyLock<[(Selector, &str); 1]> =
    LazyLock::new(|| [(Selector::new("[property=og:site_name]"), "content")]);

impl Address {
    /// Reads the metadata of a page.
    pub(in crate::extract) fn of(page: &Tree) -> Self {
        let first = |sources: &Sources| {
            let values = sources.iter().filter_map(|(selector, attribute)| page.first(selector)?.attribute(attribute));
            values.map(str::trim).find(|value| !value.is_empty()).map(str::to_string)
        };
        Self { url: first(&*URL), site_name: first(&*SITE_NAME) }
    }
}
