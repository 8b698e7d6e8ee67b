//! Files and folders that only their owner may read.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::Path;

/// Writes a new file with mode 0600. A process that is killed meanwhile leaves the whole file or none.
///
/// # Errors
/// An [`io::Error`] if the file exists already or cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    replace(path, bytes)
}

/// Writes a file with mode 0600, in place of the one that is there. A process that is killed meanwhile leaves the old file or the
/// new one, whole.
///
/// # Errors
/// An [`io::Error`] if the file cannot be written.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    sync_folder_of(path)
}

/// The new name of a file is on the disk once its folder is.
#[cfg(unix)]
fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Windows cannot open a folder as a file.
#[cfg(not(unix))]
fn sync_folder_of(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Opens a file with mode 0600 and locks it for this process, until the file is dropped or the process ends. Makes the file
/// unless it exists.
///
/// # Errors
/// [`TryLockError::WouldBlock`] while another process holds it; an [`io::Error`] if it cannot be opened or locked.
pub fn lock(path: &Path) -> Result<File, TryLockError> {
    let file = open_lock(path).map_err(TryLockError::Error)?;
    file.try_lock()?;
    Ok(file)
}

/// As [`lock`], but waits while another process holds it.
///
/// # Errors
/// An [`io::Error`] if it cannot be opened or locked.
pub fn wait_for_lock(path: &Path) -> io::Result<File> {
    let file = open_lock(path)?;
    file.lock()?;
    Ok(file)
}

fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
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
