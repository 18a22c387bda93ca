package dev.lockkeeper.failure;

import java.util.Locale;

/**
 * What went wrong, as a stable code. The {@link Outcome} of a failed command follows from it.
 * Immutable.
 */
public enum ErrorCode {
  USAGE(Outcome.INVALID),
  SETTINGS(Outcome.INVALID),
  NO_DATABASE(Outcome.INVALID),
  AUTHENTICATION(Outcome.INVALID),
  PERMISSION(Outcome.INVALID),
  POOLER(Outcome.INVALID),
  LEDGER_NEWER(Outcome.INVALID),
  UNSUPPORTED_SERVER(Outcome.INVALID),
  FOLDER_MISSING(Outcome.INVALID),
  FOLDER_EMPTY(Outcome.INVALID),
  FILE_UNREADABLE(Outcome.INVALID),
  FILE_NOT_UTF8(Outcome.INVALID),
  FILE_EMPTY(Outcome.INVALID),
  FILE_NAME(Outcome.INVALID),
  FILE_HEADER(Outcome.INVALID),
  FILE_MOVED(Outcome.INVALID),
  DUPLICATE_VERSION(Outcome.INVALID),
  DOWN_WITHOUT_UP(Outcome.INVALID),
  SCRIPT_SYNTAX(Outcome.INVALID),
  META_COMMAND(Outcome.INVALID),
  FORBIDDEN_STATEMENT(Outcome.INVALID),
  TRANSACTION_CONTROL(Outcome.INVALID),
  JAVA_MIGRATION(Outcome.INVALID),
  UNSUPPORTED_MIGRATION(Outcome.INVALID),
  LAYOUT(Outcome.INVALID),
  ENCODING(Outcome.INVALID),
  UNKNOWN_VERSION(Outcome.INVALID),
  UNKNOWN_BATCH(Outcome.INVALID),
  UNKNOWN_RELEASE(Outcome.INVALID),
  UNKNOWN_RUN(Outcome.INVALID),
  NOT_HALF_APPLIED(Outcome.INVALID),
  NO_FOREIGN_HISTORY(Outcome.INVALID),
  CHILD_NOT_FOUND(Outcome.INVALID),
  TOOL_FAILED(Outcome.INVALID),
  UNKNOWN_SERVICE(Outcome.INVALID),
  IMAGE(Outcome.INVALID),
  PLATFORM_SETTINGS(Outcome.INVALID),

  CHANGED(Outcome.REFUSED),
  MISSING(Outcome.REFUSED),
  OUT_OF_ORDER(Outcome.REFUSED),
  REQUIREMENT(Outcome.REFUSED),
  IRREVERSIBLE(Outcome.REFUSED),
  READ_ONLY(Outcome.REFUSED),
  EXISTING_TABLES(Outcome.REFUSED),
  OTHER_PROJECT(Outcome.REFUSED),
  PROTECTED(Outcome.REFUSED),
  NAME_POLICY(Outcome.REFUSED),
  PENDING(Outcome.REFUSED),
  VERIFICATION(Outcome.REFUSED),
  AMBIGUOUS_HISTORY(Outcome.REFUSED),
  UNKNOWN_COLUMNS(Outcome.REFUSED),
  DIRTY_HISTORY(Outcome.REFUSED),
  SEVERAL_HEADS(Outcome.REFUSED),
  JOB_REFUSED(Outcome.REFUSED),
  NOT_PROVEN(Outcome.REFUSED),
  RELEASE_CONFLICT(Outcome.REFUSED),

  STATEMENT_FAILED(Outcome.FAILED_CLEAN),
  LOCK_TIMEOUT(Outcome.FAILED_CLEAN),
  INVARIANT(Outcome.FAILED_CLEAN),
  LOCK_LOST(Outcome.FAILED_CLEAN),
  CHILD_FAILED(Outcome.FAILED_CLEAN),
  JOB_FAILED(Outcome.FAILED_CLEAN),
  INTERNAL(Outcome.FAILED_CLEAN),

  LOCKED(Outcome.LOCKED),

  UNREACHABLE(Outcome.UNREACHABLE),
  CONNECTION_LOST(Outcome.UNREACHABLE),

  HALF_APPLIED(Outcome.FAILED_PARTIAL),

  JOB_CANCELLED(Outcome.PLATFORM_FAILED),
  JOB_TIMED_OUT(Outcome.PLATFORM_FAILED),
  JOB_LOST(Outcome.PLATFORM_FAILED),
  PLATFORM(Outcome.PLATFORM_FAILED),
  BACKUP(Outcome.PLATFORM_FAILED),
  HOOK_FAILED(Outcome.PLATFORM_FAILED),
  REVISION_NOT_READY(Outcome.PLATFORM_FAILED),
  SMOKE_CHECK(Outcome.PLATFORM_FAILED),

  INTERRUPTED(Outcome.INTERRUPTED);

  private final Outcome outcome;

  ErrorCode(Outcome outcome) {
    this.outcome = outcome;
  }

  /** The outcome, and with it the exit code, of a command that fails with this code. */
  public Outcome outcome() {
    return outcome;
  }

  /** The code in reports, such as {@code out-of-order}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
