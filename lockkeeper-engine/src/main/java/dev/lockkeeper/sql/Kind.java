package dev.lockkeeper.sql;

/** What a token is. */
enum Kind {
  /** The end of the text. */
  END,
  /** A key word or a name without quotes. */
  WORD,
  /** {@code "name"} or {@code U&"name"}. */
  QUOTED_NAME,
  /** Any string constant: plain, E, U&amp;, B, X, N or dollar-quoted. */
  STRING,
  NUMBER,
  /** {@code $1}. */
  PARAMETER,
  OPERATOR,
  /** Punctuation: parentheses, brackets, comma, semicolon, dot, colon and their like. */
  SYMBOL,
  /** A backslash outside every literal: only psql knows what to do with it. */
  BACKSLASH
}
