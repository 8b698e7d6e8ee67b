-- Orders are deleted by their age.

CREATE INDEX oldest_orders ON orders (created_at);
