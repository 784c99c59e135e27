//! The filter of the queue as the query of an address.

use crate::record::Flag;
use crate::serve::store::{Filter, Order, State};
use form_urlencoded::Serializer;
use serde::Deserialize;

/// What an address of the desk may say.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Params {
    state: Option<String>,
    label: Option<String>,
    site: Option<String>,
    article: Option<String>,
    day: Option<String>,
    least: Option<String>,
    uncertain: Option<String>,
    signals: Option<String>,
    q: Option<String>,
    order: Option<String>,
    /// The comment to be shown, or one before or after which the next is looked for.
    pub(super) at: Option<i64>,
    pub(super) after: Option<i64>,
    pub(super) before: Option<i64>,
    /// The comment that was shown before, where it is not `after`.
    pub(super) from: Option<i64>,
    /// What was done last, or taken back: names of `wording::said`, with commas.
    pub(super) did: Option<String>,
    /// Whether the veil over the comment is lifted.
    pub(super) lifted: Option<String>,
    /// What is told at the top of the page.
    pub(super) notice: Option<String>,
    /// Who changed the comment meanwhile, or how many comments changed.
    pub(super) by: Option<String>,
    pub(super) lang: Option<String>,
    /// Which random samples are blurred: `all` or `none`.
    pub(super) veil: Option<String>,
    /// The length of a shift.
    pub(super) hours: Option<i64>,
}

/// A filter, and whether it was chosen.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct View {
    pub(super) filter: Filter,
}

impl View {
    /// The view of an address. Without a state it is the comments that wait, or where words are searched those of any.
    pub(super) fn of(params: &Params) -> Self {
        let given = |value: &Option<String>| value.clone().filter(|value| !value.trim().is_empty());
        let number = |value: &Option<String>| value.as_deref().and_then(|value| value.trim().parse().ok());
        let search = given(&params.q).unwrap_or_default().chars().take(200).collect::<String>();
        let state = match params.state.as_deref() {
            Some("all") => None,
            Some(name) if State::of_name(name).is_some() => State::of_name(name),
            _ if search.is_empty() => Some(State::New),
            _ => None,
        };
        let least = params.least.as_deref().and_then(|least| least.trim().parse::<f64>().ok());
        let order = params.order.as_deref().and_then(|name| Order::ALL.into_iter().find(|order| order.name() == name));
        let filter = Filter {
            state,
            label: params.label.as_deref().and_then(|label| label.parse::<Flag>().ok()),
            site: given(&params.site),
            article: number(&params.article),
            day: given(&params.day),
            least: least.filter(|least| (0.0..=1.0).contains(least) && *least > 0.0),
            uncertain: given(&params.uncertain).is_some(),
            signals: given(&params.signals).is_some(),
            search,
            order: order.unwrap_or_default(),
        };
        Self { filter }
    }

    /// The view of a query.
    pub(super) fn of_query(query: &str) -> Self {
        let address = format!("/?{query}").parse().ok();
        let params = address.and_then(|address| axum::extract::Query::<Params>::try_from_uri(&address).ok());
        Self::of(&params.map(|params| params.0).unwrap_or_default())
    }

    /// The query, with more of them.
    pub(super) fn query(&self, more: &[(&str, &str)]) -> String {
        let mut query = Serializer::new(String::new());
        let Filter { state, label, site, article, day, least, uncertain, signals, search, order } = &self.filter;
        let usual = if search.is_empty() { Some(State::New) } else { None };
        if *state != usual {
            query.append_pair("state", state.map_or("all", State::name));
        }
        let mut pair = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                query.append_pair(name, &value);
            }
        };
        pair("label", label.map(|label| label.name().into()));
        pair("site", site.clone());
        pair("article", article.map(|article| article.to_string()));
        pair("day", day.clone());
        pair("least", least.map(|least| least.to_string()));
        pair("uncertain", uncertain.then(|| "1".into()));
        pair("signals", signals.then(|| "1".into()));
        pair("q", Some(search.clone()).filter(|search| !search.is_empty()));
        pair("order", (*order != Order::default()).then(|| order.name().into()));
        query.extend_pairs(more);
        query.finish()
    }

    /// An address of the desk with this view.
    pub(super) fn address(&self, page: &str, more: &[(&str, &str)]) -> String {
        let query = self.query(more);
        if query.is_empty() { page.into() } else { format!("{page}?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_comes_back_from_its_query() {
        for query in [
            "",
            "state=hidden&label=hostile&site=a%26b&day=2024-05-15&least=0.5",
            "q=%D8%AD%D9%85%D8%A7%D8%B1",
            "state=all&article=3&uncertain=1&signals=1&order=worth",
        ] {
            assert_eq!(View::of_query(query).query(&[]), query);
        }
        let view = View::of_query("q=x");
        assert_eq!((view.filter.state, View::of_query("").filter.state), (None, Some(State::New)));
        assert_eq!(view.address("/review", &[("at", "7")]), "/review?q=x&at=7");
        assert_eq!(View::of_query("least=nan&label=no&state=no").query(&[]), "");
    }
}
