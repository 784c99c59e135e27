//! Notices of the system in a comment's text: they are removed, and a comment without any other text is
//! dropped.

use super::signs::{is_deleted, without_notices};
use super::{FoundComment, Parent};

/// Removes notices from comments, and deleted comments: their replies become replies to their parents.
pub(super) fn clean(comments: &mut Vec<FoundComment>) {
    for comment in comments.iter_mut() {
        let (text, is_cut) = without_notices(&comment.body);
        let length = text.len();
        comment.body.truncate(length);
        comment.is_cut |= is_cut;
    }
    let deleted: Vec<bool> = comments.iter().map(|comment| is_deleted(&comment.body)).collect();
    if !deleted.contains(&true) {
        return;
    }
    // The new index of each comment; of a deleted one, that of its parent. A parent comes before its replies.
    let mut indices: Vec<Option<usize>> = Vec::with_capacity(comments.len());
    let mut kept = 0;
    for (comment, is_deleted) in comments.iter_mut().zip(&deleted) {
        let above = match comment.parent {
            Parent::Index(index) => indices.get(index).copied().flatten(),
            _ => None,
        };
        if matches!(comment.parent, Parent::Index(_)) {
            comment.parent = above.map_or(Parent::None, Parent::Index);
        }
        indices.push(if *is_deleted { above } else { Some(kept) });
        kept += usize::from(!is_deleted);
    }
    let mut deleted = deleted.into_iter();
    comments.retain(|_| !deleted.next().unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_answers_a_deleted_comment_answers_what_that_answered() {
        let comment =
            |body: &str, parent: Parent| FoundComment { body: body.into(), parent, ..FoundComment::default() };
        let mut comments = vec![
            comment("[deleted]", Parent::None),
            comment("أهلا", Parent::Index(0)),
            comment("[deleted]", Parent::Index(1)),
            comment("شكرا (معدّل)", Parent::Index(2)),
        ];
        clean(&mut comments);
        assert_eq!(comments, [comment("أهلا", Parent::None), comment("شكرا", Parent::Index(0))]);
    }
}
