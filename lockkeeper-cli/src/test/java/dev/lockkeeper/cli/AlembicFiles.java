package dev.lockkeeper.cli;

import java.io.IOException;

/** An Alembic project that can run offline as well. */
final class AlembicFiles {
  private AlembicFiles() {}

  static void write(ForeignProject project) throws IOException {
    project
        .write("alembic.ini", "[alembic]\nscript_location = %(here)s/scripts\n")
        .write(
            "scripts/env.py",
            """
            import os
            from alembic import context
            from sqlalchemy import create_engine

            url = os.environ['DATABASE_URL'].replace('postgres:', 'postgresql+psycopg2:')
            if context.is_offline_mode():
                context.configure(url=url, literal_binds=True)
                with context.begin_transaction():
                    context.run_migrations()
            else:
                with create_engine(url).connect() as connection:
                    context.configure(connection=connection)
                    with context.begin_transaction():
                        context.run_migrations()
            """);
    write(project, "ae1027a6acf", "None", "clients");
    write(project, "b1957f2d3c04", "'ae1027a6acf'", "invoices");
  }

  /** A second head. */
  static void writeRival(ForeignProject project) throws IOException {
    write(project, "c1957f2d3c04", "'ae1027a6acf'", "rivals");
  }

  /** The end of both heads. */
  static void writeMerge(ForeignProject project) throws IOException {
    write(project, "d1957f2d3c04", "('b1957f2d3c04', 'c1957f2d3c04')", "merged");
  }

  /** The message has what separates the parts of a line of {@code alembic history}. */
  private static void write(ForeignProject project, String revision, String down, String table)
      throws IOException {
    project.write(
        "scripts/versions/" + revision + ".py",
        """
        \"""make %3$s, (head) -> then

        more
        \"""
        from alembic import op
        revision = '%1$s'
        down_revision = %2$s

        def upgrade():
            op.execute('CREATE TABLE %3$s (id int)')

        def downgrade():
            op.execute('DROP TABLE %3$s')
        """
            .formatted(revision, down, table));
  }
}
