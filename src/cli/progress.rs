//! A progress bar for long work, where standard error is a terminal.

use crate::workflow::pages::PageSource;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// Whether a bar would be seen, and not torn by results that are written to the same screen (`is_on_screen`).
fn is_seen(is_on_screen: bool) -> bool {
    std::io::stderr().is_terminal() && !(is_on_screen && std::io::stdout().is_terminal())
}

/// A bar over `total` bytes (a counter where the total is not known); hidden where standard error is not a terminal, or
/// where results go to the same one.
pub(super) fn bar(total: Option<u64>, is_on_screen: bool) -> ProgressBar {
    if !is_seen(is_on_screen) {
        return ProgressBar::hidden();
    }
    let bar = total.map_or_else(ProgressBar::no_length, ProgressBar::new);
    let template = match total {
        Some(_) => "{bar:30} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left {msg}",
        None => "{spinner} {bytes} {bytes_per_sec} {msg}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
    bar
}

/// A bar over the pages of these inputs, where each is one page; a counter where some are archives.
pub(super) fn pages(inputs: &mut PageSource, is_on_screen: bool) -> ProgressBar {
    if !is_seen(is_on_screen) {
        return ProgressBar::hidden();
    }
    let total = inputs.pages();
    let bar = total.map_or_else(ProgressBar::no_length, ProgressBar::new);
    let template = match total {
        Some(_) => "{bar:30} {pos}/{len} pages, {per_sec}, {eta} left",
        None => "{spinner} {pos} pages, {per_sec}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
    bar
}
