package dev.lockkeeper.grants;

/** Writes a code block in dollar quotes that its text cannot close. */
final class DollarQuoted {
  private DollarQuoted() {}

  static String statement(String command, String body) {
    String tag = "$lockkeeper$";
    while (body.contains(tag)) {
      tag = "$x" + tag.substring(1);
    }
    return command + " " + tag + " " + body + " " + tag;
  }
}
