-- Refunds of payments.
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
