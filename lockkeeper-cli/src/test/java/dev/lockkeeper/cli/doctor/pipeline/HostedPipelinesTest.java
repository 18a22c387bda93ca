package dev.lockkeeper.cli.doctor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Workflows of GitHub Actions and pipelines of GitLab. */
class HostedPipelinesTest {
  private static Examined github(String jobs) {
    return Examined.file(".github/workflows/deploy.yml", "on: push\njobs:\n" + jobs.indent(2));
  }

  private static Examined gitlab(String text) {
    return Examined.file(".gitlab-ci.yml", text);
  }

  private static final String MIGRATE_JOB =
      """
      migrate:
        steps:
          - run: |
              gcloud run jobs update m --image=i:1
              gcloud run jobs execute m --wait
      """;

  @Test
  void stepsOfGithubStopAtTheFirstFailureUnlessTheirShellDoesNot() {
    assertThat(github(MIGRATE_JOB).findings("pipeline.shell")).isEmpty();
    assertThat(
            github(MIGRATE_JOB.replace("- run", "- shell: bash {0}\n      run"))
                .findings("pipeline.shell"))
        .extracting(Finding::line)
        .containsExactly(7);
    assertThat(github(MIGRATE_JOB.replace("--wait", "--wait | tee log")).findings("pipeline.shell"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("pipe"));
    assertThat(
            github(
                    MIGRATE_JOB
                        .replace("--wait", "--wait | tee log")
                        .replace("- run", "- shell: bash\n      run"))
                .findings("pipeline.shell"))
        .isEmpty();
  }

  @Test
  void deployOfGithubNeedsTheMigration() {
    String deploy =
        """
        deploy:
          steps:
            - uses: google-github-actions/deploy-cloudrun@v2
              with: {service: app, image: 'i:1'}
        """;

    assertThat(github(deploy + MIGRATE_JOB).findings("pipeline.order")).hasSize(1);
    assertThat(
            github(deploy.replace("  steps", "  needs: migrate\n  steps") + MIGRATE_JOB)
                .findings("pipeline.order"))
        .isEmpty();
    assertThat(
            github(
                    deploy.replace("  steps", "  needs: migrate\n  if: always()\n  steps")
                        + MIGRATE_JOB)
                .findings("pipeline.order"))
        .hasSize(1);
    assertThat(
            github(MIGRATE_JOB.replace("- run", "- continue-on-error: true\n      run"))
                .findings("pipeline.ignored-failure"))
        .extracting(Finding::line)
        .containsExactly(5);
  }

  @Test
  void actionOfGoogleRunsTheJobOnlyIfItWaits() {
    String job =
        """
        release:
          steps:
            - uses: google-github-actions/deploy-cloudrun@v2
              with: {job: migrate, image: 'i:1', flags: --max-retries=0}
            - uses: google-github-actions/deploy-cloudrun@v2
              with: {service: app, image: 'i:1'}
        """;

    assertThat(github(job.replace("'i:1', flags", "'i:1', wait: true, flags")).places())
        .containsExactly("pipeline.proof:5");
  }

  @Test
  void circleOfJobsEnds() {
    assertThat(github("a:\n  needs: b\n  steps: []\nb:\n  needs: [a]\n  steps: []\n").places())
        .isEmpty();
  }

  @Test
  void jobsOfOneStageOfGitlabRunAtTheSameTime() {
    String text =
        """
        stages: [build, deploy]
        migrate:
          stage: deploy
          script: [alembic upgrade head]
        app:
          stage: deploy
          script:
            - helm upgrade app ./chart
        """;

    assertThat(gitlab(text).findings("pipeline.order"))
        .extracting(Finding::line)
        .containsExactly(8);
    assertThat(
            gitlab(
                    text.replace(
                        "  stage: deploy\n  script:\n",
                        "  stage: deploy\n  needs: [migrate]\n  script:\n"))
                .findings("pipeline.order"))
        .isEmpty();
    assertThat(
            gitlab(text.replaceFirst("stage: deploy", "stage: build")).findings("pipeline.order"))
        .isEmpty();
    assertThat(
            gitlab(
                    text.replaceFirst("stage: deploy", "stage: build")
                        .replace("  script:\n", "  needs: []\n  script:\n"))
                .findings("pipeline.order"))
        .hasSize(1);
  }

  @Test
  void jobOfGitlabThatNobodyHasToStartIsNamed() {
    String text = "migrate:\n  stage: build\n  when: manual\n  script: [./manage.py migrate]\n";

    assertThat(gitlab(text).findings("pipeline.ignored-failure"))
        .extracting(Finding::line)
        .containsExactly(3);
    assertThat(
            gitlab(text.replace("manual\n", "manual\n  allow_failure: false\n"))
                .findings("pipeline.ignored-failure"))
        .isEmpty();
    assertThat(
            gitlab(text.replace("when: manual", "allow_failure: true"))
                .findings("pipeline.ignored-failure"))
        .hasSize(1);
  }

  @Test
  void templatesOfGitlabAreFollowed() {
    String text =
        """
        .base: &base
          stage: deploy
          before_script: [gcloud run jobs execute m]
        first:
          extends: .base
          script: [echo]
        second:
          <<: *base
          script: [echo]
        """;

    assertThat(gitlab(text).findings("pipeline.wait")).extracting(Finding::line).containsOnly(3);
  }

  @Test
  void jobOfKubernetesIsWaitedFor() {
    String text =
        """
        migrate:
          script:
            - kubectl create -f k8s/migrate-job.yaml
        """;

    assertThat(gitlab(text).findings("pipeline.wait")).hasSize(1);
    assertThat(
            gitlab(text + "    - kubectl wait --for=condition=complete job/migrate\n")
                .findings("pipeline.wait"))
        .isEmpty();
  }
}
