package dev.lockkeeper.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** The tree of files of an image. */
final class RootTree {
  private final Path root;
  private final Instant time;

  private RootTree(Path root, Instant time) {
    this.root = root;
    this.time = time;
  }

  /** Makes the tree of a variant anew. */
  static void build(Request request, Variant variant, Path root) throws IOException {
    Folders.delete(root);
    Files.createDirectories(root);
    JavaRuntime.install(request.jdk(), request.out().resolve("cache"), root);
    SharedLibraries.complete(root);
    new Distribution(request.distribution()).unpack(variant, request.time(), root);
    SystemFiles.write(root);
    Launcher.write(root);
    RootTree tree = new RootTree(root, request.time());
    tree.settle();
    ClassDataArchive.make(root);
    tree.settle();
  }

  /** Gives every file the owner and the mode that it has in the image, and the one time. */
  private void settle() throws IOException {
    for (Path file : Folders.below(root)) {
      boolean isFolder = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
      Rights.of("/" + root.relativize(file), isFolder).set(file);
      FileTime at = FileTime.from(time);
      Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(at, at, null);
    }
  }
}
