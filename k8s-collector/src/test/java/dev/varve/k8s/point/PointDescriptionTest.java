package dev.varve.k8s.point;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a point says of itself, version 1. */
class PointDescriptionTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final PointDescription GOLDEN =
            new PointDescription(
                    PointDescription.FORMAT,
                    "prod",
                    "v1.36.1",
                    "2026-05-04T03:02:01Z",
                    "Scope[…]",
                    List.of("old-shop"),
                    List.of(
                            new PointDescription.Resource(
                                    "apps", "v1", "Deployment", "deployments", true)),
                    List.of("shop"),
                    Map.of("", 12L, "shop", 34L),
                    Map.of("the Pod mirrors a file on its node", 1L),
                    List.of(
                            new PointDescription.Volume(
                                    "shop",
                                    "data-db-0",
                                    "k8s/prod/ns/shop/pvc/data-db-0",
                                    "frozen",
                                    "the driver has a snapshot class",
                                    4096,
                                    "")),
                    List.of(
                            new PointDescription.Application(
                                    "shop",
                                    "db-0",
                                    "postgresql",
                                    "held",
                                    "frozen",
                                    312,
                                    "data-db-0",
                                    "k8s/prod/ns/shop/held",
                                    List.of()),
                            new PointDescription.Application(
                                    "shop",
                                    "cache-0",
                                    "redis",
                                    "save",
                                    "live",
                                    0,
                                    "",
                                    "",
                                    List.of("save: the command ended with code 1"))),
                    List.of("shop/cache-0, redis: save: the command ended with code 1"),
                    1);

    @Test
    void theGoldenFileSaysWhatItDid() throws IOException {
        assertThat(PointDescription.parse(golden().toString())).contains(GOLDEN);
        assertThat(JSON.readTree(GOLDEN.toJson())).isEqualTo(golden());
    }

    @Test
    void aPointFromBeforeApplicationsWereHeldHasNone() throws IOException {
        ObjectNode older = golden();
        older.remove(List.of("applications", "scope", "left"));

        PointDescription read = PointDescription.parse(older.toString()).orElseThrow();

        assertThat(read.applications()).isEmpty();
        assertThat(read.left()).isEmpty();
        assertThat(read.volumes()).isEqualTo(GOLDEN.volumes());
    }

    @Test
    void aFieldOfANewerReleaseIsPassedOverAndAnotherFormatIsNoCluster() throws IOException {
        ObjectNode newer = golden();
        newer.put("weather", "fair");
        ((ObjectNode) newer.path("applications").path(0)).put("weather", "fair");
        assertThat(PointDescription.parse(newer.toString())).contains(GOLDEN);

        newer.put("format", "varve-k8s-2");
        assertThat(PointDescription.parse(newer.toString())).isEmpty();
    }

    private static ObjectNode golden() throws IOException {
        try (InputStream in =
                PointDescriptionTest.class.getResourceAsStream(
                        "/golden/point-description-v1.json")) {
            return (ObjectNode) JSON.readTree(Objects.requireNonNull(in));
        }
    }
}
