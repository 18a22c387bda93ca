// Without a lock that writers would wait for; so it cannot be part of a transaction.
exports.config = { transaction: false };

exports.up = (knex) =>
  knex.raw(
    "CREATE INDEX CONCURRENTLY orders_open_idx ON orders (created_at) WHERE status IN ('pending', 'paid')",
  );

exports.down = (knex) => knex.raw("DROP INDEX CONCURRENTLY orders_open_idx");
