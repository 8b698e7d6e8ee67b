//! TLS for both origins: with a certificate from files, or with one for this computer from an authority of its own.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, NameConstraints,
};
use thiserror::Error;
use time::{Duration, OffsetDateTime};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    self, CertificateError, ClientConfig, DigitallySignedStruct, ServerConfig, SignatureScheme,
};

use crate::clock;
use crate::private_file;

/// The names of this computer, and the only ones that the authority may sign for.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];
/// The subject of the authority's certificate, and the issuer of what it signs.
const AUTHORITY: &str = "Payments sandbox, for localhost only";
/// Clocks differ.
const BEFORE: Duration = Duration::days(1);
const AUTHORITY_LIFETIME: Duration = Duration::days(3650);
/// Browsers refuse one that is valid for longer than 398 days. It is made anew at each start.
const LIFETIME: Duration = Duration::days(397);

/// Why there is no TLS.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] io::Error),
    /// A file is not PEM, or has no certificate or key in it.
    #[error("it is not PEM with a certificate, or with a private key: {0}")]
    Pem(#[from] pem::Error),
    /// The key is not that of the certificate, or of a kind that cannot be used.
    #[error("the certificate and the key cannot be used together: {0}")]
    Pair(#[from] rustls::Error),
    /// The authority cannot sign.
    #[error("a certificate cannot be made: {0}")]
    Made(#[from] rcgen::Error),
}

/// What the server shows, and the key to it.
pub struct Identity {
    acceptor: TlsAcceptor,
    certificate: CertificateDer<'static>,
}

impl Identity {
    /// From PEM files: the server's certificate and then those between it and its authority, and the private key.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn from_files(certificates: &Path, key: &Path) -> Result<Self, TlsError> {
        let chain = CertificateDer::pem_slice_iter(&fs::read(certificates)?).collect::<Result<Vec<_>, _>>()?;
        Self::new(chain, PrivateKeyDer::from_pem_slice(&fs::read(key)?)?)
    }

    /// A new one for `localhost`, `127.0.0.1` and `::1`, signed by the authority in the data folder, which is made once.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn for_this_computer(folder: &Path) -> Result<Self, TlsError> {
        let authority = authority(folder)?;
        let key = KeyPair::generate()?;
        let mut params = params(LIFETIME, CertificateParams::new(NAMES.map(str::to_owned))?)?;
        params.distinguished_name.push(DnType::CommonName, "localhost");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let certificate = params.signed_by(&key, &authority)?;
        let key = PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes())?;
        Self::new(vec![certificate.der().clone()], key)
    }

    fn new(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Self, TlsError> {
        let certificate = chain.first().cloned().ok_or(pem::Error::NoItemsFound)?;
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), certificate })
    }

    /// Takes connections with it.
    pub fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.clone()
    }

    /// For a client of this process: trusts this certificate and no other, whatever names it has.
    ///
    /// # Errors
    /// A [`rustls::Error`] when no version of TLS can be used.
    pub fn client(&self) -> Result<ClientConfig, rustls::Error> {
        let provider = provider();
        let only = OnlyThis { certificate: self.certificate.clone(), provider: Arc::clone(&provider) };
        Ok(ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(only))
            .with_no_client_auth())
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// Where the authority's certificate is, for whoever wants to trust it.
pub fn authority_file(folder: &Path) -> PathBuf {
    folder.join("tls-authority.pem")
}

/// The authority of the data folder. Both files are made at the first start, the key first: a certificate that somebody trusts has
/// a key.
fn authority(folder: &Path) -> Result<Issuer<'static, KeyPair>, TlsError> {
    let mut params = params(AUTHORITY_LIFETIME, CertificateParams::default())?;
    params.distinguished_name.push(DnType::CommonName, AUTHORITY);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName("localhost".into()),
            GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([127, 0, 0, 1], 32)),
            GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix(std::net::Ipv6Addr::LOCALHOST.octets(), 128)),
        ],
        excluded_subtrees: Vec::new(),
    });
    let (certificate_file, key_file) = (authority_file(folder), folder.join("tls-authority-key.pem"));
    if !key_file.exists() {
        private_file::write(&key_file, KeyPair::generate()?.serialize_pem().as_bytes())?;
    }
    let key = KeyPair::from_pem(&fs::read_to_string(&key_file)?)?;
    if !certificate_file.exists() {
        private_file::write(&certificate_file, params.self_signed(&key)?.pem().as_bytes())?;
    }
    Ok(Issuer::new(params, key))
}

/// `params` from now on, for so long.
fn params(lifetime: Duration, mut params: CertificateParams) -> Result<CertificateParams, TlsError> {
    let now = OffsetDateTime::from_unix_timestamp(clock::now() / 1000).map_err(io::Error::other)?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.not_before = now - BEFORE;
    params.not_after = now + lifetime - BEFORE;
    Ok(params)
}

/// Accepts one certificate. Who shows it still has to prove that they have its key.
#[derive(Debug)]
struct OnlyThis {
    certificate: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for OnlyThis {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if *shown == self.certificate {
            return Ok(ServerCertVerified::assertion());
        }
        Err(CertificateError::ApplicationVerificationFailure.into())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
