//! Treatment of readers' names: kept, replaced by a salted hash, or dropped.

use crate::record::key::is_key;
use crate::record::{Article, Comment};
use serde_json::Value;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;

/// The treatment of names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Authors {
    /// Names are kept.
    #[default]
    Keep,
    /// A name becomes 16 hexadecimal digits of a SHA-256 over this salt and the name: one reader keeps one pseudonym,
    /// and without the salt, names cannot be guessed and checked.
    Hash(Vec<u8>),
    /// Names become null.
    Drop,
}

impl Authors {
    /// A name, treated.
    #[must_use]
    pub fn treat(&self, name: &str) -> Option<String> {
        match self {
            Self::Keep => Some(name.into()),
            Self::Drop => None,
            Self::Hash(salt) => {
                let digest = Sha256::new().chain_update(salt).chain_update([0xFF]).chain_update(name).finalize();
                Some(digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
            }
        }
    }

    /// Treats the names of a page's comments. Their keys, which are hashes of names among other fields, are replaced
    /// too: names could be guessed and checked by the old ones.
    #[must_use]
    pub fn treat_all(&self, mut comments: Vec<Comment>) -> Vec<Comment> {
        if *self == Self::Keep {
            return comments;
        }
        let mut renamed = HashMap::new();
        let nowhere = Article::default();
        for comment in &mut comments {
            comment.author = comment.author.take().and_then(|name| self.treat(&name));
            let article = comment.article.as_deref().unwrap_or(&nowhere);
            let key = Comment::made_key(article, comment.author.as_deref(), &comment.body);
            if let Some(old) = comment.key.replace(key.clone()) {
                renamed.insert(old, key);
            }
        }
        for parent in comments.iter_mut().filter_map(|comment| comment.parent.as_mut()) {
            if let Some(key) = renamed.get(parent) {
                parent.clone_from(key);
            }
        }
        comments
    }

    /// Treats a field, given as JSON, of a record made elsewhere: the name itself, and fields derived from it, which
    /// are the key, for which this one stands, a parent told by its key, and reasons in the name.
    #[must_use]
    pub fn treat_field<'value>(&self, name: &str, value: &'value str, key: &str) -> Cow<'value, str> {
        match name {
            _ if *self == Self::Keep => value.into(),
            "author" => {
                let treated = serde_json::from_str::<String>(value).ok().and_then(|name| self.treat(&name));
                treated.map_or("null".into(), |name| Value::String(name).to_string().into())
            }
            "key" => format!("\"{key}\"").into(),
            "parent" if is_key(value.trim_matches('"')) => "null".into(),
            "reasons" => match serde_json::from_str::<Vec<&RawValue>>(value) {
                Ok(reasons) => {
                    let is_of_name = |reason: &&&RawValue| {
                        serde_json::from_str::<Value>(reason.get()).is_ok_and(|reason| reason["field"] == "author")
                    };
                    let kept: Vec<&str> =
                        reasons.iter().filter(|reason| !is_of_name(reason)).map(|reason| reason.get()).collect();
                    format!("[{}]", kept.join(",")).into()
                }
                Err(_) => value.into(),
            },
            _ => value.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_the_same_for_one_name_and_salt_and_for_no_other() {
        let (one, other) = (Authors::Hash(b"one".to_vec()), Authors::Hash(b"other".to_vec()));
        assert_eq!(one.treat("سمير"), one.treat("سمير"));
        assert_ne!(one.treat("سمير"), one.treat("سميرة"));
        assert_ne!(one.treat("سمير"), other.treat("سمير"));
        assert_eq!(Authors::Drop.treat("سمير"), None);
        assert_eq!(Authors::Keep.treat("سمير").as_deref(), Some("سمير"));
    }

    #[test]
    fn nothing_drawn_from_a_name_stays_in_a_record_and_all_else_is_as_it_was() {
        for (name, value, treated) in [
            ("author", "\"سمير\"", "null"),
            ("key", "\"9f\"", "\"a1\""),
            ("parent", "\"7\"", "\"7\""),
            ("parent", "\"a97e58072a2b3c4d\"", "null"),
            (
                "reasons",
                r#"[{"field": "author"}, {"field":"body", "weight":1.50}]"#,
                r#"[{"field":"body", "weight":1.50}]"#,
            ),
            ("n", "123456789012345678901234567890", "123456789012345678901234567890"),
        ] {
            assert_eq!(Authors::Drop.treat_field(name, value, "a1"), treated);
            assert_eq!(Authors::Keep.treat_field(name, value, "a1"), value);
        }
    }
}
