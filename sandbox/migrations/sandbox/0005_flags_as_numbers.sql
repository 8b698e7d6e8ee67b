-- What is true or false becomes a BIGINT of 1 or 0, which is read alike from SQLite and from PostgreSQL.
-- Only SQL that both SQLite and PostgreSQL understand.

ALTER TABLE wallets ADD COLUMN asks BIGINT NOT NULL DEFAULT 0;
UPDATE wallets SET asks = 1 WHERE needs_approval;
ALTER TABLE wallets DROP COLUMN needs_approval;
ALTER TABLE wallets RENAME COLUMN asks TO needs_approval;

ALTER TABLE wallets ADD COLUMN takes_token BIGINT NOT NULL DEFAULT 0;
UPDATE wallets SET takes_token = 1 WHERE needs_token;
ALTER TABLE wallets DROP COLUMN needs_token;
ALTER TABLE wallets RENAME COLUMN takes_token TO needs_token;

ALTER TABLE payment_sessions ADD COLUMN paid BIGINT NOT NULL DEFAULT 0;
UPDATE payment_sessions SET paid = 1 WHERE complete;
ALTER TABLE payment_sessions DROP COLUMN complete;
ALTER TABLE payment_sessions RENAME COLUMN paid TO complete;

ALTER TABLE payments ADD COLUMN authenticated BIGINT NOT NULL DEFAULT 0;
UPDATE payments SET authenticated = 1 WHERE korean_auth;
ALTER TABLE payments DROP COLUMN korean_auth;
ALTER TABLE payments RENAME COLUMN authenticated TO korean_auth;

ALTER TABLE actions ADD COLUMN finished BIGINT NOT NULL DEFAULT 0;
UPDATE actions SET finished = 1 WHERE done;
DROP INDEX open_actions;
ALTER TABLE actions DROP COLUMN done;
ALTER TABLE actions RENAME COLUMN finished TO done;
CREATE INDEX open_actions ON actions (payment_id) WHERE done = 0;
