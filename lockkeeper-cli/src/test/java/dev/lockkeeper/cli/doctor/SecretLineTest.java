package dev.lockkeeper.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretLineTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ENV DB_PASSWORD=geheim",
        "ENV DB_PASSWORD geheim",
        "ENV A=b DB_PASS='geheim' C=d",
        "ARG SECRET_KEY=geheim",
        "  POSTGRES_PASSWORD: geheim",
        "  \"apiKey\": \"geheim\",",
        "      - PGPASSWORD=123456",
        "export PGPASSWORD=geheim psql",
        "# DB_PASSWORD=geheim",
        "url: postgres://app:geheim@db/shop",
        "url: postgres://app:ge:he/im@db/shop",
        "PASSWORD_FILE=/run/x TOKEN=geheim",
      })
  void writtenOutSecretsAreFound(String line) {
    assertThat(SecretLine.holdsSecret(line)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ENV DB_PASSWORD=$DB_PASSWORD",
        "ENV DB_PASSWORD",
        "  POSTGRES_PASSWORD: ${POSTGRES_PASSWORD}",
        "  POSTGRES_PASSWORD:",
        "  POSTGRES_PASSWORD: # from outside",
        "  POSTGRES_PASSWORD_FILE: /run/secrets/db",
        "  password: /run/secrets/db",
        "- '--set-secrets=DB_PASS=db-pass:latest,API_TOKEN=token:3'",
        "  secretEnv: ['DB_PASS']",
        "  secretKeyRef:",
        "  id-token: write",
        "  token: ${{ secrets.GITHUB_TOKEN }}",
        "  password: projects/p/secrets/db/versions/1",
        "  password: sm://db",
        "  password: changeme",
        "  bypass: on",
        "url: postgres://app:${PASSWORD}@db/shop",
        "url: postgres://app:***@db/shop",
        "url: postgres://app@db/shop",
        "PASSWORD=$(gcloud secrets versions access latest --secret=db)",
        "image: registry.example.org:5000/app@sha256:abc",
      })
  void referencesAndPlaceholdersAreNot(String line) {
    assertThat(SecretLine.holdsSecret(line)).isFalse();
  }
}
