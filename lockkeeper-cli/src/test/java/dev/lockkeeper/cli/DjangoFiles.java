package dev.lockkeeper.cli;

import java.io.IOException;

/** A Django project with two apps, one of which depends on the other. */
final class DjangoFiles {
  private DjangoFiles() {}

  static void write(ForeignProject project) throws IOException {
    project
        .write(
            "manage.py",
            "import os, sys\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n"
                + "from django.core.management import execute_from_command_line\n"
                + "execute_from_command_line(sys.argv)\n")
        .write("config/__init__.py", "")
        .write(
            "config/settings.py",
            "import os\nSECRET_KEY = 'test'\nINSTALLED_APPS = ['users', 'shop']\nUSE_TZ = True\n"
                + "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql',"
                + " 'HOST': os.environ['PGHOST'], 'PORT': os.environ['PGPORT'],"
                + " 'NAME': os.environ['PGDATABASE'], 'USER': os.environ['PGUSER']}}\n")
        .write("users/__init__.py", "")
        .write("users/migrations/__init__.py", "")
        .write("users/migrations/0001_initial.py", migration("", "User"))
        .write("shop/__init__.py", "")
        .write("shop/migrations/__init__.py", "")
        .write("shop/migrations/0001_initial.py", migration("('users', '0001_initial')", "Client"))
        .write("shop/migrations/0002_invoice.py", migration("('shop', '0001_initial')", "Invoice"));
  }

  /** A second newest migration of an app. */
  static void writeRival(ForeignProject project) throws IOException {
    project.write("shop/migrations/0002_rival.py", migration("('shop', '0001_initial')", "Rival"));
  }

  private static String migration(String dependency, String model) {
    return """
        from django.db import migrations, models

        class Migration(migrations.Migration):
            dependencies = [%s]
            operations = [
                migrations.CreateModel(
                    name='%s', fields=[('id', models.BigAutoField(primary_key=True))]
                )
            ]
        """
        .formatted(dependency, model);
  }
}
