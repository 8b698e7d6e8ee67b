-- What is true or false becomes a BIGINT of 1 or 0, which is read alike from SQLite and from PostgreSQL.

ALTER TABLE orders ADD COLUMN done BIGINT NOT NULL DEFAULT 0;
UPDATE orders SET done = 1 WHERE paid;
ALTER TABLE orders DROP COLUMN paid;
ALTER TABLE orders RENAME COLUMN done TO paid;
