//! Who looks: name, role, language, and the token that their forms carry.

use super::view::Params;
use crate::locale::Locale;
use crate::serve::access::bearer;
use crate::serve::answer::Refusal;
use crate::serve::app::App;
use crate::serve::login::{self, SESSION, VISIT, cookie, csrf, set_cookie};
use crate::serve::tokens::{Role, Who};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

/// The cookie of the language.
const LANGUAGE: &str = "mushrif_language";
/// The cookie of one who has every random sample blurred.
const VEIL: &str = "mushrif_veil";
/// A language and the veil last a year, a visit as long as a session.
const YEAR: i64 = 365 * 24 * 60 * 60;
const SHIFT: i64 = 12 * 60 * 60;

/// Who looks.
pub(super) struct Visitor {
    who: Who,
    pub(super) locale: Locale,
    /// The tag of the language, as it is chosen.
    pub(super) language: String,
    secret: String,
    is_new: bool,
    chose_language: bool,
    /// Whether every random sample is blurred until it is asked for, and whether they chose that now.
    pub(super) veils_samples: bool,
    chose_veil: bool,
    read_only: bool,
    /// The query of the page, which a change of the language keeps.
    query: String,
}

impl Visitor {
    /// The visitor of a request, with what its address chooses.
    pub(super) fn of(app: &App, who: Who, headers: &HeaderMap, params: &Params) -> Result<Self, Refusal> {
        let valid = |tag: &&str| tag.parse::<Locale>().is_ok();
        let chosen = params.lang.as_deref().filter(valid);
        let veil = params.veil.as_deref().filter(|veil| matches!(*veil, "all" | "none"));
        let language = chosen.or_else(|| cookie(headers, LANGUAGE).filter(valid)).unwrap_or("ar").to_string();
        let known = cookie(headers, SESSION).or_else(|| cookie(headers, VISIT));
        Ok(Self {
            who,
            locale: language.parse().unwrap_or_default(),
            language,
            secret: known.map_or_else(login::random, |secret| Ok(secret.into()))?,
            is_new: known.is_none(),
            chose_language: chosen.is_some(),
            veils_samples: veil.or_else(|| cookie(headers, VEIL)) == Some("all"),
            chose_veil: veil.is_some(),
            read_only: app.desk.read_only,
            query: String::new(),
        })
    }

    /// The same at a page with this query.
    pub(super) fn at(self, query: String) -> Self {
        Self { query, ..self }
    }

    /// The query of the page in another language.
    pub(super) fn query_in(&self, language: &str) -> String {
        if self.query.is_empty() { format!("?lang={language}") } else { format!("?{}&lang={language}", self.query) }
    }

    /// The name; empty where no tokens are asked for.
    pub(super) fn name(&self) -> String {
        self.who.name.clone().unwrap_or_default()
    }

    /// The name, where there is one.
    pub(super) fn who(&self) -> Option<String> {
        self.who.name.clone()
    }

    /// Whether they may label and decide.
    pub(super) fn may_act(&self) -> bool {
        !self.read_only && self.who.role >= Role::Moderator
    }

    /// Whether they may train and choose the model.
    pub(super) fn may_lead(&self) -> bool {
        !self.read_only && self.who.role >= Role::Lead
    }

    /// The token of forms.
    pub(super) fn csrf(&self) -> String {
        csrf(&self.secret)
    }

    /// Whether a form may act: its token is of this visitor, or a program asks with its own; and the role suffices.
    pub(super) fn check(&self, headers: &HeaderMap, given: &str, is_allowed: bool) -> Result<(), Refusal> {
        let is_program = bearer(headers).is_some() && self.who.name.is_some();
        if !is_program && (self.is_new || given != self.csrf()) {
            return Err(Refusal::new(StatusCode::FORBIDDEN, "The form is not of this session; load the page again."));
        }
        self.allow(is_allowed)
    }

    /// Refuses what the role, or the desk, does not allow.
    pub(super) fn allow(&self, is_allowed: bool) -> Result<(), Refusal> {
        if is_allowed {
            return Ok(());
        }
        let message = if self.read_only { "This desk is only read." } else { "Your role does not allow that." };
        Err(Refusal::new(StatusCode::FORBIDDEN, message))
    }

    /// Adds the cookies to an answer.
    pub(super) fn remember(&self, app: &App, mut response: Response) -> Result<Response, Refusal> {
        if self.is_new {
            set_cookie(app, &mut response, VISIT, &self.secret, SHIFT)?;
        }
        if self.chose_language {
            set_cookie(app, &mut response, LANGUAGE, &self.language, YEAR)?;
        }
        if self.chose_veil {
            set_cookie(app, &mut response, VEIL, if self.veils_samples { "all" } else { "none" }, YEAR)?;
        }
        Ok(response)
    }
}
