package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmptyArgumentsTest {

  @Test
  void leavesTheArgumentsOfAnotherProgramAlone() {
    assertThat(EmptyArguments.find(new String[] {"run", "--", "psql", "-c", ""})).isEmpty();
    assertThat(EmptyArguments.find(new String[] {"run", "--", "psql", "--command="})).isEmpty();
  }

  @Test
  void findsAnEmptyArgumentBeforeAnotherProgram() {
    assertThat(EmptyArguments.find(new String[] {"run", "--reason", "", "--", "psql"}))
        .contains("the value of --reason");
  }
}
