//! The address under which clients reach the server.

use std::str::FromStr;

/// A scheme, a host with its port where that is not the scheme's own, and a path that ends in `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicUrl {
    /// `http://host:port` as browsers write it in `Origin`.
    pub(super) origin: String,
    /// The host with its port, in lower case.
    pub(super) host: String,
    path: String,
}

impl PublicUrl {
    /// The whole address, which ends in `/`.
    pub(super) fn root(&self) -> String {
        format!("{}{}", self.origin, self.path)
    }

    /// Whether clients speak TLS, to a proxy before the server.
    pub(super) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }

    /// Whether a `Host` is this one; the port of the scheme may be left out or written.
    pub(super) fn is_host(&self, host: &str) -> bool {
        let usual = if self.is_https() { ":443" } else { ":80" };
        let host = host.to_ascii_lowercase();
        host.strip_suffix(usual).unwrap_or(&host) == self.host
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write the address that clients use, such as https://moderation.example.org/".to_string();
        let uri: axum::http::Uri = text.parse().map_err(|_| wrong())?;
        let (Some(scheme @ ("http" | "https")), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(wrong());
        };
        if authority.as_str().contains('@') || uri.query().is_some() {
            return Err(wrong());
        }
        let usual = if scheme == "https" { ":443" } else { ":80" };
        let host = authority.as_str().to_ascii_lowercase();
        let host = host.strip_suffix(usual).unwrap_or(&host).to_string();
        let path = format!("{}/", uri.path().trim_end_matches('/'));
        Ok(Self { origin: format!("{scheme}://{host}"), host, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_in_a_slash_and_needs_no_port_of_its_scheme() {
        let url: PublicUrl = "https://Mod.example.org:443".parse().unwrap();
        assert_eq!(url.root(), "https://mod.example.org/");
        assert!(url.is_host("mod.example.org:443") && url.is_host("MOD.example.org") && url.is_https());
        assert!(!url.is_host("mod.example.org:80"));
        let url: PublicUrl = "http://desk:8750/api/".parse().unwrap();
        assert_eq!((url.root().as_str(), url.origin.as_str()), ("http://desk:8750/api/", "http://desk:8750"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in ["desk", "ftp://desk/", "https://", "http://user@desk/", "http://desk/?a", ""] {
            assert!(wrong.parse::<PublicUrl>().is_err(), "{wrong}");
        }
    }
}
