package dev.lockkeeper.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
  /** In order; those of one row are equal. */
  private static final List<List<String>> IN_ORDER =
      List.of(
          List.of("0", "000"),
          List.of("1", "01"),
          List.of("1.0", "1.00"),
          List.of("1.2"),
          List.of("1.2.1"),
          List.of("1.10"),
          List.of("9"),
          List.of("10"),
          List.of("20260217120000"),
          List.of("99999999999999999999999999"),
          List.of("1.x"),
          List.of("Polls.0001_initial"),
          List.of("polls.0001_initial"),
          List.of("polls.0002_votes"),
          List.of("polls.0010_later"));

  @Test
  void ordersNumbersByValueBeforeNamesByText() {
    List<Version> all = new ArrayList<>();
    IN_ORDER.forEach(row -> row.forEach(text -> all.add(Version.read(text))));
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < all.size(); j++) {
        Version one = all.get(i);
        Version other = all.get(j);
        boolean equal = one.compareTo(other) == 0;
        assertThat(one.equals(other)).as("%s equals %s", one, other).isEqualTo(equal);
        assertThat(!equal || one.hashCode() == other.hashCode()).isTrue();
        assertThat(one.compareTo(other)).isEqualTo(-other.compareTo(one));
        if (!equal) {
          assertThat(one.compareTo(other) < 0).as("%s before %s", one, other).isEqualTo(i < j);
        }
      }
    }
    assertThat(new TreeSet<>(all)).hasSize(IN_ORDER.size());
  }

  @ParameterizedTest
  @CsvSource({
    "20260217120000, false, 20260217120000_create_users",
    "1.2, false, 1.2_create_users",
    "polls.0001_initial, true, polls.0001_initial",
    "1.2_x, true, 1.2_x",
    "1., true, 1.",
    "-1, true, -1",
  })
  void readsNumbersWhereItCanAndNamesElsewhere(String text, boolean named, String title) {
    Version version = Version.read(text);
    assertThat(version.isNamed()).isEqualTo(named);
    assertThat(version).hasToString(text);
    assertThat(version.title("create_users")).isEqualTo(title);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7, 7",
    "0007_users, 0007, 0007_users",
    "0007_a.js, 0007, 0007_a.js",
    "polls.0001_a, polls.0001_a, polls.0001_a",
    "_x, _x, _x"
  })
  void aTypedTitleIsItsNumberUnlessThereIsSuchAName(String text, String number, String name) {
    assertThat(Version.typed(text).meant(version -> false)).hasToString(number);
    assertThat(Version.typed(text).meant(version -> true)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1", "1.2", "007"})
  void aNameIsNeitherBlankNorNumbers(String text) {
    assertThatThrownBy(() -> Version.named(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
