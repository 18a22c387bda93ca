/** The PostgreSQL dialect: the only code that knows the driver. */
package dev.lockkeeper.database.postgres;
