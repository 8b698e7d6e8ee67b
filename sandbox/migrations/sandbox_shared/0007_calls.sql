-- How often payers have called, counted for all instances together. For PostgreSQL only: over a file there is one instance, and it
-- counts in memory. Unlogged: to forget the counts after a crash does no harm, and no call waits for the disk.

CREATE UNLOGGED TABLE calls (
    kind TEXT NOT NULL,
    developer_id TEXT NOT NULL,
    payer_id TEXT NOT NULL,
    begun_at BIGINT NOT NULL,       -- the first call of the minute that is counted
    made BIGINT NOT NULL,
    PRIMARY KEY (kind, developer_id, payer_id)
);
