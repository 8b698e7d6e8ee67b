-- Money that is given back. Never edit a migration that was released: add the next one.

CREATE TABLE refunds (
    reference TEXT PRIMARY KEY,
    authorization_reference TEXT NOT NULL,
    verdict TEXT NOT NULL,              -- refunded, or why it is refused
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    decided_at BIGINT NOT NULL,         -- of a late one: when it will be
    created_at BIGINT NOT NULL
);

-- The sum of what was given back.
ALTER TABLE authorizations ADD COLUMN refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0 AND refunded <= amount);

-- What becomes of every refund of it: refunded, or why it is refused.
ALTER TABLE authorizations ADD COLUMN refund_verdict TEXT NOT NULL DEFAULT 'refunded';
