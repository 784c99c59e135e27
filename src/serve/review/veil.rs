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

/// The box that unveils the page.
pub(super) fn unveil(locale: Locale) -> Markup {
    html! {
        span.unveiling {
            input.unveil type="checkbox" id="unveil" data-key="KeyB" aria-keyshortcuts="b";
            label for="unveil" { (locale.word("desk.unveil")) " " kbd { "B" } }
        }
    }
}
