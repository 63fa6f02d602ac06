package dev.varve.k8s.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.k8s.model.ApiResource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of lists when the API server does not go on as asked: simulated. */
class ListerTest {
    private static final ApiResource CONFIG_MAPS =
            new ApiResource("", "v1", "ConfigMap", "configmaps", true, Set.of("list"));

    private PlayedApiServer server;
    private FabricCluster cluster;
    private final List<String> taken = new ArrayList<>();

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        server = new PlayedApiServer();
        cluster = server.open(folder);
    }

    @AfterEach
    void close() {
        cluster.close();
        server.close();
    }

    @Test
    void aListThatIsTooOldIsGoneOnWithFromTheSamePlaceInANewerState() throws Exception {
        server.willAnswer(200, page("second", "a 1", "b 1"));
        server.willAnswer(410, gone("{\"continue\":\"second-newer\"}"));
        server.willAnswer(200, page("third", "b 2", "c 2"));
        server.willAnswer(200, page("", "d 2"));

        list();

        assertThat(taken).containsExactly("a 1", "b 1", "b 2", "c 2", "d 2");
        assertThat(server.asked().stream().map(ListerTest::place))
                .containsExactly("", "second", "second-newer", "third");
    }

    @Test
    void aListThatCannotBeGoneOnWithFailsAndIsNotTakenForWhole() {
        server.willAnswer(200, page("second", "a 1"));
        server.willAnswer(410, gone("{}"));

        assertThatThrownBy(this::list)
                .isInstanceOfSatisfying(
                        ClusterException.class, e -> assertThat(e.isGone()).isTrue());
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void aListThatIsAlwaysTooOldIsGivenUp() {
        server.willAnswer(200, page("second", "a 1"));
        server.willAnswer(410, gone("{\"continue\":\"second-newer\"}"));

        assertThatThrownBy(this::list)
                .isInstanceOfSatisfying(
                        ClusterException.class, e -> assertThat(e.isGone()).isTrue());
        assertThat(server.asked()).hasSizeBetween(3, 10);
    }

    @Test
    void aRequestIsTriedAgainABoundedNumberOfTimes() {
        server.willAnswer(503, "{\"kind\":\"Status\",\"reason\":\"ServiceUnavailable\"}");

        assertThatThrownBy(() -> cluster.get(CONFIG_MAPS, "shop", "settings"))
                .isInstanceOfSatisfying(
                        ClusterException.class, e -> assertThat(e.status()).isEqualTo(503));
        assertThat(server.asked()).hasSize(5);
    }

    private void list() throws Exception {
        ObjectMapper json = new ObjectMapper();
        cluster.list(
                ListQuery.all(CONFIG_MAPS, "shop"),
                bytes -> {
                    boolean _ = taken.add(json.readTree(bytes).at("/metadata/name").asText());
                });
    }

    private static String place(String uri) {
        int at = uri.indexOf("continue=");
        return at < 0 ? "" : uri.substring(at + "continue=".length());
    }

    private static String page(String next, String... names) {
        List<String> items = new ArrayList<>();
        for (String name : names) {
            items.add("{\"metadata\":{\"name\":\"" + name + "\"}}");
        }
        return "{\"kind\":\"ConfigMapList\",\"metadata\":{\"continue\":\"%s\"},\"items\":[%s]}"
                .formatted(next, String.join(",", items));
    }

    private static String gone(String metadata) {
        return "{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\",\"metadata\":%s}"
                .formatted(metadata);
    }
}
