package dev.varve.k8s.held;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Where what a container sees lies in the claims of its Pod. */
class PodClaimsTest {
    private final PodClaims pod =
            new PodClaims(
                    json(
                            """
                            {"metadata": {"namespace": "shop", "name": "db-0"},
                             "spec": {
                              "containers": [
                               {"name": "db", "volumeMounts": [
                                 {"name": "data", "mountPath": "/var/lib/db/", "subPath": "mysql"},
                                 {"name": "log", "mountPath": "/var/lib/db/log"},
                                 {"name": "scratch", "mountPath": "/tmp"},
                                 {"name": "other", "mountPath": "/other", "subPathExpr": "$(POD)"}]},
                               {"name": "side", "volumeMounts": [{"name": "other", "mountPath": "/x"}]}],
                              "volumes": [
                               {"name": "data", "persistentVolumeClaim": {"claimName": "data-db-0"}},
                               {"name": "log", "ephemeral": {"volumeClaimTemplate": {}}},
                               {"name": "other", "persistentVolumeClaim": {"claimName": "other"}},
                               {"name": "scratch", "emptyDir": {}}]}}
                            """));

    @Test
    void aPathLiesInTheDeepestMountThatHoldsIt() {
        assertThat(pod.place("db", "/var/lib/db/log/1"))
                .contains(new PodClaims.Place("db-0-log", "1"));
        assertThat(pod.place("db", "/var/lib/db/base/x"))
                .contains(new PodClaims.Place("data-db-0", "mysql/base/x"));
        assertThat(pod.place("db", "/var/lib/db"))
                .contains(new PodClaims.Place("data-db-0", "mysql"));
    }

    @Test
    void aPathOnNoClaimOrOnOneThatCannotBeToldHasNoPlace() {
        assertThat(pod.place("db", "/tmp/x")).isEmpty();
        assertThat(pod.place("db", "/var/lib/dbs")).isEmpty();
        assertThat(pod.place("db", "/other/x")).isEmpty();
        assertThat(pod.place("none", "/x")).isEmpty();
    }

    @Test
    void aContainerHasItsOwnClaimsAndThePodAll() {
        assertThat(pod.of("side")).containsExactly("other");
        assertThat(pod.of("db")).containsExactly("data-db-0", "db-0-log", "other");
        assertThat(pod.claims()).containsExactly("data-db-0", "db-0-log", "other");
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
