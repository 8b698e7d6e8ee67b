//! The pages of shop and console, the built widget, and the documentation: from folders, or from the program itself where it is built with the feature `embedded`.

use std::io;
use std::path::{Path, PathBuf};

use axum::routing::{MethodRouter, any_service};
use tower_http::services::{ServeDir, ServeFile};

/// Files to serve.
#[derive(Clone, Debug)]
pub enum Files {
    /// Those of a folder, as they are at the time of the request.
    Folder(PathBuf),
    /// Those of the build.
    #[cfg(feature = "embedded")]
    Embedded(embedded::Set),
}

impl Files {
    /// The pages: those of a folder, else those of the build, else those of the folder `www`.
    pub fn pages(folder: Option<&Path>) -> Self {
        #[cfg(feature = "embedded")]
        let without = Self::Embedded(embedded::PAGES);
        #[cfg(not(feature = "embedded"))]
        let without = Self::Folder("www".into());
        folder.map_or(without, |folder| Self::Folder(folder.into()))
    }

    /// The widget: that of a folder, else that of the build, else that of the folder `dist`.
    pub fn widget(folder: Option<&Path>) -> Self {
        #[cfg(feature = "embedded")]
        let without = Self::Embedded(embedded::WIDGET);
        #[cfg(not(feature = "embedded"))]
        let without = Self::Folder("dist".into());
        folder.map_or(without, |folder| Self::Folder(folder.into()))
    }

    /// The documentation: that of a folder, else that of the build, else that of the folder `.docs`.
    pub fn docs(folder: Option<&Path>) -> Self {
        #[cfg(feature = "embedded")]
        let without = Self::Embedded(embedded::DOCS);
        #[cfg(not(feature = "embedded"))]
        let without = Self::Folder(".docs".into());
        folder.map_or(without, |folder| Self::Folder(folder.into()))
    }

    /// The text of a file, by its path with `/`.
    ///
    /// # Errors
    /// An [`io::Error`] when there is no such file, or it is not UTF-8.
    pub async fn text(&self, path: &str) -> io::Result<String> {
        match self {
            Self::Folder(folder) => tokio::fs::read_to_string(folder.join(path)).await,
            #[cfg(feature = "embedded")]
            Self::Embedded(set) => set.text(path),
        }
    }

    /// Serves every file below the path of the request.
    pub fn all<S: Clone + Send + Sync + 'static>(&self) -> MethodRouter<S> {
        match self {
            Self::Folder(folder) => any_service(ServeDir::new(folder)),
            #[cfg(feature = "embedded")]
            Self::Embedded(set) => set.all(),
        }
    }

    /// Serves one file, whatever the path of the request is.
    pub fn one<S: Clone + Send + Sync + 'static>(&self, path: &'static str) -> MethodRouter<S> {
        match self {
            Self::Folder(folder) => any_service(ServeFile::new(folder.join(path))),
            #[cfg(feature = "embedded")]
            Self::Embedded(set) => set.one(path),
        }
    }
}

#[cfg(feature = "embedded")]
mod embedded {
    use std::fmt::{self, Write};
    use std::io;

    use axum::extract::Request;
    use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
    use axum::http::{HeaderMap, StatusCode};
    use axum::response::{IntoResponse, Response};
    use axum::routing::{MethodRouter, get};
    use rust_embed::{EmbeddedFile, RustEmbed};

    #[derive(RustEmbed)]
    #[folder = "../www"]
    #[include = "shop/*"]
    #[include = "playground/*"]
    #[include = "console/*"]
    #[include = "api/option-names.js"]
    struct Pages;

    #[derive(RustEmbed)]
    #[folder = "../dist"]
    #[exclude = ".*"]
    struct Widget;

    #[derive(RustEmbed)]
    #[folder = "../.docs"]
    #[exclude = ".*"]
    struct Docs;

    pub(super) const PAGES: Set = Set(Pages::get);
    pub(super) const WIDGET: Set = Set(Widget::get);
    pub(super) const DOCS: Set = Set(Docs::get);

    /// Finds a file by its path.
    #[derive(Clone, Copy)]
    pub struct Set(fn(&str) -> Option<EmbeddedFile>);

    impl fmt::Debug for Set {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("Set")
        }
    }

    impl Set {
        pub(super) fn text(self, path: &str) -> io::Result<String> {
            let file = (self.0)(path).ok_or(io::ErrorKind::NotFound)?;
            String::from_utf8(file.data.into_owned()).map_err(io::Error::other)
        }

        pub(super) fn all<S: Clone + Send + Sync + 'static>(self) -> MethodRouter<S> {
            get(move |request: Request| async move {
                answer((self.0)(request.uri().path().trim_start_matches('/')), request.headers())
            })
        }

        pub(super) fn one<S: Clone + Send + Sync + 'static>(self, path: &'static str) -> MethodRouter<S> {
            get(move |headers: HeaderMap| async move { answer((self.0)(path), &headers) })
        }
    }

    /// A file, unless the browser has it already.
    fn answer(file: Option<EmbeddedFile>, headers: &HeaderMap) -> Response {
        let Some(file) = file else { return StatusCode::NOT_FOUND.into_response() };
        let mut tag = String::from('"');
        for byte in file.metadata.sha256_hash() {
            // A string takes every text.
            let _ = write!(tag, "{byte:02x}");
        }
        tag.push('"');
        if headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
            return (StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response();
        }
        ([(CONTENT_TYPE, file.metadata.mimetype().to_owned()), (ETAG, tag)], file.data).into_response()
    }
}
