-- Cards that payers have saved, and wallets that take a token.
-- `sealed_number` is the only column of this database that holds a card number, encrypted: the keys are in a file of their own,
-- `vault-key`. No column ever holds a security code.
-- Only SQL that both SQLite and PostgreSQL understand.

CREATE TABLE saved_cards (
    id TEXT PRIMARY KEY,
    developer_id TEXT NOT NULL REFERENCES developers (id),
    payer_id TEXT NOT NULL,
    payment_id TEXT REFERENCES payments (id), -- the payment that must succeed first; null once the card is saved
    card_fingerprint TEXT NOT NULL,     -- keyed hash of the card number
    brand TEXT,
    last4 TEXT NOT NULL,
    exp_month BIGINT NOT NULL,
    exp_year BIGINT NOT NULL,
    vault_key_id TEXT NOT NULL,         -- the key that the number is sealed under
    sealed_number TEXT NOT NULL,        -- nonce, ciphertext and tag in base64url
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    restorable_until BIGINT             -- the payer has deleted it; removed for good when this time is over
);

-- A payer has a card once, whatever was paid with it at the same time.
CREATE UNIQUE INDEX one_card_of_payer ON saved_cards (developer_id, payer_id, card_fingerprint) WHERE payment_id IS NULL;

CREATE UNIQUE INDEX card_of_payment ON saved_cards (payment_id) WHERE payment_id IS NOT NULL;

CREATE INDEX deleted_cards ON saved_cards (restorable_until) WHERE restorable_until IS NOT NULL;

-- The card that was paid with, or that the payment has saved.
ALTER TABLE payments ADD COLUMN saved_card_id TEXT;

-- Korea: identity number and card password came with the card. What they were is not kept.
ALTER TABLE payments ADD COLUMN korean_auth BOOLEAN NOT NULL DEFAULT FALSE;

-- required, skip
ALTER TABLE payment_sessions ADD COLUMN saved_card_cvv TEXT NOT NULL DEFAULT 'required';

ALTER TABLE wallets ADD COLUMN needs_token BOOLEAN NOT NULL DEFAULT FALSE;
