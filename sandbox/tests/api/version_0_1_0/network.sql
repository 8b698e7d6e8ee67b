CREATE TABLE IF NOT EXISTS authorizations (
    reference TEXT PRIMARY KEY,
    state TEXT NOT NULL,          -- decided, late, hidden, challenge
    verdict TEXT NOT NULL,        -- approved, voided, or why it is declined; not valid before the state is decided
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    last4 TEXT NOT NULL,
    decided_at BIGINT NOT NULL,   -- of a late one: when it will be
    created_at BIGINT NOT NULL
);
