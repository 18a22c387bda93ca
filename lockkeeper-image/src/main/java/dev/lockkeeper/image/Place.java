package dev.lockkeeper.image;

import java.nio.file.Path;

/** Where things are in an image. The folder is fixed: its files name each other by these paths. */
final class Place {
  /** The folder of everything that is needed, also in an image of somebody else. */
  static final String HOME = "/opt/lockkeeper";

  /** Libraries of the runtime and the C library, jars, the class-data archive. */
  static final String LIB = HOME + "/lib";

  /** The program. */
  static final String PROGRAM = HOME + "/bin/lockkeeper";

  /** The virtual machine's launcher. */
  static final String JAVA = HOME + "/bin/java";

  /** The C library's loader, a copy under our own name. */
  static final String LOADER = LIB + "/ld.so";

  /** What the virtual machine is started with. */
  static final String ARGUMENTS = LIB + "/java.args";

  /** The jar of the command line. */
  static final String JAR = LIB + "/lockkeeper.jar";

  /** The class-data archive. */
  static final String ARCHIVE = LIB + "/classes.jsa";

  private Place() {}

  /** A path of the image below the folder that will be its root. */
  static Path in(Path root, String path) {
    return root.resolve(path.substring(1));
  }
}
