//! The shop's API keys: in two files that only their owner may read, and in memory for those who use them.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use thiserror::Error;

use crate::hash::random_name;
use crate::private_file;

/// The shop as a developer.
pub const SHOP_DEVELOPER: &str = "dev_shop";
/// The account in the console that shows what the shop's developer has.
pub const SHOP_ACCOUNT: &str = "shop";
/// What a publishable key begins with.
pub const PUBLISHABLE: &str = "pk_test_";
/// What a secret key begins with.
pub const SECRET: &str = "sk_test_";

/// A merchant's keys. `Debug` does not print the secret one.
#[derive(Clone)]
pub struct Keys {
    /// `pk_test_…`
    pub publishable: String,
    /// `sk_test_…`
    pub secret: String,
}

impl Keys {
    /// New ones that nobody can guess.
    pub fn random() -> Self {
        Self { publishable: random_name(PUBLISHABLE), secret: random_name(SECRET) }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("publishable", &self.publishable).field("secret", &"sk_…").finish()
    }
}

/// A file of a key cannot be used.
#[derive(Debug, Error)]
#[error("{path}: {source}", path = path.display())]
pub struct KeyFileError {
    /// The file.
    pub path: PathBuf,
    /// The system's reason.
    pub source: io::Error,
}

/// The keys, and the files that hold them.
#[derive(Debug)]
pub struct ShopKeys {
    folder: PathBuf,
    keys: RwLock<Keys>,
}

impl ShopKeys {
    /// Whether the folder has a secret key.
    pub fn are_in(folder: &Path) -> bool {
        folder.join("shop-secret").exists()
    }

    /// Reads the files `shop-key` and `shop-secret` of a folder. Makes them where they are missing.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn load_or_make(folder: &Path) -> Result<Self, KeyFileError> {
        let publishable = stored_key(folder.join("shop-key"), PUBLISHABLE)?;
        let secret = stored_key(folder.join("shop-secret"), SECRET)?;
        Ok(Self { folder: folder.into(), keys: RwLock::new(Keys { publishable, secret }) })
    }

    /// The keys as they are now.
    pub fn current(&self) -> Keys {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Writes other keys into the files. [`current`](Self::current) gives the old ones until [`use_now`](Self::use_now).
    ///
    /// The files come before the database: a process that is killed between both leaves the old keys as they were, and the next
    /// start makes the new ones known.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn write(&self, keys: &Keys) -> Result<(), KeyFileError> {
        for (name, key) in [("shop-key", &keys.publishable), ("shop-secret", &keys.secret)] {
            let path = self.folder.join(name);
            private_file::replace(&path, key.as_bytes()).map_err(|source| KeyFileError { path, source })?;
        }
        Ok(())
    }

    /// From now on everybody uses these keys, which the database has.
    pub fn use_now(&self, keys: Keys) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }
}

/// The key in a file that only its owner may read, made at the first start.
fn stored_key(path: PathBuf, prefix: &str) -> Result<String, KeyFileError> {
    read_or_make(&path, prefix).map_err(|source| KeyFileError { path, source })
}

fn read_or_make(path: &Path, prefix: &str) -> io::Result<String> {
    if !path.exists() {
        private_file::write(path, random_name(prefix).as_bytes())?;
    }
    let key = fs::read_to_string(path)?.trim().to_owned();
    // A first start that was cut short leaves an empty file, and an empty key would be anyone's.
    if key.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty()) {
        return Ok(key);
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, format!("it holds no key that begins with {prefix}")))
}
