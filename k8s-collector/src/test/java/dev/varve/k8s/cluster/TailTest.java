package dev.varve.k8s.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last lines of a container's log, of an API server that is played. */
class TailTest {
    @Test
    void theLastLinesAreAskedForAndNoMoreThanSomeKibReachesMemory(@TempDir Path folder)
            throws Exception {
        try (PlayedApiServer server = new PlayedApiServer();
                FabricCluster cluster = server.open(folder)) {
            server.willAnswer(200, "not json, and long: " + "x".repeat(100_000));

            String tail = cluster.tail("varve", "pod-1", "mover", 1);

            assertThat(tail).startsWith("not json, and long: x").hasSize(8192);
            assertThat(server.asked())
                    .containsExactly(
                            "/api/v1/namespaces/varve/pods/pod-1/log?container=mover&tailLines=1");
        }
    }

    @Test
    void aRefusalIsToldAsOne(@TempDir Path folder) throws Exception {
        try (PlayedApiServer server = new PlayedApiServer();
                FabricCluster cluster = server.open(folder)) {
            server.willAnswer(
                    403,
                    "{\"kind\":\"Status\",\"reason\":\"Forbidden\",\"message\":\"no right to pods/log\"}");

            assertThatThrownBy(() -> cluster.tail("varve", "pod-1", "mover", 1))
                    .isInstanceOfSatisfying(
                            ClusterException.class,
                            e -> {
                                assertThat(e.isForbidden()).isTrue();
                                assertThat(e).hasMessageContaining("no right to pods/log");
                            });
        }
    }
}
