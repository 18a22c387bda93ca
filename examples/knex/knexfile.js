// The database comes from the variables that node-postgres knows: PGHOST, PGPORT, PGUSER and so on.
module.exports = {
  client: "pg",
  connection: {},
  pool: { min: 0, max: 2 },
  migrations: { directory: "./migrations", tableName: "knex_migrations" },
};
