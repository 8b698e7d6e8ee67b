//! The vault: seals the numbers of saved cards with AES-256-GCM, under keys that are not in the database.
//!
//! Whoever has the database alone cannot read a number; whoever has the keys alone has none. A number is bound to its card, payer
//! and merchant, so a row that was copied to another payer does not open. A security code is never sealed here.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rand;
use base64ct::{Base64UrlUnpadded, Encoding};
use payments_widget::card::Pan;
use payments_widget::card::number::NumberOptions;
use payments_widget::jwe::{IV_BYTES, TAG_BYTES};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

use crate::hash::random_name;
use crate::private_file;
use crate::store::Store;
use crate::store::saved_cards::{CardKey, Seal};

/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// The most digits of a card number. Shorter ones are padded, so that the length of a sealed one says nothing.
const LONGEST_NUMBER: usize = 19;
/// What the keys seal, at the beginning of the associated data.
const PURPOSE: &str = "saved_card";
/// How many cards are sealed anew in one transaction.
const BATCH: u32 = 100;

/// Why a number cannot be sealed or opened. Nothing of it is in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum VaultError {
    /// It is sealed under a key that is not held here.
    #[error("a saved card is sealed under a key that the file does not hold: put the file of the right keys back")]
    UnknownKey,
    /// It was changed, or belongs to another card, payer or merchant.
    #[error("the number of a saved card cannot be opened")]
    Broken,
    /// The operating system gives no random bytes.
    #[error("the number of a card cannot be sealed")]
    Unsealed,
}

/// The keys, the newest first.
pub struct Vault {
    path: PathBuf,
    keys: Vec<VaultKey>,
}

struct VaultKey {
    id: String,
    bytes: Zeroizing<[u8; KEY_BYTES]>,
    key: LessSafeKey,
}

/// The file of the keys.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredKeys {
    keys: Vec<StoredKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredKey {
    id: String,
    key: String,
}

impl Drop for StoredKey {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

impl VaultKey {
    fn new(id: String, bytes: Zeroizing<[u8; KEY_BYTES]>) -> io::Result<Self> {
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, bytes.as_ref()).map_err(io::Error::other)?);
        Ok(Self { id, bytes, key })
    }

    fn random() -> io::Result<Self> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        rand::fill(bytes.as_mut()).map_err(io::Error::other)?;
        Self::new(random_name("vk_"), bytes)
    }

    fn read(stored: &StoredKey) -> io::Result<Self> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        let decoded = Base64UrlUnpadded::decode(&stored.key, bytes.as_mut()).map_err(io::Error::other)?;
        if decoded.len() != KEY_BYTES {
            return Err(io::Error::other("a key of the vault is not 32 bytes long"));
        }
        Self::new(stored.id.clone(), bytes)
    }

    fn stored(&self) -> StoredKey {
        StoredKey { id: self.id.clone(), key: Base64UrlUnpadded::encode_string(self.bytes.as_ref()) }
    }
}

impl Vault {
    /// Reads the keys from the file `path`, or makes the file with a new one.
    ///
    /// # Errors
    /// An [`io::Error`] if the file can be neither read nor made, or holds something else.
    pub fn load_or_make(path: &Path) -> io::Result<Self> {
        if !path.exists() {
            let fresh = Self { path: path.into(), keys: vec![VaultKey::random()?] };
            private_file::write(path, fresh.text()?.as_bytes())?;
        }
        let text = Zeroizing::new(fs::read_to_string(path)?);
        let stored: StoredKeys = serde_json::from_str(&text)?;
        let keys = stored.keys.iter().map(VaultKey::read).collect::<io::Result<Vec<_>>>()?;
        if keys.is_empty() {
            return Err(io::Error::other("it holds no key"));
        }
        Ok(Self { path: path.into(), keys })
    }

    fn text(&self) -> io::Result<Zeroizing<String>> {
        let stored = StoredKeys { keys: self.keys.iter().map(VaultKey::stored).collect() };
        Ok(Zeroizing::new(serde_json::to_string(&stored)?))
    }

    fn newest(&self) -> Result<&VaultKey, VaultError> {
        self.keys.first().ok_or(VaultError::UnknownKey)
    }

