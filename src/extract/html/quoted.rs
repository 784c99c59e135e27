//! The quotations in a comment, separated from its own text.

use super::heuristic::shape::Outermost;
use crate::page::html::{Element, Selector};

/// The quotations of a body, joined: of each that matches the first selector the part that matches the second,
/// or all of it, without the elements left out of bodies and without nested quotations.
pub(super) fn quoted(
    body: Element<'_>,
    (quotation, text): &(Selector, Selector),
    leave_out: &Selector,
) -> Option<String> {
    if quotation.is_empty() {
        return None;
    }
    let all = body.all(quotation);
    let outermost = Outermost::of(all.iter().copied());
    let is_outermost = |element: &&Element<'_>| {
        let around = element.ancestors().take_while(|around| body.holds(*around));
        !around.into_iter().any(|around| outermost.hold(around))
    };
    let texts = all.iter().filter(is_outermost).map(|whole| {
        let part = if text.is_empty() { None } else { whole.first(text) };
        part.unwrap_or(*whole).text_without(|inner| inner.is(leave_out) || inner.is(quotation))
    });
    let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}
