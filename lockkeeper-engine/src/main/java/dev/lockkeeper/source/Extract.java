package dev.lockkeeper.source;

/** Finds again, in the text of a file, the part that is one direction of a migration. */
@FunctionalInterface
interface Extract {
  /** The whole file. */
  Extract WHOLE = text -> new Section(text, 1, true);

  /** The part, or {@link Section#NONE} if the file has lost it. */
  Section from(String text);
}
