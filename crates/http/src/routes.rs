//! The table of routes: method, path, who may call, how the answer may be kept, how large the body may be.
//!
//! Every route is registered here and nowhere else, so tests can ask for all of them: the header crawler and the role
//! matrix are made from this table, and a route that is in neither fails.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    extract::{MatchedPath, Request},
    handler::Handler,
    http::Method,
    routing::{MethodFilter, MethodRouter, on},
};
use contest::permissions::Role;

use crate::Class;

/// Who may call a route. The use case behind it decides again; this is what tests hold it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Everyone,
    /// Any signed-in account or pupil; the use case may narrow it to the owner of the thing.
    SignedIn,
    /// Accounts and pupils who hand in: the owners of the contribution in the path.
    Owner,
    /// Pupils of a class.
    Pupil,
    /// Accounts with one of these roles (an organiser may do what moderators and teachers may).
    Roles(&'static [Role]),
    /// Callers on this machine, or with the operator's token.
    Operator,
}

/// How much body a route takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodyRule {
    /// At most 1 MiB, answered within 60 s.
    #[default]
    Form,
    /// As much as the handler lets in, at no less than 8 KiB/s.
    Upload,
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct RouteInfo {
    /// GET includes HEAD.
    pub method: Method,
    /// The pattern, such as `/{lang}/c/{code}`.
    pub path: &'static str,
    /// Who may call.
    pub access: Access,
    /// Which headers the answer gets.
    pub class: Class,
    /// How much body.
    pub body: BodyRule,
}

/// A router that remembers what was registered.
///
/// ```
/// use dizza_http::{Access, Class, Routes, urls};
/// let routes: Routes<()> = Routes::new()
///     .get(urls::PRIVACY, Access::Everyone, Class::Page, async || "Privacy")
///     .post(urls::REPORT, Access::Everyone, Class::Personal, async || "Thanks");
/// assert_eq!(routes.table().len(), 2);
/// ```
#[derive(Debug)]
pub struct Routes<S = crate::Site> {
    router: Router<S>,
    table: Vec<RouteInfo>,
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes yet.
    pub fn new() -> Self {
        Self {
            router: Router::new(),
            table: Vec::new(),
        }
    }

    /// A route for GET (and HEAD).
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, access: Access, class: Class, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.route(Method::GET, path, access, class, BodyRule::Form, handler)
    }

    /// A route for POST of a form.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, access: Access, class: Class, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.route(Method::POST, path, access, class, BodyRule::Form, handler)
    }

    /// Any route.
    ///
    /// # Panics
    /// The same method and path were registered before, or the method is none of GET, HEAD, POST, PUT, PATCH, DELETE and
    /// OPTIONS.
    #[must_use]
    pub fn route<H, T>(
        mut self,
        method: Method,
        path: &'static str,
        access: Access,
        class: Class,
        body: BodyRule,
        handler: H,
    ) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).expect("one of the usual methods");
        let route: MethodRouter<S> = on(filter, handler);
        #[expect(clippy::disallowed_methods, reason = "this is the table")]
        {
            self.router = self.router.route(path, route);
        }
        self.table.push(RouteInfo {
            method,
            path,
            access,
            class,
            body,
        });
        self
    }

    /// Both sets of routes.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// What was registered so far.
    pub fn table(&self) -> &[RouteInfo] {
        &self.table
    }

    /// The router and the table.
    pub fn into_parts(self) -> (Router<S>, Table) {
        (self.router, Table::new(self.table))
    }
}

/// The finished table.
#[derive(Clone, Debug)]
pub struct Table {
    routes: Arc<[RouteInfo]>,
    by_path: HashMap<&'static str, Vec<usize>>,
}

impl Table {
    fn new(routes: Vec<RouteInfo>) -> Self {
        let mut by_path = HashMap::<_, Vec<_>>::new();
        for (at, route) in routes.iter().enumerate() {
            by_path.entry(route.path).or_default().push(at);
        }
        Self {
            routes: routes.into(),
            by_path,
        }
    }

    /// All routes, in the order of registration.
    pub fn routes(&self) -> &[RouteInfo] {
        &self.routes
    }

    /// The route that a request was matched to; HEAD is looked up as GET unless it has a route of its own. Only layers
    /// that run after routing (`Router::layer`) find one.
    pub fn of(&self, request: &Request) -> Option<&RouteInfo> {
        let path = request.extensions().get::<MatchedPath>()?.as_str();
        let head_as_get = (request.method() == Method::HEAD).then_some(&Method::GET);
        self.find(request.method(), path)
            .or_else(|| self.find(head_as_get?, path))
    }

    /// The methods that are registered for a path's pattern.
    pub fn methods(&self, path: &str) -> impl Iterator<Item = &Method> {
        self.by_path
            .get(path)
            .into_iter()
            .flatten()
            .map(|at| &self.routes[*at].method)
    }

    fn find(&self, method: &Method, path: &str) -> Option<&RouteInfo> {
        let mut routes = self.by_path.get(path)?.iter().map(|at| &self.routes[*at]);
        routes.find(|route| route.method == *method)
    }
}
