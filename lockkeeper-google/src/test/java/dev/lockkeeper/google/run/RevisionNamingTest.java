package dev.lockkeeper.google.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RevisionNamingTest {
  private static final String RELEASE = "01HZXJ5Y8Q2W3E4R5T6Y7U8I9O";

  @Test
  void namesAreMadeOfTheRelease() {
    RevisionNaming naming = new RevisionNaming("orders");
    assertThat(naming.revision(RELEASE)).isEqualTo("orders-01hzxj5y8q2w3e4r5t6y7u8i9o");
    assertThat(naming.tag(RELEASE)).contains("r-01hzxj5y8q2w3e4r5t6y7u8i9o");
    assertThat(naming.revision("v1.4_rc")).isEqualTo("orders-v1-4-rc");
  }

  @Test
  void whatIsTooLongBecomesAHash() {
    RevisionNaming naming = new RevisionNaming("a".repeat(30));
    assertThat(naming.revision(RELEASE)).hasSizeLessThanOrEqualTo(63);
    assertThat(naming.tag(RELEASE).orElseThrow()).hasSize(10).matches("r-[0-9a-f]{8}");
    assertThat(naming.tag(RELEASE)).isNotEqualTo(naming.tag("other" + RELEASE));
    assertThat(new RevisionNaming("a".repeat(49)).revision(RELEASE)).hasSizeLessThanOrEqualTo(63);
  }

  @Test
  void aLongServiceHasNoRoomForATag() {
    assertThat(new RevisionNaming("a".repeat(40)).tag(RELEASE)).isEqualTo(Optional.empty());
  }
}
