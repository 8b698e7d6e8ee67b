//! Somebody with a browser in the developer console.

use reqwest::{Method, Url};

use crate::world::{Reply, World};

/// A browser with the cookie of a log-in.
pub struct Visitor<'a> {
    pub world: &'a World,
    pub cookie: String,
}

/// Fields as a form sends them.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    Url::parse_with_params("http://localhost", fields).unwrap().query().unwrap_or_default().to_owned()
}

impl<'a> Visitor<'a> {
    pub fn nobody(world: &'a World) -> Self {
        Self { world, cookie: String::new() }
    }

    /// Logged in to the account of the demo shop.
    pub async fn shop(world: &'a World) -> Self {
        let password = world.folder.read("console-password");
        Self::log_in(world, "shop", &password).await
    }

    pub async fn log_in(world: &'a World, name: &str, password: &str) -> Self {
        let mut visitor = Self::nobody(world);
        let reply = visitor.post("/login", &[("name", name), ("password", password)]).await;
        assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/console"), "{}", reply.text);
        visitor.cookie = cookie_of(&reply);
        visitor
    }

    /// With an account of their own, and its keys: publishable and secret.
    pub async fn sign_up(world: &'a World, name: &str) -> (Self, [String; 2]) {
        let mut visitor = Self::nobody(world);
        let reply = visitor.post("/signup", &[("name", name), ("password", "long enough")]).await;
        assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/console/keys"), "{}", reply.text);
        visitor.cookie = cookie_of(&reply);
        let page = visitor.page("/keys").await;
        (visitor, keys_in(&page))
    }

    /// `path` is below `/console`.
    pub async fn get(&self, path: &str) -> Reply {
        let url = format!("{}/console{path}", self.world.payments);
        self.world.send(Method::GET, &url, &[("cookie", &self.cookie), ("accept-language", "en")], None).await
    }

    /// The text of a page that is shown.
    pub async fn page(&self, path: &str) -> String {
        let reply = self.get(path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        reply.text
    }

    /// As a page of the console sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let origin = self.world.payments.clone();
        self.post_with(path, fields, &[("origin", &origin), ("sec-fetch-site", "same-origin")]).await
    }

    pub async fn post_with(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Reply {
        let url = format!("{}/console{path}", self.world.payments);
        let mut all = vec![("cookie", self.cookie.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        all.extend(headers);
        self.world.send(Method::POST, &url, &all, Some(&encoded(fields))).await
    }

    /// Sends a form, and gives the page that the redirect leads to.
    pub async fn done(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let reply = self.post(path, fields).await;
        assert_eq!(reply.status, 303, "{path}: {}", reply.text);
        self.page(reply.header("location").trim_start_matches("/console")).await
    }
}

/// The cookie that an answer sets, as a browser sends it.
pub fn cookie_of(reply: &Reply) -> String {
    reply.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// The name that a page's form carries, so that it is done once.
pub fn once_in(page: &str) -> &str {
    value_after(page, "name=\"once\" value=\"")
}

/// What follows `begin`, until the next quotation mark.
pub fn value_after<'a>(page: &'a str, begin: &str) -> &'a str {
    page.split(begin).nth(1).unwrap_or_else(|| panic!("no {begin} in {page}")).split('"').next().unwrap()
}

/// The keys that a page shows once.
pub fn keys_in(page: &str) -> [String; 2] {
    let notice = page.split("notice--once").nth(1).expect("the page shows no new keys");
    ["pk_test_", "sk_test_"].map(|prefix| {
        let rest = notice.split(&format!("<code>{prefix}")).nth(1).unwrap().split('<').next().unwrap();
        format!("{prefix}{rest}")
    })
}
