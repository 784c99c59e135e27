//! Who may ask: tokens with names and roles, and the secrets that Coral signs with, each from a file.

use super::ServeError;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::Path;

/// Who asks.
#[derive(Debug, Clone, Default)]
pub(super) struct Who {
    /// The name of the token, where tokens are asked for.
    pub(super) name: Option<String>,
    /// What they may do at the desk.
    pub(super) role: Role,
}

/// What a person may do at the review desk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Reads.
    Reader,
    /// Labels and decides. The role of a token without one.
    Moderator,
    /// Retrains and chooses the model as well. Without tokens, whoever is at the machine.
    #[default]
    Lead,
}

impl Role {
    fn of_name(name: &str) -> Option<Self> {
        match name {
            "reader" => Some(Self::Reader),
            "moderator" => Some(Self::Moderator),
            "lead" => Some(Self::Lead),
            _ => None,
        }
    }
}

/// Names and roles by SHA-256 of their tokens, so that looking one up takes the same time for every wrong token.
#[derive(Debug, Default)]
pub(super) struct Tokens(HashMap<[u8; 32], (String, Role)>);

impl Tokens {
    /// Reads a file with a name, a token and perhaps a role on each line; blank lines and those that begin with `#` are skipped.
    pub(super) fn read(file: &Path) -> Result<Self, ServeError> {
        let failed = |problem: String| ServeError::File { file: file.display().to_string(), problem };
        let text = crate::bounded::read_text(file).map_err(|error| failed(format!("cannot be read: {error}")))?;
        let mut tokens = HashMap::new();
        for (index, line) in text.trim_start_matches('\u{FEFF}').lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = |problem: &str| failed(format!("line {}: {problem}", index + 1));
            let mut words = line.split_whitespace();
            let (Some(name), Some(token), role, None) = (words.next(), words.next(), words.next(), words.next()) else {
                return Err(wrong("write a name, a space and a token, and perhaps a role"));
            };
            let Some(role) = role.map_or(Some(Role::Moderator), Role::of_name) else {
                return Err(wrong("after name and token a role may stand: reader, moderator or lead"));
            };
            if tokens.insert(digest(token), (name.to_string(), role)).is_some() {
                return Err(wrong("this token is there already; give every name one of its own"));
            }
        }
        Ok(Self(tokens))
    }

    /// The number of tokens.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The name of a token.
    pub(super) fn name(&self, token: &str) -> Option<&str> {
        self.0.get(&digest(token)).map(|(name, _)| name.as_str())
    }

    /// Whose a token is, by its hash.
    pub(super) fn of_digest(&self, digest: &[u8; 32]) -> Option<Who> {
        self.0.get(digest).map(|(name, role)| Who { name: Some(name.clone()), role: *role })
    }
}

/// SHA-256 of a token or a cookie.
pub(super) fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Reads a file with a secret on each line, as Coral shows it; two while one is rotated.
pub(super) fn read_secrets(file: &Path) -> Result<Vec<String>, ServeError> {
    let failed = |problem: String| ServeError::File { file: file.display().to_string(), problem };
    let text = crate::bounded::read_text(file).map_err(|error| failed(format!("cannot be read: {error}")))?;
    let lines = text.trim_start_matches('\u{FEFF}').lines().map(str::trim);
    let secrets: Vec<String> =
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(String::from).collect();
    if secrets.is_empty() {
        return Err(failed("no secret; write the one that Coral shows, which begins with empsec_".into()));
    }
    Ok(secrets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Result<Tokens, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Tokens::read(file.path()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_token_has_the_name_before_it() {
        let tokens = tokens("\u{FEFF}# desk\nsalma  s3cret\r\n\nomar x\n").unwrap();
        assert_eq!((tokens.name("s3cret"), tokens.name("x"), tokens.len()), (Some("salma"), Some("omar"), 2));
        assert_eq!((tokens.name("salma"), tokens.name("")), (None, None));
        let role = |tokens: Tokens, token: &str| tokens.of_digest(&digest(token)).unwrap().role;
        assert_eq!(role(tokens, "x"), Role::Moderator);
        assert_eq!(role(super::tests::tokens("a t lead").unwrap(), "t"), Role::Lead);
    }

    #[test]
    fn a_line_that_is_none_is_named_without_its_token() {
        for wrong in ["salma\n", "salma a b\n", "salma a lead b\n", "salma a\nomar a\n"] {
            let error = tokens(wrong).unwrap_err();
            assert!(error.contains(": line ") && !error.contains("a b"), "{error}");
        }
        assert_eq!(tokens("").unwrap().len(), 0);
    }
}
