//! The backend to develop and test against.
