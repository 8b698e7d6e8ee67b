-- For several instances over one database.
-- Only SQL that both SQLite and PostgreSQL understand.

-- An undecided payment has an instance that looks after it until this time, and moves the time on meanwhile. Once it is over,
-- another instance takes the payment up.
ALTER TABLE payments ADD COLUMN watched_until BIGINT NOT NULL DEFAULT 0;

-- Somebody was told that the session is over and nothing was paid. That is final, also by the clock of another machine.
ALTER TABLE payment_sessions ADD COLUMN closed BIGINT NOT NULL DEFAULT 0;

-- What all instances must have alike.
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
