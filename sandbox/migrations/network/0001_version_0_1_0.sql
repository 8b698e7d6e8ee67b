-- The ledger of the simulated card network. Times are milliseconds since 1970 in UTC, amounts are integer minor units.
-- Version 0.1.0 made these tables at its start, without a record of migrations. `IF NOT EXISTS` lets this file run over a
-- database of that version and change nothing. Never edit a migration that was released: add the next one.

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
