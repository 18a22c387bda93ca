package dev.lockkeeper.guard.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingStreamTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private MaskingStream hiding(String... secrets) {
    return OutputMask.ofValues(List.of(secrets)).over(out);
  }

  private static void write(MaskingStream stream, String text) {
    try {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsAtOnceWhatCannotBeASecret() {
    MaskingStream stream = hiding("swordfish");
    write(stream, "Are you sure? ");
    assertThat(shown()).isEqualTo("Are you sure? ");
  }

  @Test
  void holdsBackOnlyTheBeginningOfASecret() throws IOException {
    MaskingStream stream = hiding("swordfish");
    write(stream, "a word, a sword");
    assertThat(shown()).isEqualTo("a word, a ");
    write(stream, "s");
    assertThat(shown()).isEqualTo("a word, a sword");
    assertThat(stream.waiting()).isEqualTo(1);
    stream.close();
    assertThat(shown()).isEqualTo("a word, a swords");
  }

  @Test
  void hidesASecretAtOnceWhenNoLongerOneMayFollow() {
    write(hiding("swordfish"), "it is swordfish");
    assertThat(shown()).isEqualTo("it is ***");
  }

  @Test
  void hidesTheRestOfASecretWhoseBeginningWasReleased() throws IOException {
    MaskingStream stream = hiding("swordfish");
    write(stream, "sw");
    stream.release();
    write(stream, "ordfish!");
    assertThat(shown()).isEqualTo("sw***!");
  }

  @Test
  void makesOneMaskOfSecretsThatOverlap() {
    write(hiding("abcdef", "efghij"), "<abcdefghij><abcdefabcdef>");
    assertThat(shown()).isEqualTo("<***><******>");
  }

  @Test
  void hidesTheLongerOfTwoSecretsThatBeginAlike() throws IOException {
    MaskingStream stream = hiding("abcd", "abcdefgh");
    write(stream, "abcde");
    assertThat(shown()).isEmpty();
    write(stream, "fgh abcdex");
    stream.close();
    assertThat(shown()).isEqualTo("*** ***ex");
  }

  @Test
  void hidesASecretOverSeveralLines() {
    write(hiding("-----BEGIN\nabc\n-----END"), "key:\n-----BEGIN\nabc\n-----END\nok\n");
    assertThat(shown()).isEqualTo("key:\n***\nok\n");
  }

  @Test
  void hidesWhatUrlsAndJsonAndPythonMakeOfASecret() {
    String secret = "p@ss/w\"ö'\\rd \n!";
    write(
        hiding(secret),
        String.join(
            "|",
            secret,
            "p%40ss%2Fw%22%C3%B6%27%5Crd%20%0A%21",
            "p%40ss%2fw%22%c3%b6%27%5crd%20%0a%21",
            "p%40ss%2Fw%22%C3%B6%27%5Crd+%0A%21",
            "p%40ss%2Fw%22%C3%B6'%5Crd%20%0A!",
            "p%40ss/w%22%C3%B6%27%5Crd%20%0A%21",
            "p@ss/w\\\"ö'\\\\rd \\n!",
            "p@ss/w\\\"\\u00f6'\\\\rd \\n!",
            "p@ss\\/w\\\"\\u00f6'\\\\rd \\n!",
            "p@ss/w\"ö\\'\\\\rd \\n!",
            ""));
    assertThat(shown()).isEqualTo("***|".repeat(10));
  }

  /** Encoded alone and as a part of a longer text, by both alphabets, padded and not. */
  @ParameterizedTest
  @ValueSource(
      strings = {"swordfis", "swordfish", "??>>~~>>??", "p@sswörd~?>/", "0123456789abcdef"})
  void hidesWhatBase64MakesOfASecret(String secret) throws IOException {
    for (String before : List.of("", "u:", "us:", "ann:", "anna:", "host=a password=")) {
      for (String behind : List.of("", "@", "@a", "@ab", "\",\"db\"}")) {
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
          byte[] whole = (before + secret + behind).getBytes(StandardCharsets.UTF_8);
          String padded = encoder.encodeToString(whole);
          requireHidden(secret, padded, before.length(), behind.length());
          requireHidden(
              secret,
              encoder.withoutPadding().encodeToString(whole),
              before.length(),
              behind.length());
        }
      }
    }
  }

  /** Of the secret at most a part of a byte is left on each side. */
  private void requireHidden(String secret, String encoded, int before, int behind)
      throws IOException {
    String shown = masked(new Random(3), List.of(secret), "Basic " + encoded + ".");
    assertThat(shown).as("%s in %s", secret, encoded).contains("***");
    int mask = shown.indexOf("***");
    assertThat((mask - "Basic ".length()) * 6).isLessThan((before + 1) * 8);
    String left = shown.substring(mask + 3, shown.length() - 1).replace("=", "");
    assertThat(left.length() * 6).isLessThan((behind + 1) * 8 + 6);
    assertThat(shown).doesNotContain(encoded);
    assertThat(behind > 0 || left.isEmpty()).as(shown).isTrue();
  }

  @Test
  void hidesWhatHexadecimalMakesOfASecret() {
    write(
        hiding("swordfish"),
        "\\x73776f726466697368 0x73776F726466697368 73776f72646669736873776f.");
    assertThat(shown()).isEqualTo("\\x*** 0x*** ***73776f.");
  }

  @Test
  void leavesEncodingsOfShortTextsAsTheyAre() {
    write(hiding("swordfi"), "c3dvcmRmaQ== 73776f72646669");
    assertThat(shown()).isEqualTo("c3dvcmRmaQ== 73776f72646669");
  }

  @Test
  void doesNotLookForVeryShortTexts() {
    write(hiding("abc"), "abcabc");
    assertThat(shown()).isEqualTo("abcabc");
  }

  @Test
  void leavesBytesThatAreNoTextAsTheyAre() throws IOException {
    byte[] bytes = new byte[1024];
    new Random(1).nextBytes(bytes);
    try (MaskingStream stream = hiding("swordfish")) {
      stream.write(bytes);
      stream.write(0xff);
    }
    assertThat(out.toByteArray()).startsWith(bytes).hasSize(1025).endsWith(0xff);
  }

  @Test
  void doesWhatReplaceDoesForOneSecret() throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 3000; round++) {
      String secret = word(random, 4 + random.nextInt(6), 3) + "!";
      String text = text(random, List.of(secret));
      assertThat(masked(random, List.of(secret), text))
          .as("secret %s in %s", secret, text)
          .isEqualTo(text.replace(secret, "***"));
    }
  }

  @Test
  void doesWhatASlowSearchDoesForManySecrets() throws IOException {
    Random random = new Random(11);
    for (int round = 0; round < 3000; round++) {
      List<String> secrets = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        secrets.add(word(random, 4 + random.nextInt(5), 2));
      }
      String text = text(random, secrets);
      assertThat(masked(random, secrets, text))
          .as("secrets %s in %s", secrets, text)
          .isEqualTo(slowlyMasked(secrets, text));
    }
  }

  private String masked(Random random, List<String> secrets, String text) throws IOException {
    out.reset();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (MaskingStream stream = OutputMask.ofValues(secrets).over(out)) {
      int at = 0;
      while (at < bytes.length) {
        int length = Math.min(bytes.length - at, random.nextInt(8));
        stream.write(bytes, at, length);
        at += length;
      }
    }
    return shown();
  }

  private static String text(Random random, List<String> secrets) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      String secret = secrets.get(random.nextInt(secrets.size()));
      switch (random.nextInt(4)) {
        case 0 -> text.append(secret);
        case 1 -> text.append(secret, 0, random.nextInt(secret.length()));
        case 2 -> text.append(secret.substring(random.nextInt(secret.length())));
        default -> text.append(word(random, random.nextInt(6), 4)).append("é");
      }
    }
    return text.toString();
  }

  private static String word(Random random, int length, int letters) {
    return random
        .ints(length, 'a', 'a' + letters)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Marks every character of every occurrence, and writes a mask for each run of overlaps. */
  private static String slowlyMasked(List<String> secrets, String text) {
    Set<Integer> ends = new TreeSet<>();
    int[] startOfEnd = new int[text.length() + 1];
    Arrays.fill(startOfEnd, Integer.MAX_VALUE);
    for (String secret : secrets) {
      for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
        int end = at + secret.length();
        ends.add(end);
        startOfEnd[end] = Math.min(startOfEnd[end], at);
      }
    }
    List<int[]> runs = new ArrayList<>();
    for (int end : ends) {
      int start = startOfEnd[end];
      while (!runs.isEmpty() && runs.get(runs.size() - 1)[1] > start) {
        start = Math.min(start, runs.remove(runs.size() - 1)[0]);
      }
      runs.add(new int[] {start, end});
    }
    StringBuilder shown = new StringBuilder();
    int at = 0;
    for (int[] run : runs) {
      shown.append(text, at, run[0]).append("***");
      at = run[1];
    }
    return shown.append(text.substring(at)).toString();
  }
}
