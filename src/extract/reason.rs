//! The reason why a page has no comments, for the page record.

use super::Found;

/// The reason, if there are no comments; `layout` is the one that read the page.
pub(super) fn of(found: &Found, layout: Option<&str>, is_export: bool) -> Option<String> {
    if !found.comments.is_empty() {
        return None;
    }
    // A warning of the layout gives the reason: the layout is not known, a script loads the comments, all were left
    // out.
    if let Some(warning) = found.warnings.first() {
        return Some(warning.clone());
    }
    Some(match layout {
        _ if found.declared == Some(0) => "the page says that it has no comments".into(),
        _ if is_export => "the export has no comments on this article".into(),
        Some(layout) => format!("no comments stand where the layout {layout} has them"),
        None => super::UNKNOWN.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::FoundComment;

    #[test]
    fn a_page_that_gives_nothing_has_a_reason_and_another_has_none() {
        let found = |declared: Option<u64>, warning: Option<&str>| Found {
            declared,
            warnings: warning.into_iter().map(str::to_string).collect(),
            ..Found::default()
        };
        for (found, layout, is_export, expected) in [
            (found(None, Some("a")), Some("disqus"), false, "a"),
            (found(Some(0), None), Some("disqus"), false, "the page says that it has no comments"),
            (found(None, None), Some("disqus"), true, "the export has no comments on this article"),
            (found(None, None), Some("disqus"), false, "no comments stand where the layout disqus has them"),
            (found(None, None), None, false, super::super::UNKNOWN),
        ] {
            assert_eq!(of(&found, layout, is_export).as_deref(), Some(expected));
        }
        let some = Found { comments: vec![FoundComment::default()], ..found(Some(0), Some("a")) };
        assert_eq!(of(&some, None, false), None);
    }
}
