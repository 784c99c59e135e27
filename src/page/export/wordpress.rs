//! A comment of a WordPress export (WXR): an RSS 2.0 file whose items contain their comments.
//!
//! Source: wp-admin/includes/export.php (WordPress/WordPress); compared with the exports in the tests of Pelican 4.12
//! and of WordPress's importer.

use super::{ExportComment, Status, is_date, with_offset};

/// A `<wp:comment>` that is being read.
#[derive(Debug, Default)]
pub(super) struct WordPressComment {
    comment: ExportComment,
    utc: String,
    kind: String,
}

impl WordPressComment {
    /// Stores a field by its element's name. E-mail, URL, IP address and user id are not stored.
    pub(super) fn take(&mut self, name: &str, text: String) {
        let value = |text: String| Some(text).filter(|text| !text.is_empty());
        match name {
            "wp:comment_id" => self.comment.id = value(text),
            "wp:comment_parent" => self.comment.parent = value(text).filter(|parent| parent != "0"),
            "wp:comment_author" => self.comment.author = value(text),
            "wp:comment_date" => self.comment.time = Some(text).filter(|time| is_date(time)),
            "wp:comment_date_gmt" => self.utc = text,
            "wp:comment_content" => self.comment.body = text,
            "wp:comment_type" => self.kind = text,
            "wp:comment_approved" => {
                self.comment.status = Some(match text.as_str() {
                    "1" | "approve" | "approved" | "" => Status::Approved,
                    "spam" => Status::Spam,
                    "trash" | "post-trashed" => Status::Trash,
                    _ => Status::Pending,
                });
            }
            _ => {}
        }
    }

    /// The comment; `None` where plugins store something else as comments, such as notes on orders.
    pub(super) fn finish(self) -> Option<ExportComment> {
        let Self { mut comment, utc, kind } = self;
        comment.is_pingback = match kind.as_str() {
            "" | "comment" | "review" => false,
            "pingback" | "trackback" => true,
            _ => return None,
        };
        match &comment.time {
            Some(local) => comment.stamp = with_offset(local, &utc),
            None if is_date(&utc) => {
                comment.stamp = with_offset(&utc, &utc);
                comment.time = Some(utc);
            }
            None => {}
        }
        Some(comment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(fields: &[(&str, &str)]) -> Option<ExportComment> {
        let mut comment = WordPressComment::default();
        fields.iter().for_each(|(name, text)| comment.take(name, (*text).into()));
        comment.finish()
    }

    #[test]
    fn statuses_and_kinds_are_told() {
        for (approved, expected) in [
            ("1", Status::Approved),
            ("", Status::Approved),
            ("0", Status::Pending),
            ("spam", Status::Spam),
            ("trash", Status::Trash),
            ("post-trashed", Status::Trash),
        ] {
            assert_eq!(comment(&[("wp:comment_approved", approved)]).unwrap().status, Some(expected), "{approved}");
        }
        assert!(comment(&[("wp:comment_type", "pingback")]).unwrap().is_pingback);
        assert!(!comment(&[("wp:comment_type", "comment")]).unwrap().is_pingback);
        assert_eq!(comment(&[("wp:comment_type", "order_note")]), None);
    }

    #[test]
    fn a_time_is_the_local_one_or_where_there_is_none_that_of_greenwich() {
        let both =
            comment(&[("wp:comment_date", "2021-03-04 12:10:00"), ("wp:comment_date_gmt", "2021-03-04 09:10:00")]);
        let both = both.unwrap();
        assert_eq!(both.time.as_deref(), Some("2021-03-04 12:10:00"));
        assert_eq!(both.stamp.as_deref(), Some("2021-03-04T12:10:00+03:00"));
        for local in ["", "0000-00-00 00:00:00"] {
            let utc = comment(&[("wp:comment_date", local), ("wp:comment_date_gmt", "2021-03-04 09:10:00")]).unwrap();
            assert_eq!(utc.time.as_deref(), Some("2021-03-04 09:10:00"));
            assert_eq!(utc.stamp.as_deref(), Some("2021-03-04T09:10:00+00:00"));
        }
    }
}
