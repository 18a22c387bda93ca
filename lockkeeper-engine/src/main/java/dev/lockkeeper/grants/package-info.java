/**
 * The least rights that migrating and using a database need. {@link dev.lockkeeper.grants.Grants}
 * reads what is there, plans statements from it, writes them as a script or applies them; every
 * statement carries a query that tells whether its effect is in place.
 */
package dev.lockkeeper.grants;
