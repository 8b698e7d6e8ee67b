//! The algorithms of an encrypted card, by the names of RFC 7518: how the content key is agreed or wrapped, and how the content
//! is encrypted. A key says which; nothing is negotiated.

crate::words! {
    /// How both sides come to the content key. <https://www.rfc-editor.org/rfc/rfc7518#section-4.1>
    pub enum Alg {
        /// It is derived from an agreement with an ephemeral key, for a P-256 key.
        EcdhEs = "ECDH-ES",
        /// It is random, and encrypted for an RSA key.
        RsaOaep256 = "RSA-OAEP-256",
    }
}

crate::words! {
    /// How the content is encrypted. <https://www.rfc-editor.org/rfc/rfc7518#section-5.3>
    pub enum Enc {
        /// AES-GCM with a key of 256 bits: for a key that names none.
        A256Gcm = "A256GCM",
        /// AES-GCM with a key of 128 bits.
        A128Gcm = "A128GCM",
    }
}

impl Enc {
    /// Bytes of the content key.
    pub fn key_bytes(self) -> u32 {
        match self {
            Self::A256Gcm => 32,
            Self::A128Gcm => 16,
        }
    }
}
