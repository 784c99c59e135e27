//! What every page and every form of the desk begins with: who asks, and for which view.

use super::view::{Params, View};
use super::visitor::Visitor;
use crate::serve::answer::Refusal;
use crate::serve::app::Shared;
use crate::serve::login::given;
use crate::serve::tokens::{Role, Who};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// A page that somebody asks for.
pub(super) struct Asked {
    pub(super) visitor: Visitor,
    pub(super) params: Params,
    pub(super) view: View,
}

impl FromRequestParts<Shared> for Asked {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Refusal> {
        let wrong = |_| Refusal::bad("The address is malformed.");
        let Query(params) = Query::<Params>::try_from_uri(&parts.uri).map_err(wrong)?;
        let view = View::of(&params);
        let visitor = Visitor::of(app, who(parts), &parts.headers, &params)?.at(view.query(&[]));
        Ok(Self { visitor, params, view })
    }
}

/// A form of the desk.
pub(super) trait Form: Sized {
    /// Reads what was sent.
    fn read(request: Request) -> impl Future<Output = Result<Self, Refusal>> + Send;
    /// The token that tells whose form it is.
    fn csrf(&self) -> &str;
}

/// A form of names and values.
pub(super) trait Fields: DeserializeOwned {
    /// The token that tells whose form it is.
    fn csrf(&self) -> &str;
}

impl<F: Fields + Send> Form for F {
    async fn read(request: Request) -> Result<Self, Refusal> {
        given(request).await
    }

    fn csrf(&self) -> &str {
        Fields::csrf(self)
    }
}

/// A form that somebody sent who may label and decide, from a page of their own session.
pub(super) struct Sent<F> {
    pub(super) visitor: Visitor,
    pub(super) form: F,
}

impl<F: Form> FromRequest<Shared> for Sent<F> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let (who, headers) = (who(&parts), parts.headers.clone());
        let form = F::read(Request::from_parts(parts, body)).await?;
        let visitor = Visitor::of(app, who, &headers, &Params::default())?;
        visitor.check(&headers, form.csrf(), visitor.may_act())?;
        Ok(Self { visitor, form })
    }
}

/// Whose request it is; nobody's has no rights.
fn who(parts: &Parts) -> Who {
    let nobody = || Who { name: None, role: Role::Reader };
    parts.extensions.get::<Who>().cloned().unwrap_or_else(nobody)
}
