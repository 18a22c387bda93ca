package dev.lockkeeper.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything a run needs to know besides the database's address and the migrations. Immutable; made
 * by {@link #builder()}.
 *
 * @param project whose migrations these are; several projects may share one database
 * @param environment the name of the environment, such as {@code production}
 * @param isProtected whether {@code down --all} and {@code mark} need a confirmation here
 * @param ledgerSchema the schema that holds Lockkeeper's tables
 * @param lockWait how long to wait for another run to end
 * @param timing timeouts and retries
 * @param outOfOrder what to do with a late file
 * @param downPolicy whether a way back is required
 * @param minimumNameLength the least number of characters in a migration's name; 0 for no rule
 * @param allowEmpty whether a folder without migrations is accepted
 * @param layout how the files of the migrations folders are named; empty to detect it
 * @param variables what scripts that name variables get for them
 * @param secrets the secrets that were read for these settings, for the record
 * @param invariants conditions that must hold after every run
 * @param facts whether runs keep what the database is like before and after
 * @param actor who runs this, for the record
 * @param releaseId what the runs of one release share
 * @param image the container image that runs this, for the record
 * @param commit the source revision, for the record
 */
public record Settings(
    String project,
    String environment,
    boolean isProtected,
    String ledgerSchema,
    Duration lockWait,
    Timing timing,
    OutOfOrder outOfOrder,
    DownPolicy downPolicy,
    int minimumNameLength,
    boolean allowEmpty,
    Optional<FolderLayout> layout,
    ScriptVariables variables,
    UsedSecrets secrets,
    List<Invariant> invariants,
    boolean facts,
    String actor,
    Optional<String> releaseId,
    Optional<String> image,
    Optional<String> commit) {

  public Settings {
    invariants = List.copyOf(invariants);
  }

  /** A builder that holds the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects settings. Not thread-safe. */
  public static final class Builder {
    private String project = "default";
    private String environment = "default";
    private boolean isProtected;
    private String ledgerSchema = "lockkeeper";
    private Duration lockWait = Duration.ofMinutes(10);
    private Timing timing = Timing.DEFAULT;
    private OutOfOrder outOfOrder = OutOfOrder.FAIL;
    private DownPolicy downPolicy = DownPolicy.OPTIONAL;
    private int minimumNameLength;
    private boolean allowEmpty;
    private Optional<FolderLayout> layout = Optional.empty();
    private ScriptVariables variables = ScriptVariables.NONE;
    private UsedSecrets secrets = new UsedSecrets();
    private List<Invariant> invariants = List.of();
    private boolean facts;
    private String actor = System.getProperty("user.name", "unknown");
    private Optional<String> releaseId = Optional.empty();
    private Optional<String> image = Optional.empty();
    private Optional<String> commit = Optional.empty();

    private Builder() {}

    /** Whose migrations these are. */
    public Builder project(String name) {
      this.project = name;
      return this;
    }

    /** The name of the environment. */
    public Builder environment(String name) {
      this.environment = name;
      return this;
    }

    /** Whether destructive commands need a confirmation here. */
    public Builder isProtected(boolean value) {
      this.isProtected = value;
      return this;
    }

    /** The schema that holds Lockkeeper's tables; default {@code lockkeeper}. */
    public Builder ledgerSchema(String schema) {
      this.ledgerSchema = schema;
      return this;
    }

    /** How long to wait for another run to end; default 10 minutes. */
    public Builder lockWait(Duration duration) {
      this.lockWait = duration;
      return this;
    }

    /** Timeouts and retries. */
    public Builder timing(Timing value) {
      this.timing = value;
      return this;
    }

    /** What to do with a late file; default {@link OutOfOrder#FAIL}. */
    public Builder outOfOrder(OutOfOrder policy) {
      this.outOfOrder = policy;
      return this;
    }

    /** Whether a way back is required; default {@link DownPolicy#OPTIONAL}. */
    public Builder downPolicy(DownPolicy policy) {
      this.downPolicy = policy;
      return this;
    }

    /** The least number of characters in a migration's name; default 0, no rule. */
    public Builder minimumNameLength(int characters) {
      this.minimumNameLength = characters;
      return this;
    }

    /** Whether a folder without migrations is accepted; default no. */
    public Builder allowEmpty(boolean value) {
      this.allowEmpty = value;
      return this;
    }

    /** How the files of the migrations folders are named; default: detected for each folder. */
    public Builder layout(FolderLayout value) {
      this.layout = Optional.of(value);
      return this;
    }

    /** What scripts that name variables get for them; default none. */
    public Builder variables(ScriptVariables values) {
      this.variables = values;
      return this;
    }

    /** The secrets that are read for these settings; default none. */
    public Builder secrets(UsedSecrets used) {
      this.secrets = used;
      return this;
    }

    /** Conditions that must hold after every run. */
    public Builder invariants(List<Invariant> list) {
      this.invariants = list;
      return this;
    }

    /** Whether runs keep what the database is like before and after; default no. */
    public Builder facts(boolean value) {
      this.facts = value;
      return this;
    }

    /** Who runs this; default the operating system's user. */
    public Builder actor(String name) {
      this.actor = name;
      return this;
    }

    /** What the runs of one release share. */
    public Builder releaseId(Optional<String> id) {
      this.releaseId = id;
      return this;
    }

    /** The container image that runs this. */
    public Builder image(Optional<String> reference) {
      this.image = reference;
      return this;
    }

    /** The source revision. */
    public Builder commit(Optional<String> revision) {
      this.commit = revision;
      return this;
    }

    /** Makes the settings. */
    public Settings build() {
      return new Settings(
          project,
          environment,
          isProtected,
          ledgerSchema,
          lockWait,
          timing,
          outOfOrder,
          downPolicy,
          minimumNameLength,
          allowEmpty,
          layout,
          variables,
          secrets,
          invariants,
          facts,
          actor,
          releaseId,
          image,
          commit);
    }
  }
}
