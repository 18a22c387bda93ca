const STATES = ["pending", "paid", "shipped", "delivered", "cancelled"];

exports.up = (knex) =>
  knex.schema.createTable("orders", (table) => {
    table.uuid("id").primary().defaultTo(knex.raw("gen_random_uuid()"));
    table.uuid("user_id").notNullable().references("users.id").onDelete("RESTRICT");
    table.text("status").notNullable().defaultTo("pending").checkIn(STATES);
    table.decimal("total", 10, 2).notNullable();
    table.jsonb("details").notNullable().defaultTo("{}");
    table.timestamp("created_at", { useTz: true }).notNullable().defaultTo(knex.fn.now());
    table.index("user_id", "orders_user_id_idx");
  });

exports.down = (knex) => knex.schema.dropTable("orders");
