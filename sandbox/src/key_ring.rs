//! The key pairs that cards are encrypted for, in one file: the newest is published first, an older one for a while after it, and
//! what was encrypted for one can be opened as long as a session may hold it. Then the key is deleted.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use payments_widget::jwe::jwk::{Jwk, JwkSet};
use payments_widget::jwe::open::{KeyKind, KeyPair, OpenError, Sealed, StoredPair};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::clock::Millis;
use crate::private_file;

/// A key pair and its times.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredKey<Pair> {
    key: Pair,
    /// In milliseconds since 1970.
    created_at: Millis,
    /// When it is published no longer; none for the newest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retired_at: Option<Millis>,
}

/// The file, the newest key first.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredKeys<Pair> {
    keys: Vec<StoredKey<Pair>>,
}

#[derive(Clone)]
struct Held {
    stored: Arc<StoredPair>,
    pair: Arc<KeyPair>,
    created_at: Millis,
    retired_at: Option<Millis>,
}

impl Held {
    fn new(StoredKey { key, created_at, retired_at }: StoredKey<StoredPair>) -> io::Result<Self> {
        Ok(Self { pair: Arc::new(KeyPair::read(&key)?), stored: Arc::new(key), created_at, retired_at })
    }

    fn fresh(kind: KeyKind, now: Millis) -> io::Result<Self> {
        Self::new(StoredKey { key: KeyPair::generate(kind)?, created_at: now, retired_at: None })
    }

    fn is_published(&self, now: Millis) -> bool {
        self.retired_at.is_none_or(|retired_at| now < retired_at)
    }
}

/// What may be known of a key.
#[derive(Clone, Debug)]
pub struct ListedKey {
    /// Its public part.
    pub jwk: Jwk,
    /// When it was made, in milliseconds since 1970; 0 for one of version 0.1.0.
    pub created_at: Millis,
    /// When it is published no longer, in milliseconds since 1970; `None` for the newest.
    pub retired_at: Option<Millis>,
    /// Cards may still be encrypted for it.
    pub is_published: bool,
}

/// The keys, the newest first.
pub struct KeyRing {
    path: PathBuf,
    opens_for: Millis,
    keys: RwLock<Vec<Held>>,
}

impl KeyRing {
    /// Reads the keys from the file `path`, or makes the file with a new one of this kind. The file of version 0.1.0, which is one
    /// key, is read too. `opens_for`: how long a key is kept after it was published last, in milliseconds.
    ///
    /// # Errors
    /// An [`io::Error`] if the file can be neither read nor made, or holds something else.
    pub fn load_or_make(path: &Path, kind: KeyKind, opens_for: Millis, now: Millis) -> io::Result<Self> {
        let keys = if path.exists() {
            read_file(path)?
        } else {
            let keys = vec![Held::fresh(kind, now)?];
            private_file::write(path, text(&keys)?.as_bytes())?;
            keys
        };
        if !keys.iter().any(|key| key.is_published(now)) {
            return Err(io::Error::other("it holds no key that is published"));
        }
        Ok(Self { path: path.into(), opens_for, keys: RwLock::new(keys) })
    }

    /// Makes a new key of this kind, which is published first from now on. The others are published until `old_until`, in
    /// milliseconds since 1970, or shorter if that was decided before.
    ///
    /// # Errors
    /// An [`io::Error`] if the file cannot be written; then nothing has changed.
    pub fn rotate(&self, kind: KeyKind, old_until: Millis, now: Millis) -> io::Result<()> {
        let fresh = Held::fresh(kind, now)?;
        let kid = fresh.pair.public().kid.clone();
        let retire = |until: Option<Millis>| Some(until.map_or(old_until, |until| until.min(old_until)));
        let mut keys = self.write_keys();
        let mut changed = keys.clone();
        changed.iter_mut().for_each(|key| key.retired_at = retire(key.retired_at));
        changed.insert(0, fresh);
        private_file::replace(&self.path, text(&changed)?.as_bytes())?;
        *keys = changed;
        tracing::info!(kid, "cards are encrypted for a new key");
        Ok(())
    }

    /// Deletes the keys that can no longer be needed.
    ///
    /// # Errors
    /// An [`io::Error`] if the file cannot be written. The keys open nothing all the same; the file is tried again at the next start.
    pub fn forget_expired(&self, now: Millis) -> io::Result<()> {
        if self.read_keys().iter().all(|key| self.opens(key, now)) {
            return Ok(());
        }
        let mut keys = self.write_keys();
        keys.retain(|key| self.opens(key, now));
        // Another instance over the same folder may have made a key meanwhile.
        let mut stored = read_file(&self.path)?;
        stored.retain(|key| self.opens(key, now));
        private_file::replace(&self.path, text(&stored)?.as_bytes())
    }

    /// Every key that opens something, the newest first.
    pub fn list(&self, now: Millis) -> Vec<ListedKey> {
        let listed = |key: &Held| ListedKey {
            jwk: key.pair.public().clone(),
            created_at: key.created_at,
            retired_at: key.retired_at,
            is_published: key.is_published(now),
        };
        self.read_keys().iter().filter(|key| self.opens(key, now)).map(listed).collect()
    }

    /// The public keys as a JWK set, RFC 7517: what `GET /jwks.json` answers.
    pub fn published(&self, now: Millis) -> JwkSet {
        let keys = self.read_keys();
        JwkSet { keys: keys.iter().filter(|key| key.is_published(now)).map(|key| key.pair.public().clone()).collect() }
    }

    /// The plaintext of a compact JWE whose header names `typ`, padding included.
    ///
    /// # Errors
    /// [`OpenError::UnknownKey`] for a `kid` that is not held, [`OpenError::Invalid`] for everything else.
    pub fn open(&self, typ: &str, compact: &str, now: Millis) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let sealed = Sealed::read(typ, compact)?;
        let pair = {
            let keys = self.read_keys();
            let mut held = keys.iter().filter(|key| self.opens(key, now));
            held.find(|key| key.pair.public().kid == sealed.kid()).map(|key| Arc::clone(&key.pair))
        };
        pair.ok_or(OpenError::UnknownKey)?.open(&sealed)
    }

    fn opens(&self, key: &Held, now: Millis) -> bool {
        key.retired_at.is_none_or(|retired_at| now < retired_at.saturating_add(self.opens_for))
    }

    fn read_keys(&self) -> RwLockReadGuard<'_, Vec<Held>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_keys(&self) -> RwLockWriteGuard<'_, Vec<Held>> {
        self.keys.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read_file(path: &Path) -> io::Result<Vec<Held>> {
    read(&Zeroizing::new(fs::read_to_string(path)?))
}

fn read(text: &str) -> io::Result<Vec<Held>> {
    let stored = match serde_json::from_str::<StoredKeys<StoredPair>>(text) {
        Ok(stored) => stored.keys,
        // What version 0.1.0 has written.
        Err(error) => {
            let key = serde_json::from_str(text).map_err(|_| error)?;
            vec![StoredKey { key, created_at: 0, retired_at: None }]
        }
    };
    stored.into_iter().map(Held::new).collect()
}

fn text(keys: &[Held]) -> io::Result<Zeroizing<String>> {
    // The text is the only copy of a private key that is made here.
    let stored = keys.iter().map(|key| StoredKey {
        key: key.stored.as_ref(),
        created_at: key.created_at,
        retired_at: key.retired_at,
    });
    let keys = stored.collect();
    Ok(Zeroizing::new(serde_json::to_string(&StoredKeys { keys })?))
}
