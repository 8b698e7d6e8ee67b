-- Passwords that are changed, and when an API key was used last.
-- Only SQL that both SQLite and PostgreSQL understand.

-- Which of the account's passwords it is. A log-in is valid while it has the account's number.
ALTER TABLE accounts ADD COLUMN password_version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE console_sessions ADD COLUMN password_version BIGINT NOT NULL DEFAULT 1;

-- In milliseconds since 1970, to the minute or so. Null: it was not used since there is this column.
ALTER TABLE api_keys ADD COLUMN last_used_at BIGINT;
