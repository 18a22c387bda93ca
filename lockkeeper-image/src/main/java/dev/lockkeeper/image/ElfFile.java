package dev.lockkeeper.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A program or shared library for 64 bits, little-endian: what it needs, and where it looks for it.
 * Field names and numbers are those of the System V ABI, chapters "ELF header", "Program header"
 * and "Dynamic section".
 */
final class ElfFile {
  private static final int HEADER = 64;
  private static final int MAGIC = 0x464c457f;
  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final int PT_INTERP = 3;
  private static final int DT_NULL = 0;
  private static final int DT_NEEDED = 1;
  private static final int DT_STRTAB = 5;
  private static final int DT_RPATH = 15;
  private static final int DT_RUNPATH = 29;

  private final Path path;
  private final byte[] content;
  private final ByteBuffer bytes;

  /** A program header: {@code p_type}, {@code p_offset}, {@code p_vaddr}, {@code p_filesz}. */
  private record Segment(int type, int offset, long address, int size) {}

  /** An entry of the dynamic section, and where it stands in the file. */
  private record Entry(int position, long tag, long value) {}

  private ElfFile(Path path, byte[] content) {
    this.path = path;
    this.content = content;
    this.bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads a file; empty if it is no program or library. */
  static Optional<ElfFile> read(Path path) throws IOException {
    byte[] content = Files.readAllBytes(path);
    ElfFile file = new ElfFile(path, content);
    if (content.length <= HEADER || file.bytes.getInt(0) != MAGIC) {
      return Optional.empty();
    }
    if (content[4] != 2 || content[5] != 1) {
      throw new BuildException(path + " is no program for 64 bits, little-endian");
    }
    return Optional.of(file);
  }

  /** The loader that the kernel starts in its place; libraries have none. */
  Optional<String> loader() {
    return segments().stream()
        .filter(segment -> segment.type() == PT_INTERP)
        .findFirst()
        .map(segment -> text(segment.offset()));
  }

  /** The names of the libraries that it needs. */
  List<String> needed() {
    int strings = strings();
    return dynamic().stream()
        .filter(entry -> entry.tag() == DT_NEEDED)
        .map(entry -> text(strings + Math.toIntExact(entry.value())))
        .toList();
  }

  /** Where it looks for them before anywhere else. */
  Optional<String> searchPath() {
    return search().map(entry -> text(strings() + Math.toIntExact(entry.value())));
  }

  /**
   * Writes the file anew with another loader and another place for libraries, in the room of the
   * old ones. The place counts before {@code LD_LIBRARY_PATH} ({@code DT_RPATH}), and for whatever
   * the libraries themselves need.
   */
  void relocate(String loader, String folder) throws IOException {
    Segment old =
        segments().stream()
            .filter(segment -> segment.type() == PT_INTERP)
            .findFirst()
            .orElseThrow(() -> new BuildException(path + " names no loader"));
    Entry search =
        search().orElseThrow(() -> new BuildException(path + " has no search path to change"));
    int place = strings() + Math.toIntExact(search.value());
    replace(old.offset(), old.size() - 1, loader);
    replace(place, text(place).length(), folder);
    bytes.putLong(search.position(), DT_RPATH);
    Files.write(path, content);
  }

  private void replace(int offset, int room, String text) {
    byte[] replacement = text.getBytes(StandardCharsets.US_ASCII);
    if (replacement.length > room) {
      throw new BuildException(
          path + " has room for " + room + " characters, not for " + text + "; try another JDK");
    }
    for (int i = 0; i < room; i++) {
      bytes.put(offset + i, i < replacement.length ? replacement[i] : 0);
    }
  }

  private Optional<Entry> search() {
    return dynamic().stream()
        .filter(entry -> entry.tag() == DT_RPATH || entry.tag() == DT_RUNPATH)
        .findFirst();
  }

  private List<Segment> segments() {
    int start = Math.toIntExact(bytes.getLong(32));
    int size = bytes.getShort(54);
    int count = bytes.getShort(56);
    List<Segment> segments = new ArrayList<>();
    for (int at = start; at < start + size * count; at += size) {
      segments.add(
          new Segment(
              bytes.getInt(at),
              Math.toIntExact(bytes.getLong(at + 8)),
              bytes.getLong(at + 16),
              Math.toIntExact(bytes.getLong(at + 32))));
    }
    return segments;
  }

  private List<Entry> dynamic() {
    List<Entry> entries = new ArrayList<>();
    for (Segment segment : segments()) {
      if (segment.type() == PT_DYNAMIC) {
        int end = segment.offset() + segment.size();
        for (int at = segment.offset(); at < end && bytes.getLong(at) != DT_NULL; at += 16) {
          entries.add(new Entry(at, bytes.getLong(at), bytes.getLong(at + 8)));
        }
      }
    }
    return entries;
  }

  /** The offset of the dynamic section's strings, which it gives as an address in memory. */
  private int strings() {
    long address =
        dynamic().stream()
            .filter(entry -> entry.tag() == DT_STRTAB)
            .findFirst()
            .orElseThrow(() -> new BuildException(path + " is linked statically"))
            .value();
    return segments().stream()
        .filter(segment -> segment.type() == PT_LOAD)
        .filter(segment -> segment.address() <= address)
        .filter(segment -> address < segment.address() + segment.size())
        .map(segment -> Math.toIntExact(address - segment.address()) + segment.offset())
        .findFirst()
        .orElseThrow(() -> new BuildException(path + " has its strings nowhere"));
  }

  private String text(int offset) {
    int end = offset;
    while (bytes.get(end) != 0) {
      end++;
    }
    return new String(content, offset, end - offset, StandardCharsets.US_ASCII);
  }
}
