// What node-postgres and its users do with a connection, through the relay whose URL is the argument.
"use strict";

const assert = require("node:assert");
const { Client, Pool } = require("pg");

const url = process.argv[2];

async function one(client, text, values) {
  const result = await client.query(text, values);
  return Object.values(result.rows[0])[0];
}

async function main() {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("CREATE TABLE t (id int PRIMARY KEY, body text)");
  for (let i = 0; i < 200; i++) {
    await client.query("INSERT INTO t VALUES ($1, $2)", [i, "hidden value"]);
  }
  for (let i = 0; i < 50; i++) {
    const query = { name: "by-id", text: "SELECT body FROM t WHERE id = $1", values: [i] };
    assert.strictEqual((await client.query(query)).rows[0].body, "hidden value");
  }
  await Promise.all(Array.from({ length: 50 }, (_, i) => client.query("SELECT $1::int", [i])));
  const results = await client.query("SELECT 1; SELECT 'hidden value'; SELECT 3");
  assert.strictEqual(results.length, 3);
  assert.strictEqual(await one(client, "SELECT length($1)", ["z".repeat(5000000)]), 5000000);
  assert.strictEqual(await one(client, "SELECT pg_backend_pid()"), client.processID);

  await client.query("BEGIN");
  await client.query("SAVEPOINT here");
  await assert.rejects(client.query("INSERT INTO t VALUES ($1, $2)", [1, "hidden value"]), { code: "23505" });
  await client.query("ROLLBACK TO SAVEPOINT here");
  await client.query("INSERT INTO t VALUES (-1, 'kept')");
  await client.query("COMMIT");
  assert.strictEqual(await one(client, "SELECT body FROM t WHERE id = -1"), "kept");
  await assert.rejects(client.query("SELECT * FROM missing"), { code: "42P01" });
  await assert.rejects(client.query("SELECT $1::int", ["hidden value"]), { code: "22P02" });
  await client.query("");

  const heard = new Promise((resolve) => client.once("notification", resolve));
  await client.query("LISTEN news");
  await client.query("NOTIFY news, 'it rains'");
  assert.strictEqual((await heard).payload, "it rains");
  await client.end();

  const pool = new Pool({ connectionString: url, max: 5 });
  const counts = await Promise.all(Array.from({ length: 40 }, () => one(pool, "SELECT count(*)::int FROM t")));
  assert.ok(counts.every((count) => count === 201));
  await pool.end();
  console.log("all is well");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
