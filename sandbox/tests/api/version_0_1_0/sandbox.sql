-- What the sandbox knows. Times are milliseconds since 1970 in UTC, amounts integer minor units.
-- No column ever holds a card number or its code, in the clear or sealed; secrets stand here as hashes.
-- Kept to what SQLite and PostgreSQL both understand.

CREATE TABLE IF NOT EXISTS developers (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS api_keys (
    hash TEXT PRIMARY KEY,
    developer_id TEXT NOT NULL REFERENCES developers (id),
    kind TEXT NOT NULL,                 -- publishable, secret
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

-- Where a developer's pages live: who may call with the publishable key, and where a payer may return to.
CREATE TABLE IF NOT EXISTS origins (
    developer_id TEXT NOT NULL REFERENCES developers (id),
    origin TEXT NOT NULL,
    PRIMARY KEY (developer_id, origin)
);

CREATE TABLE IF NOT EXISTS wallets (
    developer_id TEXT NOT NULL REFERENCES developers (id),
    payer_id TEXT NOT NULL,
    id TEXT NOT NULL,
    currency TEXT NOT NULL,
    balance BIGINT NOT NULL CHECK (balance >= 0),
    needs_approval BOOLEAN NOT NULL,
    PRIMARY KEY (developer_id, payer_id, id, currency)
);

CREATE TABLE IF NOT EXISTS payment_sessions (
    id TEXT PRIMARY KEY,
    developer_id TEXT NOT NULL REFERENCES developers (id),
    secret_hash TEXT NOT NULL,
    payer_id TEXT NOT NULL,
    order_id TEXT,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    methods TEXT NOT NULL,              -- card,wallet
    return_url TEXT,
    complete BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS payments (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES payment_sessions (id),
    attempt BIGINT NOT NULL,            -- 1 is the session's first
    status TEXT NOT NULL,               -- requires_action, processing, succeeded, declined, canceled
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    method TEXT NOT NULL,               -- card, wallet
    brand TEXT,
    last4 TEXT,
    card_fingerprint TEXT,              -- keyed hash of the card number
    wallet_id TEXT,
    installment_months BIGINT NOT NULL,
    decline_code TEXT,
    network_decline_code TEXT,
    network_reference TEXT UNIQUE,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (session_id, attempt)
);

-- At most one payment of a session may still take money, or has.
CREATE UNIQUE INDEX IF NOT EXISTS one_live_payment ON payments (session_id)
    WHERE status IN ('processing', 'requires_action', 'succeeded');

CREATE INDEX IF NOT EXISTS undecided_payments ON payments (status)
    WHERE status IN ('processing', 'requires_action');

CREATE TABLE IF NOT EXISTS actions (
    id TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    kind TEXT NOT NULL,                 -- three_d_secure, redirect
    display TEXT,                       -- hidden, challenge
    return_url TEXT,
    done BOOLEAN NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX IF NOT EXISTS open_actions ON actions (payment_id) WHERE NOT done;

CREATE TABLE IF NOT EXISTS idempotency_keys (
    developer_id TEXT NOT NULL REFERENCES developers (id),
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    jti TEXT UNIQUE,                    -- of the sealed card that came with it
    session_id TEXT,                    -- what was made: a session
    payment_id TEXT,                    -- or a payment
    created_at BIGINT NOT NULL,
    PRIMARY KEY (developer_id, key)
);

CREATE INDEX IF NOT EXISTS oldest_keys ON idempotency_keys (created_at);
