//! What becomes of the names of readers: kept, replaced by a salted hash, or dropped.

use super::{Extracted, record};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// What becomes of names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Authors {
    /// They stay.
    #[default]
    Keep,
    /// 16 hexadecimal digits of a SHA-256 over this salt and the name: one reader stays one, and nobody who does not
    /// have the salt can try names out.
    Hash(Vec<u8>),
    /// They become null.
    Drop,
}

impl Authors {
    /// What a name becomes.
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

    /// Treats the names of a page's comments. Their keys, which are made of names among others, are made anew: from the
    /// old ones names could be tried out.
    pub fn treat_page(&self, page: &mut Extracted) {
        if *self == Self::Keep {
            return;
        }
        let mut renamed = HashMap::new();
        for comment in &mut page.comments {
            comment.author = comment.author.take().and_then(|name| self.treat(&name));
            let key = record::key(&comment.article, comment.author.as_deref(), &comment.body);
            renamed.insert(std::mem::replace(&mut comment.key, key.clone()), key);
        }
        for parent in page.comments.iter_mut().filter_map(|comment| comment.parent.as_mut()) {
            if let Some(key) = renamed.get(parent) {
                parent.clone_from(key);
            }
        }
    }

    /// Treats the name in a record that somebody brings, and what was drawn from it: its key, and reasons in the name.
    pub fn treat_record(&self, record: &mut Value) {
        let Some(fields) = record.as_object_mut().filter(|_| *self != Self::Keep) else { return };
        if let Some(author) = fields.get_mut("author") {
            *author = author.as_str().and_then(|name| self.treat(name)).map_or(Value::Null, Value::String);
            if let Some(key) = fields.get_mut("key").filter(|key| key.is_string()) {
                *key = Value::Null;
            }
        }
        if let Some(Value::Array(reasons)) = fields.get_mut("reasons") {
            reasons.retain(|reason| reason["field"] != "author");
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
    fn nothing_drawn_from_a_name_stays_in_a_record() {
        let mut record = serde_json::json!({"author": "سمير", "key": "9f", "body": "x", "reasons": [{"field": "author"}, {"field": "body"}]});
        Authors::Drop.treat_record(&mut record);
        assert_eq!(
            record,
            serde_json::json!({"author": null, "key": null, "body": "x", "reasons": [{"field": "body"}]})
        );
    }
}
