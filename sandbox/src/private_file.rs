//! Files and folders that only their owner may read.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::Path;

/// Writes a new file with mode 0600.
///
/// # Errors
/// An [`io::Error`] if the file exists already or cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Opens a file with mode 0600 and locks it for this process, until the file is dropped or the process ends. Makes the file
/// unless it exists.
///
/// # Errors
/// [`TryLockError::WouldBlock`] while another process holds it; an [`io::Error`] if it cannot be opened or locked.
pub fn lock(path: &Path) -> Result<File, TryLockError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(TryLockError::Error)?;
    file.try_lock()?;
    Ok(file)
}

/// Makes a folder with mode 0700, and the folders above it, unless it exists.
///
/// # Errors
/// An [`io::Error`] if it cannot be made.
pub fn make_folder(path: &Path) -> io::Result<()> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}
