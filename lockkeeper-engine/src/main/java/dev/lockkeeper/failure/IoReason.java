package dev.lockkeeper.failure;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file could not be read or written, in words; the Java class alone says little. */
public final class IoReason {
  private IoReason() {}

  /** The reason, as the end of a sentence. The file's name is not repeated. */
  public static String of(Exception failure) {
    Throwable e =
        failure instanceof DirectoryIteratorException listing && listing.getCause() != null
            ? listing.getCause()
            : failure;
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "this user has no right to it";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "there is something of that name already";
    }
    if (e instanceof NotDirectoryException) {
      return "it is no folder";
    }
    String said = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return said == null ? e.getClass().getSimpleName() : said;
  }
}
