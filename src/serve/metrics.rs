//! Figures for Prometheus.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use std::time::Duration;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// The figures of the server.
pub(super) struct Metrics {
    answers: Family<Answer, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    /// Labels acknowledged.
    pub(super) labels: Counter,
}

/// From a tenth of a millisecond, which a comment takes, to ten seconds.
const BUCKETS: [f64; 11] = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1.0, 10.0];

impl Metrics {
    pub(super) fn new() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(BUCKETS);
        Self {
            answers: Family::default(),
            seconds: Family::new_with_constructor(histogram),
            labels: Counter::default(),
        }
    }

    /// Counts an answer.
    pub(super) fn answered(&self, route: &str, status: u16, took: Duration) {
        self.answers.get_or_create(&Answer { route: route.into(), status }).inc();
        self.seconds.get_or_create(&Route { route: route.into() }).observe(took.as_secs_f64());
    }

    /// All figures as text.
    pub(super) fn text(&self, in_flight: usize, waiting: usize, (name, hash): (&str, &str)) -> String {
        let mut registry = Registry::with_prefix("mushrif");
        let gauge = |value: usize| {
            let gauge: Gauge = Gauge::default();
            gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
            gauge
        };
        registry.register("requests", "Answers by route and status", self.answers.clone());
        registry.register("request_seconds", "Time to the head of the answer", self.seconds.clone());
        registry.register("labels", "Labels acknowledged since the start", self.labels.clone());
        registry.register("in_flight", "Requests in flight", gauge(in_flight));
        registry.register("queue_length", "Writes that wait for the store", gauge(waiting));
        let model = Info::new([("name", name.to_string()), ("hash", hash.to_string())]);
        registry.register("model", "The model in use", model);
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &registry);
        text
    }
}
