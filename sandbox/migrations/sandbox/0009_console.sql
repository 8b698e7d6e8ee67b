-- The developer console: accounts, who is logged in, and the log of requests.
-- Only SQL that both SQLite and PostgreSQL understand.

CREATE TABLE accounts (
    name TEXT PRIMARY KEY,              -- in small letters
    developer_id TEXT NOT NULL REFERENCES developers (id),
    password_hash TEXT NOT NULL,        -- argon2id, in the PHC string format
    created_at BIGINT NOT NULL
);

CREATE TABLE console_sessions (
    sid_hash TEXT PRIMARY KEY,          -- SHA-256 of the cookie
    account TEXT NOT NULL REFERENCES accounts (name),
    notice TEXT,                        -- what the next page says, once; no secret
    expires_at BIGINT NOT NULL
);

CREATE INDEX oldest_console_sessions ON console_sessions (expires_at);

-- How often somebody has tried to log in or to sign up since `begun_at`.
CREATE TABLE console_attempts (
    subject TEXT PRIMARY KEY,           -- a hash of the account's name
    begun_at BIGINT NOT NULL,
    made BIGINT NOT NULL
);

-- What may be shown of a key: a publishable key itself, of a secret one the last four characters.
ALTER TABLE api_keys ADD COLUMN shown TEXT;

-- When the origin was added in the console. Null: it comes with the start of the sandbox.
ALTER TABLE origins ADD COLUMN added_at BIGINT;

-- When the payer was asked for something first, and when the payment was decided.
ALTER TABLE payments ADD COLUMN asked_at BIGINT;
ALTER TABLE payments ADD COLUMN decided_at BIGINT;

CREATE INDEX newest_payments ON payments (created_at, id);

-- What a developer's servers and pages have asked for. Never a body, a query or a header.
CREATE TABLE request_log (
    request_id TEXT PRIMARY KEY,
    developer_id TEXT NOT NULL REFERENCES developers (id),
    at BIGINT NOT NULL,
    method TEXT NOT NULL,
    route TEXT NOT NULL,                -- the template: /v1/payments/{id}
    status BIGINT NOT NULL,
    code TEXT,                          -- of an error
    millis BIGINT NOT NULL
);

CREATE INDEX newest_requests ON request_log (developer_id, at, request_id);
