//! Why a comment was flagged: scores against their thresholds, and the words that decided, in a sentence each.

use super::shown::Shown;
use crate::export::plain;
use crate::locale::Locale;
use crate::record::{Flag, Reason};
use maud::{Markup, PreEscaped, html};

/// Scores against their thresholds, and the words that decided, in a sentence each.
pub(super) fn why(shown: &Shown, locale: Locale) -> Markup {
    let entry = &shown.entry;
    let number = |value: f64| locale.number(format!("{value:.2}"));
    let scored = Flag::ALL.into_iter().filter(|flag| entry.scores[*flag as usize] >= 0.0);
    html! {
        section.why id="why" aria-label=(locale.word("desk.why")) {
            ul {
                @for flag in scored {
                    @let (score, threshold) = (entry.scores[flag as usize], shown.thresholds[flag as usize]);
                    li data-score=(flag.name()) {
                        @match threshold {
                            Some(threshold) => {
                                @let key = if entry.flags & 1 << flag as u8 != 0 { "desk.score_above" } else { "desk.score_below" };
                                (locale.phrase(key, &[&locale.word(flag.name()), &number(score), &number(threshold)]))
                            }
                            None => (locale.phrase("explain.score", &[&locale.word(flag.name()), &number(score)]))
                        }
                        (deciding(shown, flag.name(), locale))
                    }
                }
                @if let Some(sentiment) = &entry.sentiment {
                    li data-score="sentiment" {
                        (locale.word("sentiment")) ": " (locale.word(sentiment)) (deciding(shown, sentiment, locale))
                    }
                }
            }
            @if entry.scores[0] < 0.0 && entry.sentiment.is_none() { p { (locale.word("desk.not_scored")) } }
        }
    }
}

/// The words that decided for a label, and how a disguise was read.
fn deciding(shown: &Shown, label: &str, locale: Locale) -> Markup {
    let found: Vec<&Reason> = shown.reasons.iter().filter(|reason| reason.label == label).collect();
    html! {
        @if !found.is_empty() {
            ": "
            span.words.veil[shown.veiled] {
                @for (index, reason) in found.iter().enumerate() {
                    @if index > 0 { (locale.comma()) }
                    bdi { (PreEscaped(plain(&reason.text))) }
                    @if let Some(read) = &reason.read { " (" (locale.phrase("explain.read", &[read])) ")" }
                }
            }
        }
    }
}
