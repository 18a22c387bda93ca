"""What every measurement shares: the server, the installed tools, their folders of migrations, and the results."""

import shutil
import sys

from harness import children, install
from harness.migrations import complete, tables
from harness.tools import Target, write_pairs


class Bench:
    """One run. Results are plain data: measurement -> tool -> figures."""

    def __init__(self, options, server, proxy, tools, floors):
        self.options = options
        self.server = server
        self.proxy = proxy
        self.tools = tools
        self.floors = floors
        self.results = {}
        self.troubles = []
        self._folders = {}

    def say(self, text):
        print(text, file=sys.stderr, flush=True)

    def trouble(self, tool, text):
        """Records that a tool did not do what was measured; the report shows it."""
        self.say(f"  {tool}: {text}")
        self.troubles.append({"tool": tool, "what": text})

    def record(self, measurement, tool, figures):
        self.results.setdefault(measurement, {})[tool] = figures

    def with_history(self):
        """The names of the tools that know what they have applied."""
        return [name for name, tool in self.tools.items() if tool.keeps_history]

    def folder(self, name, count):
        """The folder with tables(count) in the layout of the tool (or of the floor)."""
        key = (name, count)
        if key not in self._folders:
            write = write_pairs if name == "floor" else self.tools[name].write
            self._folders[key] = self.new_folder(name, str(count))
            write(self._folders[key], tables(count))
        return self._folders[key]

    def new_folder(self, name, label):
        folder = install.TARGET / "layouts" / name / label
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def direct(self, database):
        return Target(self.server.port, database)

    def counted(self, database):
        return Target(self.proxy.port, database)

    def run(self, name, command, timeout=None):
        return children.run(command, self.log(name), timeout or self.options.timeout)

    def log(self, name):
        return install.TARGET / "logs" / f"{name}.log"

    def up(self, name, folder, target, timeout=None):
        """Runs the tool to its end."""
        return self.run(name, self.tools[name].up(folder, target), timeout)

    def complete(self, database, count):
        with self.server.connect(database) as connection:
            return complete(connection, count)

    def fresh_up(self, name, count, database, via=None):
        """Applies tables(count) to a new empty database; None, and a trouble, if that did not end well."""
        self.server.create(database)
        ended = self.up(name, self.folder(name, count), (via or self.direct)(database))
        if ended.good and self.complete(database, count):
            return ended
        self.trouble(name, f"applying {count} migrations: {describe(ended)}{' but the schema is not complete' * ended.good}")
        return None


def describe(ended):
    return "no end within the time limit" if ended.timed_out else f"exit {ended.exit}"
