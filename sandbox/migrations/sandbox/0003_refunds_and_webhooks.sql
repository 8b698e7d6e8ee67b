-- Refunds of payments, and webhooks.
-- Only SQL that both SQLite and PostgreSQL understand.

CREATE TABLE refunds (
    id TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    number BIGINT NOT NULL,             -- 1 is the payment's first
    status TEXT NOT NULL,               -- pending, succeeded, failed
    amount BIGINT NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    reason TEXT,                        -- requested_by_customer, duplicate, fraudulent
    network_reference TEXT UNIQUE,      -- none for a wallet
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (payment_id, number)
);

CREATE INDEX pending_refunds ON refunds (status) WHERE status = 'pending';

-- The sum of the refunds that are pending or have succeeded: no other refund can have this money.
ALTER TABLE payments ADD COLUMN refunds_claimed BIGINT NOT NULL DEFAULT 0
    CHECK (refunds_claimed >= 0 AND refunds_claimed <= amount);

-- The sum of the refunds that have succeeded.
ALTER TABLE payments ADD COLUMN amount_refunded BIGINT NOT NULL DEFAULT 0
    CHECK (amount_refunded >= 0 AND amount_refunded <= amount);

-- What was made under the key: a refund.
ALTER TABLE idempotency_keys ADD COLUMN refund_id TEXT;

-- Where a merchant's server is told what becomes of its payments. No secret is stored: each is derived from the server key, the
-- endpoint's id and the version.
CREATE TABLE webhook_endpoints (
    id TEXT PRIMARY KEY,
    developer_id TEXT NOT NULL REFERENCES developers (id),
    url TEXT NOT NULL,
    events TEXT,                        -- payment.succeeded,refund.failed; null is all
    secret_version BIGINT NOT NULL,     -- 1 is the first
    created_at BIGINT NOT NULL,
    deleted_at BIGINT
);

CREATE INDEX endpoints_of_developer ON webhook_endpoints (developer_id) WHERE deleted_at IS NULL;

-- Secrets that were replaced, and sign until their time is over.
CREATE TABLE replaced_webhook_secrets (
    endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id),
    version BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (endpoint_id, version)
);

-- What happened to payments and refunds, written in the same transaction as the change.
CREATE TABLE events (
    id TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    number BIGINT NOT NULL,             -- the order of a payment's events
    type TEXT NOT NULL,
    data TEXT NOT NULL,                 -- JSON; without the secret in the URL of an action
    created_at BIGINT NOT NULL,
    UNIQUE (payment_id, number)
);

CREATE INDEX oldest_events ON events (created_at);

-- An event on its way to an endpoint.
CREATE TABLE webhook_deliveries (
    event_id TEXT NOT NULL REFERENCES events (id),
    endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id),
    payment_id TEXT NOT NULL,
    number BIGINT NOT NULL,             -- as of the event
    status TEXT NOT NULL,               -- pending, delivered, failed
    attempts BIGINT NOT NULL,
    response_status BIGINT,             -- of the last attempt
    error TEXT,                         -- of the last attempt: unreachable, timed_out, address_not_allowed
    next_attempt_at BIGINT NOT NULL,
    claimed_until BIGINT NOT NULL,      -- an instance makes an attempt, and has until then
    give_up_at BIGINT,                  -- set by the first attempt
    resent_at BIGINT,                   -- it waits for no earlier event, and none waits for it
    created_at BIGINT NOT NULL,
    PRIMARY KEY (event_id, endpoint_id)
);

CREATE INDEX waiting_deliveries ON webhook_deliveries (endpoint_id, payment_id, number) WHERE status = 'pending';

CREATE INDEX newest_deliveries ON webhook_deliveries (endpoint_id, created_at);

CREATE INDEX oldest_deliveries ON webhook_deliveries (created_at);

-- What was made under the key: a webhook endpoint.
ALTER TABLE idempotency_keys ADD COLUMN webhook_endpoint_id TEXT;
