//! What a page of HTML says of where it is from.

use crate::page::html::{Selector, Tree};
use std::sync::LazyLock;

/// Where a page is from, as it says itself.
#[derive(Debug, Default)]
pub(in crate::extract) struct Address {
    /// Its address.
    pub(in crate::extract) url: Option<String>,
    /// What its site is called.
    pub(in crate::extract) site_name: Option<String>,
}

/// Selectors, each with the attribute that holds the value; the first that has one counts.
type Places = [(Selector, &'static str)];

static URL: LazyLock<[(Selector, &str); 2]> =
    LazyLock::new(|| [(Selector::new("link[rel=canonical]"), "href"), (Selector::new("[property=og:url]"), "content")]);
static SITE_NAME: LazyLock<[(Selector, &str); 1]> =
    LazyLock::new(|| [(Selector::new("[property=og:site_name]"), "content")]);

impl Address {
    /// What a page says.
    pub(in crate::extract) fn of(page: &Tree) -> Self {
        let first = |places: &Places| {
            let values = places.iter().filter_map(|(selector, attribute)| page.first(selector)?.attribute(attribute));
            values.map(str::trim).find(|value| !value.is_empty()).map(str::to_string)
        };
        Self { url: first(&*URL), site_name: first(&*SITE_NAME) }
    }
}
