package dev.lockkeeper.kubernetes;

/** A right that a release needs in its namespace; see "Using RBAC Authorization" of Kubernetes. */
enum Right {
  CREATE_JOBS("batch", "jobs", "create"),
  GET_JOBS("batch", "jobs", "get"),
  LIST_JOBS("batch", "jobs", "list"),
  WATCH_JOBS("batch", "jobs", "watch"),
  LIST_PODS("", "pods", "list"),
  WATCH_PODS("", "pods", "watch"),
  READ_LOGS("", "pods/log", "get"),
  GET_DEPLOYMENTS("apps", "deployments", "get"),
  PATCH_DEPLOYMENTS("apps", "deployments", "patch"),
  LIST_REPLICA_SETS("apps", "replicasets", "list"),
  /** Everybody who is known to the cluster has it. */
  REVIEW_ACCESS("authorization.k8s.io", "selfsubjectaccessreviews", "create");

  private final String group;
  private final String resource;
  private final String verb;

  Right(String group, String resource, String verb) {
    this.group = group;
    this.resource = resource;
    this.verb = verb;
  }

  /** The API group; empty for the core group. */
  String group() {
    return group;
  }

  String resource() {
    int slash = resource.indexOf('/');
    return slash < 0 ? resource : resource.substring(0, slash);
  }

  /** Such as {@code log}; empty if it is about the resource itself. */
  String subresource() {
    int slash = resource.indexOf('/');
    return slash < 0 ? "" : resource.substring(slash + 1);
  }

  String verb() {
    return verb;
  }

  /** The right in words, such as {@code create jobs}. */
  String words() {
    return verb + " " + resource;
  }

  /** The line below {@code rules:} of a Role that gives the right. */
  String rule() {
    return "- {apiGroups: [\""
        + group
        + "\"], resources: [\""
        + resource
        + "\"], verbs: [\""
        + verb
        + "\"]}";
  }
}
