//! The versions of the model, each with what its training found: the verdict first, the figures below.

use super::agreement::ENOUGH;
use super::comparison::Report;
use super::list::short;
use super::veil::is_veiled;
use super::verdict::verdict;
use super::visitor::Visitor;
use crate::export::plain;
use crate::locale::Locale;
use crate::serve::answer::Refusal;
use crate::serve::answer::failed;
use crate::serve::app::App;
use crate::serve::store::Version;
use maud::{Markup, PreEscaped, html};

/// A version by its number.
pub(super) fn named(version: i64, locale: Locale) -> String {
    locale.phrase("desk.version", &[&locale.number(version)])
}

/// A version with what its training found, and whether a text in it is veiled.
pub(super) fn shown(
    app: &App,
    visitor: &Visitor,
    version: &Version,
    (is_active, is_newest): (bool, bool),
) -> Result<(Markup, bool), Refusal> {
    let locale = visitor.locale;
    let word = |key: &str| locale.word(key);
    let report: Report = serde_json::from_str(&version.report).unwrap_or_default();
    let area = |[area, low, high]: [f64; 3]| {
        let [area, low, high] = [area, low, high].map(|value| locale.number(format!("{value:.3}")));
        locale.phrase("desk.interval", &[&area, &low, &high])
    };
    let head = |key: &str| {
        html! { thead { tr { th scope="col" { (word(key)) } th scope="col" { (word("desk.before")) } th scope="col" { (word("desk.after")) } } } }
    };
    let mut examples = Vec::new();
    for (id, label, raised) in &report.examples {
        let entry = app.store.entry(*id).map_err(failed)?;
        examples.extend(entry.map(|entry| (*id, label.clone(), *raised, entry.scores[0], short(&entry.text))));
    }
    let [before, after] = report.communities;
    let veiled = examples.iter().any(|example| is_veiled(example.3));
    let told = html! {
        article.card id=(format!("version-{}", version.id)) data-hash=(version.hash) data-active=[is_active.then_some("1")]
            data-refused=[version.refused.then_some("1")] {
            h3 { (named(version.id, locale)) }
            p.soft {
                bdi.number { (super::wording::moment(version.made, locale)) }
                @if let Some(who) = &version.who { " · " bdi { (who) } }
                " · " (locale.phrase("desk.of_labels", &[&locale.number(report.labels)]))
                " · " bdi { (version.name) } " " bdi.number { (version.hash) }
            }
            @if is_active { p { strong { (word("desk.in_use")) } } }
            @if version.refused {
                div role="note" { p { strong { (word("desk.refused")) } }
                    ul { @for reason in &report.worse { li { (word(&format!("desk.worse.{reason}"))) } } } }
            } @else if !is_active { (choose_form(visitor, version.id)) }
            (verdict(&report, locale))
            details open[is_newest] {
                summary { (word("desk.compared")) }
                @if report.blind < ENOUGH {
                    p { (locale.phrase("desk.too_few", &[&locale.number(report.blind), &locale.number(ENOUGH)])) }
                }
                @if !report.ranked.is_empty() || !report.out_of_fold.is_empty() {
                    table {
                        (head("desk.auroc"))
                        tbody {
                        @for ranked in &report.ranked {
                            tr { th scope="row" { (word(&ranked.label)) " · " (word("desk.random_labels")) }
                                td { (area(ranked.before)) } td { (area(ranked.after)) } }
                        }
                        @for (label, before, after) in &report.out_of_fold {
                            tr { th scope="row" { (word(label)) " · " (word("desk.all_labels")) }
                                td { (locale.number(format!("{before:.3}"))) } td { (locale.number(format!("{after:.3}"))) } }
                        }
                        }
                    }
                }
                table {
                    (head("desk.sentences"))
                    tbody {
                        tr { th scope="row" { (word("desk.communities")) }
                            td { (locale.phrase("summary.of", &[&locale.number(before.innocent_flagged), &locale.number(before.innocent)])) }
                            td { (locale.phrase("summary.of", &[&locale.number(after.innocent_flagged), &locale.number(after.innocent)])) } }
                        tr { th scope="row" { (word("desk.communities_hateful")) }
                            td { (locale.phrase("summary.of", &[&locale.number(before.hateful_flagged), &locale.number(before.hateful)])) }
                            td { (locale.phrase("summary.of", &[&locale.number(after.hateful_flagged), &locale.number(after.hateful)])) } }
                    }
                }
                p { (locale.phrase("desk.changes", &[&locale.number(report.waiting)])) }
                ul {
                    @for (label, count) in &report.raised { li { (word(label)) ": " (locale.phrase("desk.raised", &[&locale.number(count)])) } }
                    @for (label, count) in &report.lowered { li { (word(label)) ": " (locale.phrase("desk.lowered", &[&locale.number(count)])) } }
                }
                ul.changes {
                    @for (id, label, raised, hostile, text) in &examples {
                        li { (word(label)) " " (if *raised { "↑" } else { "↓" }) " "
                            a.veil[is_veiled(*hostile)] href=(format!("/review?at={id}")) dir="auto" { (PreEscaped(plain(text))) } }
                    }
                }
            }
        }
    };
    Ok((told, veiled))
}

/// The button that puts a version into use.
pub(super) fn choose_form(visitor: &Visitor, version: i64) -> Markup {
    html! {
        @if visitor.may_lead() {
            form method="post" action="/review/model/use" {
                input type="hidden" name="csrf" value=(visitor.csrf());
                input type="hidden" name="version" value=(version);
                button data-use=(version) { (visitor.locale.word("desk.use")) }
            }
        }
    }
}
