package dev.varve.k8s.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ApiResource;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SplitClusterTest {
    private static final ApiResource CLAIMS =
            new ApiResource(
                    "", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true, Set.of());
    private static final ApiResource VOLUMES =
            new ApiResource("", "v1", "PersistentVolume", "persistentvolumes", false, Set.of());
    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final List<String> asked = new ArrayList<>();
    private final Cluster split =
            new SplitCluster(recorded("actor"), recorded("own"), "varve-movers");

    @Test
    void whatIsInNamespacesOfUsersIsAskedForAsTheActor() throws Exception {
        var _ = split.get(CLAIMS, "shop", "data");
        split.list(ListQuery.all(CLAIMS, "shop"), bytes -> {});
        var _ = split.create(CLAIMS, "shop", NOTHING, Write.REAL);
        var _ = split.mergePatch(CLAIMS, "shop", "data", "", NOTHING, Write.REAL);
        var _ = split.delete(CLAIMS, "shop", "data", Deletion.BACKGROUND);
        var _ = split.tail("shop", "mover", "mover", 1);

        assertThat(asked)
                .containsExactly(
                        "actor get",
                        "actor list",
                        "actor create",
                        "actor mergePatch",
                        "actor delete",
                        "actor tail");
    }

    @Test
    void whatIsOutsideOfNamespacesAndInTheCollectorsOwnIsAskedForAsTheCollector() throws Exception {
        var _ = split.get(VOLUMES, "", "pv-1");
        var _ = split.create(CLAIMS, "varve-movers", NOTHING, Write.REAL);
        split.list(ListQuery.all(CLAIMS, ""), bytes -> {});
        var _ = split.tail("varve-movers", "mover", "mover", 1);

        assertThat(asked).containsExactly("own get", "own create", "own list", "own tail");
    }

    private Cluster recorded(String name) {
        return (Cluster)
                Proxy.newProxyInstance(
                        Cluster.class.getClassLoader(),
                        new Class<?>[] {Cluster.class},
                        (proxy, method, arguments) -> {
                            asked.add(name + " " + method.getName());
                            return switch (method.getName()) {
                                case "get" -> Optional.empty();
                                case "delete" -> true;
                                case "list" -> null;
                                case "tail" -> "";
                                default -> NOTHING;
                            };
                        });
    }
}
