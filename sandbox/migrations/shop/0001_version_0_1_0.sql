-- What the demo shop keeps. Times are milliseconds since 1970 in UTC, amounts are integer minor units.
-- Version 0.1.0 made these tables at its start, without a record of migrations. `IF NOT EXISTS` lets this file run over a
-- database of that version and change nothing. Never edit a migration that was released: add the next one.

CREATE TABLE IF NOT EXISTS logins (
    sid_hash TEXT PRIMARY KEY,
    payer TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY,
    payer TEXT NOT NULL,
    kind TEXT NOT NULL,             -- cart, top_up
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    paid BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS checkouts (
    session_id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    attempt BIGINT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request TEXT NOT NULL,          -- what the session was made with, to repeat it byte for byte
    created_at BIGINT NOT NULL,
    UNIQUE (order_id, attempt)
);
