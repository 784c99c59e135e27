//! Comments loaded by a script: a page saved without its frames does not contain them, and gets a warning.

use crate::page::html::{Selector, Tree};
use std::sync::LazyLock;

/// The name of a system, the selector of what its script leaves on a page, and how to get its comments.
const SYSTEMS: [(&str, &str, &str); 9] = [
    (
        "Disqus",
        "#disqus_thread, script[src*=.disqus.com/embed.js], script[src*=.disqus.com/count.js]",
        "ask the site for its Disqus export, or save the page with its frames (as MHTML) when they are shown",
    ),
    (
        "Facebook's plugin",
        ".fb-comments, fb:comments, iframe[src*=facebook.com/plugins/comments], iframe[src*=facebook.com/plugins/feedback]",
        "save the page with its frames (as MHTML) when they are shown, or the frame for itself",
    ),
    (
        "OpenWeb (Spot.IM)",
        "script[data-spotim-module], div[data-spotim-module], div[data-openweb-module], script[src*=launcher.spot.im], script[src*=launcher.openweb], .spot-im-frame-inpage",
        "ask the site for its OpenWeb export, or unfold them and copy the page as text",
    ),
    (
        "Viafoura",
        "vf-conversations, vf-conversations-container, .viafoura, script[src*=cdn.viafoura.net]",
        "ask the site for its Viafoura export, or unfold them and copy the page as text",
    ),
    (
        "Vuukle",
        "#vuukle-comments, .vuukle-comments, script[src*=cdn.vuukle.com]",
        "ask the site for its Vuukle export, or save the page with its frames (as MHTML) when they are shown",
    ),
    (
        "Coral",
        "#coral_thread, #coral_talk_stream, #coral-container, script[src*=/assets/js/embed.js][src*=coral]",
        "ask the site for its Coral export, or unfold them and copy the page as text",
    ),
    (
        "Hyvor Talk",
        "hyvor-talk-comments, #hyvor-talk-view, script[src*=talk.hyvor.com]",
        "save the page with its frames (as MHTML) when they are shown",
    ),
    (
        "giscus",
        "script[src*=giscus.app/client], .giscus, .utterances, script[src*=utteranc.es/client]",
        "they are the discussion on GitHub that the page shows: save that",
    ),
    (
        "Telegram's widget",
        "script[data-telegram-discussion], iframe[src*=t.me][src*=embed]",
        "export the channel's discussion group with Telegram Desktop",
    ),
];

static MARKS: LazyLock<Vec<Selector>> =
    LazyLock::new(|| SYSTEMS.iter().map(|(_, marks, _)| Selector::new(marks)).collect());

/// A warning for each such system on a page: its comments are not in it, and how to get them.
pub(super) fn warnings(page: &Tree) -> Vec<String> {
    let there = SYSTEMS.iter().zip(&*MARKS).filter(|(_, mark)| page.first(mark).is_some());
    there.map(|((name, _, remedy), _)| format!("comments by {name} are not in this file; {remedy}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_is_named_with_a_remedy_and_a_page_without_has_none() {
        for (html, name) in [
            ("<div id=\"disqus_thread\"></div>", "Disqus"),
            ("<script src=\"https://example.disqus.com/embed.js\"></script>", "Disqus"),
            ("<div class=\"fb-comments\" data-href=\"https://example.org\"></div>", "Facebook's plugin"),
            ("<iframe src=\"https://www.facebook.com/plugins/comments.php?x\"></iframe>", "Facebook's plugin"),
            ("<script async src=\"https://launcher.spot.im/spot/sp_x\" data-spotim-module=\"x\"></script>", "OpenWeb"),
            ("<vf-conversations></vf-conversations>", "Viafoura"),
            ("<div id=\"vuukle-comments\"></div>", "Vuukle"),
            ("<div id=\"coral_thread\"></div>", "Coral"),
            ("<script src=\"https://talk.hyvor.com/embed/embed.js\"></script>", "Hyvor"),
            ("<script src=\"https://giscus.app/client.js\"></script>", "giscus"),
        ] {
            let warnings = warnings(&Tree::parse(html));
            assert!(warnings.len() == 1 && warnings[0].contains(name), "{html}: {warnings:?}");
        }
        assert_eq!(
            warnings(&Tree::parse("<p>Disqus, fb-comments</p><script src=a.js></script>")),
            Vec::<String>::new()
        );
    }
}
