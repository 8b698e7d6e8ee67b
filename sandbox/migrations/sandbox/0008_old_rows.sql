-- What is over is deleted by its age: indexes that find it, and the rows that refer to it, without reading the others.
-- Only SQL that both SQLite and PostgreSQL understand.

CREATE INDEX sessions_by_end ON payment_sessions (complete, expires_at);

-- Instead of one by the payment of those that are open.
DROP INDEX open_actions;
CREATE INDEX actions_of_payment ON actions (payment_id, done);
CREATE INDEX actions_by_end ON actions (done, expires_at);