    /// Seals a number for its card.
    ///
    /// # Errors
    /// [`VaultError::Unsealed`].
    pub fn seal(&self, pan: &Pan, card: CardKey<'_>) -> Result<Seal, VaultError> {
        let newest = self.newest()?;
        let mut nonce = [0; IV_BYTES];
        rand::fill(&mut nonce).map_err(|_| VaultError::Unsealed)?;
        // All room at once: a buffer that grows leaves unwiped copies behind.
        let mut number = Zeroizing::new(Vec::with_capacity(LONGEST_NUMBER + TAG_BYTES));
        number.extend_from_slice(pan.expose().as_bytes());
        number.resize(LONGEST_NUMBER, b' ');
        newest
            .key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), associated_data(card), &mut *number)
            .map_err(|_| VaultError::Unsealed)?;
        let sealed = Base64UrlUnpadded::encode_string(&[nonce.as_slice(), &number].concat());
        Ok(Seal { vault_key_id: newest.id.clone(), sealed_number: sealed })
    }

    /// The number of a card, for one call of the network.
    ///
    /// # Errors
    /// [`VaultError::UnknownKey`], [`VaultError::Broken`].
    pub fn open(&self, seal: &Seal, card: CardKey<'_>) -> Result<Pan, VaultError> {
        let key = self.keys.iter().find(|key| key.id == seal.vault_key_id).ok_or(VaultError::UnknownKey)?;
        let broken = |_| VaultError::Broken;
        let mut bytes = Zeroizing::new(Base64UrlUnpadded::decode_vec(&seal.sealed_number).map_err(broken)?);
        let (nonce, sealed) = bytes.split_first_chunk_mut::<IV_BYTES>().ok_or(VaultError::Broken)?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let number = key.key.open_in_place(nonce, associated_data(card), sealed).map_err(|_| VaultError::Broken)?;
        let number = str::from_utf8(number).map_err(|_| VaultError::Broken)?;
        Pan::read(number.trim_end_matches(' '), &NumberOptions::default()).map_err(|_| VaultError::Broken)
    }

    /// At start-up: checks that every saved card can be opened, and ends a rotation that was cut short. With `rotate`, makes a
    /// new key, seals every card under it, and deletes the old one.
    ///
    /// The file names the new key before the first card is sealed under it, and the old one until the last is, so that a
    /// process that is killed at any point loses no card.
    ///
    /// # Errors
    /// [`RotationError`]; then every card is as it was, or sealed under the new key, and both keys are kept.
    pub async fn prepare(&mut self, store: &Store, rotate: bool) -> Result<(), RotationError> {
        let used = store.vault_key_ids().await?;
        if used.iter().any(|id| !self.keys.iter().any(|key| key.id == *id)) {
            return Err(VaultError::UnknownKey.into());
        }
        self.seal_anew(store).await?;
        if rotate {
            self.keys.insert(0, VaultKey::random()?);
            private_file::replace(&self.path, self.text()?.as_bytes())?;
            let sealed = self.seal_anew(store).await?;
            tracing::info!(sealed, "the vault has a new key");
        }
        Ok(())
    }

    /// Seals every card under the newest key, then deletes the others. Gives how many were sealed.
    async fn seal_anew(&mut self, store: &Store) -> Result<usize, RotationError> {
        if self.keys.len() == 1 {
            return Ok(0);
        }
        let newest = self.newest()?.id.clone();
        let mut count = 0;
        loop {
            let old = store.cards_not_sealed_under(&newest, BATCH).await?;
            if old.is_empty() {
                break;
            }
            let mut sealed = Vec::with_capacity(old.len());
            for card in &old {
                let pan = self.open(&card.seal, card.key())?;
                sealed.push((card.id.clone(), self.seal(&pan, card.key())?));
            }
            store.replace_seals(&sealed).await?;
            count += sealed.len();
        }
        self.keys.truncate(1);
        private_file::replace(&self.path, self.text()?.as_bytes())?;
        Ok(count)
    }
}

/// Why the vault cannot be used, or its key not be rotated.
#[derive(Debug, Error)]
pub enum RotationError {
    /// A card.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The file of the keys.
    #[error(transparent)]
    File(#[from] io::Error),
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What a sealed number is bound to. The length of each part comes before it, so that two cards never have the same.
fn associated_data(card: CardKey<'_>) -> Aad<Vec<u8>> {
    let mut bytes = Vec::new();
    for part in [PURPOSE, card.id, card.payer_id, card.developer_id] {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    Aad::from(bytes)
}
