package dev.lockkeeper.kubernetes;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Watch;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher.Action;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.ScalableResource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows the newest state of a Job and its pods: lists them, watches for changes, and lists again
 * when a watch breaks, and now and then, since a watch can go silent. What was seen of a pod or of
 * the Job stays known when it is deleted.
 */
final class JobFollower implements AutoCloseable {
  /** After so many looks, about a minute, everything is listed again, whatever the watches say. */
  private static final int LOOKS = 60;

  /** A Job that is gone has told its end to the watch; so many looks are waited for that. */
  private static final int PATIENCE = 3;

  /** How often a silent API server is mentioned: about once in a minute. */
  private static final int MENTION = 60;

  private final Api api;
  private final Watch watch;
  private final String name;
  private final String uid;
  private final Map<String, Pod> pods = new LinkedHashMap<>();
  private final Set<String> gonePods = new HashSet<>();
  private Job job;
  private boolean isGone;
  private @Nullable Feed<Job> jobFeed;
  private @Nullable Feed<Pod> podFeed;
  private int looks;
  private int silent;
  private int missing;

  JobFollower(Api api, Watch watch, Job job) {
    this.api = api;
    this.watch = watch;
    this.job = job;
    this.name = job.getMetadata().getName();
    this.uid = job.getMetadata().getUid();
  }

  /** The newest state that can be had; the last one known if the API server does not answer. */
  JobState look() {
    drain();
    if (!isGone && (isBroken() || looks++ % LOOKS == 0)) {
      listAgain();
      drain();
    }
    return state();
  }

  private JobState state() {
    return new JobState(job, isGone, pods.values().stream().map(this::state).toList());
  }

  private PodState state(Pod pod) {
    return PodState.of(pod, JobManifest.CONTAINER, gonePods.contains(pod.getMetadata().getUid()));
  }

  private boolean isBroken() {
    return jobFeed == null || podFeed == null || jobFeed.isBroken() || podFeed.isBroken();
  }

  private void drain() {
    if (podFeed != null) {
      podFeed.drain(this::podChanged);
    }
    if (jobFeed != null) {
      jobFeed.drain(this::jobChanged);
    }
  }

  private void jobChanged(Action action, Job changed) {
    if (changed.getMetadata().getUid().equals(uid)) {
      job = changed;
      isGone = action == Action.DELETED;
    }
  }

  private void podChanged(Action action, Pod changed) {
    if (isOurs(changed)) {
      pods.put(changed.getMetadata().getUid(), changed);
      if (action == Action.DELETED) {
        gonePods.add(changed.getMetadata().getUid());
      }
    }
  }

  /** Pods of an earlier Job of the same name may still be there. */
  private boolean isOurs(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> uid.equals(owner.getUid()));
  }

  /**
   * The state as it is at the end. What is told of the Job may come before what is told of its
   * pods, so that these are listed once more.
   */
  JobState settle() {
    Set<String> known = Set.copyOf(pods.keySet());
    take(api.ask(Right.LIST_PODS, watch, client -> ofJob().list()), known);
    return state();
  }

  private void listAgain() {
    try {
      Set<String> known = Set.copyOf(pods.keySet());
      Job found = api.once(Right.GET_JOBS, client -> jobs().get());
      PodList podList = api.once(Right.LIST_PODS, client -> ofJob().list());
      watchFrom(found, podList, known);
      silent = 0;
    } catch (LockkeeperException e) {
      if (e.code() != ErrorCode.PLATFORM) {
        throw e;
      }
      mention(e.getMessage());
    } catch (KubernetesClientException e) {
      mention(e.getMessage());
    }
  }

  private void watchFrom(@Nullable Job found, PodList podList, Set<String> known) {
    // What the old watches still had to say comes first, since the new ones begin with the lists.
    drain();
    if (isGone) {
      return;
    }
    boolean isMissing = found == null || !found.getMetadata().getUid().equals(uid);
    if (isMissing && !isBroken() && missing++ < PATIENCE) {
      looks = 0;
      return;
    }
    close();
    take(podList, known);
    if (found == null || isMissing) {
      isGone = true;
      return;
    }
    missing = 0;
    job = found;
    Feed<Job> newJobs = new Feed<>();
    newJobs.open(feed -> jobs().watch(from(found.getMetadata().getResourceVersion()), feed));
    jobFeed = newJobs;
    Feed<Pod> newPods = new Feed<>();
    newPods.open(feed -> ofJob().watch(from(podList.getMetadata().getResourceVersion()), feed));
    podFeed = newPods;
  }

  /** Of the pods that were known before the list was asked for, those that it lacks are gone. */
  private void take(PodList list, Set<String> known) {
    Set<String> there = new HashSet<>();
    for (Pod pod : list.getItems()) {
      podChanged(Action.MODIFIED, pod);
      there.add(pod.getMetadata().getUid());
    }
    known.stream().filter(one -> !there.contains(one)).forEach(gonePods::add);
  }

  private static ListOptions from(String resourceVersion) {
    return new ListOptionsBuilder().withResourceVersion(resourceVersion).build();
  }

  private void mention(@Nullable String trouble) {
    if (silent++ % MENTION == 0) {
      watch.say("Still waiting for the Job " + name + ", although: " + trouble + ".");
    }
  }

  private ScalableResource<Job> jobs() {
    return api.client().batch().v1().jobs().inNamespace(api.namespace()).withName(name);
  }

  private FilterWatchListDeletable<Pod, PodList, PodResource> ofJob() {
    return api.client().pods().inNamespace(api.namespace()).withLabel("job-name", name);
  }

  @Override
  public void close() {
    if (jobFeed != null) {
      jobFeed.close();
    }
    if (podFeed != null) {
      podFeed.close();
    }
  }
}
