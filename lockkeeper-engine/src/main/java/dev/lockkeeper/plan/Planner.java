package dev.lockkeeper.plan;

import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.History;

/** Makes plans: the catalog, the history and the request go in, the steps come out. Pure. */
public final class Planner {
  private final Catalog catalog;
  private final Policy policy;

  /** A planner for the migrations of a project. */
  public Planner(Catalog catalog, Policy policy) {
    this.catalog = catalog;
    this.policy = policy;
  }

  /** What {@code up} would do on a database with this history. */
  public Plan up(History history, UpRequest request) {
    return new UpPlan(catalog, policy, history, request).make();
  }

  /** What {@code down} would do on a database with this history. */
  public Plan down(History history, DownRequest request) {
    return new DownPlan(catalog, history).make(request);
  }
}
