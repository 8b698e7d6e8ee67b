//! Long lists, a page at a time: the newest first, and then those before a cursor.

use super::error::ConsoleError;
use crate::clock::Millis;

/// How many rows are read for a page of `size`: one more, which says that there is a next page.
pub(super) const fn limit(size: usize) -> i64 {
    size as i64 + 1
}

/// The rows of a page, of those that [`limit`] has read, and a copy of its last one if there is a next page.
pub(super) fn cut<T: Clone>(mut rows: Vec<T>, size: usize) -> (Vec<T>, Option<T>) {
    let is_more = rows.len() > size;
    rows.truncate(size);
    let last = rows.last().filter(|_| is_more).cloned();
    (rows, last)
}

/// Time and id of a cursor, `1795509060000-pay_…`; `None` if there is none.
///
/// # Errors
/// [`ConsoleError::Malformed`] for another text: it would otherwise show the first page again.
pub(super) fn cursor(text: Option<&str>) -> Result<Option<(Millis, &str)>, ConsoleError> {
    let Some(text) = text else { return Ok(None) };
    let (at, id) = text.split_once('-').ok_or(ConsoleError::Malformed)?;
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if !is_id {
        return Err(ConsoleError::Malformed);
    }
    Ok(Some((at.parse().map_err(|_| ConsoleError::Malformed)?, id)))
}
