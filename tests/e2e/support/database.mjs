// Reads the sandbox's SQLite database while it runs: from a copy of the file and its write-ahead log, so nothing is locked.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';

/**
 * The rows of one query.
 *
 * @returns {any[]}
 */
export function query(sandbox, sql, file = 'sandbox.sqlite') {
  const folder = mkdtempSync(join(tmpdir(), 'payments-db-'));
  for (const end of ['', '-wal']) {
    const source = join(sandbox.data, file + end);
    if (existsSync(source)) copyFileSync(source, join(folder, file + end));
  }
  const database = new sqlite.Database(join(folder, file));
  try {
    // In WebAssembly SQLite has no shared memory, so it reads a write-ahead log only in exclusive mode.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    return database.all(sql);
  } finally {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The payments, oldest first. */
export const payments = sandbox =>
  query(
    sandbox,
    `SELECT id, status, amount, currency, method, brand, last4, wallet_id FROM payments
    ORDER BY created_at, rowid`,
  );
