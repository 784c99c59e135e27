//! Recognises the known sites: by URL, or by the name that a page gives its site, never by its theme, which other sites
//! may use.

use super::{Layout, html, text};
use crate::record::host;
use crate::time::Rounding;

/// A known site, and the rules for its pages in any markup.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site {
    pub(super) name: &'static str,
    pub(super) rounding: Rounding,
    pub(super) speaks_in_names: bool,
    pub(super) cut_at: Option<usize>,
}

impl Site {
    /// The site of a page with this URL and name of site.
    pub(super) fn of(url: Option<&str>, site_name: Option<&str>) -> Option<Self> {
        let host = url.and_then(host).unwrap_or_default();
        find(|hosts, _| hosts.iter().any(|known| is_of(&host, known)))
            .or_else(|| site_name.and_then(|site_name| find(|_, names| names.contains(&site_name))))
    }
}

/// Whether a host is that of a site, or a subdomain.
fn is_of(host: &str, site: &str) -> bool {
    host == site || host.strip_suffix(site).is_some_and(|rest| rest.ends_with('.'))
}

/// The first site whose hosts and names satisfy a condition.
fn find(is: impl Fn(&[&str], &[&str]) -> bool) -> Option<Site> {
    let as_text = text::LAYOUTS.iter().find(|layout| is(layout.hosts(), layout.names())).map(|layout| known(*layout));
    as_text.unwrap_or_else(|| {
        html::LAYOUTS.iter().find(|layout| is(layout.hosts(), layout.names())).and_then(|layout| known(&**layout))
    })
}

fn known<P>(layout: &(impl Layout<P> + ?Sized)) -> Option<Site> {
    Some(Site {
        name: layout.site()?,
        rounding: layout.rounding(),
        speaks_in_names: layout.speaks_in_names(),
        cut_at: layout.cut_at(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_known_by_its_host_or_by_its_own_name_and_by_nothing_like_them() {
        for (url, name, expected) in [
            (Some("https://www.elaph.com/Web/1.html"), None, Some("elaph")),
            (Some("https://ARABI21.com:443/story"), None, Some("arabi21")),
            (None, Some("Hespress"), Some("hespress")),
            (Some("https://notelaph.com/"), None, None),
            (Some("https://example.org/elaph.com"), Some("عن إيلاف"), None),
            (Some("elaph.com"), None, None),
            (None, None, None),
        ] {
            assert_eq!(Site::of(url, name).map(|site| site.name), expected, "{url:?} {name:?}");
        }
    }
}
