//! Passwords: argon2id with the parameters of OWASP's Password Storage Cheat Sheet (19 MiB, two passes, one lane), which are the
//! defaults of the crate.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use aws_lc_rs::rand;
use zeroize::Zeroizing;

use super::Console;
use super::error::ConsoleError;

/// The fewest characters of a password.
const SHORTEST: usize = 8;
/// The most characters of a password.
pub(super) const LONGEST: usize = 128;
const SALT_BYTES: usize = 16;
/// The hash that is checked for an account that does not exist, so that the refusal takes the same time. No password has it.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyBpdC4$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The hash of a password, in the PHC string format. Takes tens of milliseconds: never call it on a thread that answers requests.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    let mut salt = [0; SALT_BYTES];
    rand::fill(&mut salt).map_err(|_| argon2::password_hash::Error::Crypto)?;
    Ok(Argon2::default().hash_password_with_salt(password.as_bytes(), &salt)?.to_string())
}

/// Whether an account may have this password, by its length.
pub(super) fn is_allowed(password: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&password.chars().count())
}

fn is_of(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

impl Console {
    /// [`hash`], on a thread of its own.
    pub(super) async fn hash(&self, password: Zeroizing<String>) -> Result<String, ConsoleError> {
        let hashed = self.with_turn(move || hash(&password)).await?;
        hashed.map_err(|error| {
            tracing::error!(%error, "a password cannot be hashed");
            ConsoleError::Failed
        })
    }

    /// Whether this is the password of which the hash is stored. Takes the same time where none is.
    pub(super) async fn verify(
        &self,
        password: Zeroizing<String>,
        stored: Option<String>,
    ) -> Result<bool, ConsoleError> {
        let is_known = stored.is_some();
        let stored = stored.unwrap_or_else(|| NOBODY.to_owned());
        Ok(self.with_turn(move || is_of(&password, &stored)).await? && is_known)
    }

    async fn with_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ConsoleError> {
        let _turn = self.hashing.acquire().await.map_err(|_| ConsoleError::Failed)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| ConsoleError::Failed)
    }
}
