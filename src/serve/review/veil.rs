//! The worst texts, and the words of them that decided, blurred until they are asked for.
//!
//! A box at the top of the page, whose key is B, unveils all that has the class `veil`; it is there where something is.

use crate::locale::Locale;
use maud::{Markup, html};

/// From this hostile score on, a text is veiled.
const VEILED: f64 = 0.9;

/// Whether a text of this hostile score is veiled; it has the class `veil` then.
pub(super) fn is_veiled(hostile: f64) -> bool {
    hostile >= VEILED
}

/// The box that unveils the page. What it says goes with an answer at a comment, so that the same comment stays unveiled.
pub(super) fn unveil(locale: Locale, is_lifted: bool) -> Markup {
    html! {
        span.unveiling {
            input.unveil type="checkbox" id="unveil" name="lifted" value="1" form="act" autocomplete="off" checked[is_lifted] data-key="KeyB" aria-keyshortcuts="b";
            label for="unveil" { (locale.word("desk.unveil")) " " kbd { "B" } }
        }
    }
}
