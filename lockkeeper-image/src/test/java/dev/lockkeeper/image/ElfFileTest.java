package dev.lockkeeper.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Reads and changes a copy of the program that runs this test. */
@EnabledOnOs(OS.LINUX)
class ElfFileTest {
  @TempDir Path folder;

  private Path program;

  @BeforeEach
  void copy() throws IOException {
    program = folder.resolve("java");
    Files.copy(Path.of(System.getProperty("java.home"), "bin", "java"), program);
  }

  @Test
  void tellsWhatAProgramNeeds() throws IOException {
    ElfFile java = read();
    assertThat(java.needed()).contains("libjli.so", "libc.so.6");
    assertThat(java.loader()).hasValueSatisfying(path -> assertThat(path).contains("/ld-linux-"));
    assertThat(java.searchPath()).contains("$ORIGIN:$ORIGIN/../lib");
  }

  @Test
  void givesAProgramAnotherLoaderAndAnotherPlaceForLibraries() throws IOException {
    long size = Files.size(program);
    read().relocate("/a/ld.so", "/a/lib");
    ElfFile changed = read();
    assertThat(changed.loader()).contains("/a/ld.so");
    assertThat(changed.searchPath()).contains("/a/lib");
    assertThat(changed.needed()).contains("libjli.so", "libc.so.6");
    assertThat(program).hasSize(size);
  }

  @Test
  void leavesAProgramAloneWhereThereIsNoRoom() throws IOException {
    byte[] before = Files.readAllBytes(program);
    String longer = "/a".repeat(40);
    assertThatThrownBy(() -> read().relocate("/a/ld.so", longer))
        .isInstanceOf(BuildException.class)
        .hasMessageContaining(longer);
    assertThatThrownBy(() -> read().relocate(longer, "/a")).isInstanceOf(BuildException.class);
    assertThat(program).hasBinaryContent(before);
  }

  @Test
  void isNoOtherFile() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "#!/bin/sh\n".repeat(20));
    assertThat(ElfFile.read(text)).isEmpty();
    assertThat(ElfFile.read(Files.createFile(folder.resolve("empty")))).isEmpty();
  }

  private ElfFile read() throws IOException {
    return ElfFile.read(program).orElseThrow();
  }
}
