package dev.varve.k8s.point;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What a point says of itself. The golden file was written by hand from docs/formats/objects.md.
 */
class PointDescriptionTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final PointDescription DESCRIPTION =
            new PointDescription(
                    PointDescription.FORMAT,
                    "prod",
                    "v1.36.1",
                    "2026-05-04T03:02:01Z",
                    "Scope[…]",
                    List.of("old-shop"),
                    List.of("shop/old-data"),
                    List.of(
                            new PointDescription.Resource(
                                    "apps", "v1", "Deployment", "deployments", true)),
                    List.of("shop"),
                    Map.of("", 12L, "shop", 34L),
                    Map.of("the Pod mirrors a file on its node", 1L),
                    List.of(
                            new PointDescription.Volume(
                                    "shop",
                                    "data",
                                    "k8s/prod/ns/shop/pvc/data",
                                    "crash",
                                    "csi-snapshot",
                                    4096,
                                    "varve-1",
                                    "csi.example.com",
                                    "snap-1",
                                    "Filesystem")),
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
                    List.of(
                            new PointDescription.Hook(
                                    "shop",
                                    "quiet",
                                    "Pod web-0",
                                    "before",
                                    "failed",
                                    "the command ended with code 7",
                                    41)),
                    List.of("events may not be listed"),
                    1);

    @Test
    void itIsWrittenAndReadAsTheDocumentSays() throws Exception {
        assertThat(JSON.readTree(DESCRIPTION.toJson())).isEqualTo(golden());
        assertThat(PointDescription.parse(golden().toString())).contains(DESCRIPTION);
    }

    @Test
    void fieldsThatCameLaterMayBeMissingAndUnknownOnesStand() throws Exception {
        ObjectNode other = golden();
        other.remove(List.of("scope", "left", "volumesLeft", "applications", "hooks"));
        other.put("later", true);

        PointDescription read = PointDescription.parse(other.toString()).orElseThrow();

        assertThat(read.scope()).isEmpty();
        assertThat(read.left()).isEmpty();
        assertThat(read.volumesLeft()).isEmpty();
        assertThat(read.applications()).isEmpty();
        assertThat(read.hooks()).isEmpty();
        assertThat(read.volumes()).isEqualTo(DESCRIPTION.volumes());
    }

    @Test
    void aDescriptionOfAnotherFormatIsNoPointOfACluster() throws Exception {
        ObjectNode other = golden().put("format", "varve-k8s-2");

        assertThat(PointDescription.parse(other.toString())).isEmpty();
        assertThat(PointDescription.parse("volume of k8s/prod/ns/shop/pvc/data")).isEmpty();
    }

    private static ObjectNode golden() throws IOException {
        try (InputStream in =
                PointDescriptionTest.class.getResourceAsStream(
                        "/golden/point-description-v1.json")) {
            JsonNode read =
                    JSON.readTree(
                            new String(
                                    Objects.requireNonNull(in).readAllBytes(),
                                    StandardCharsets.UTF_8));
            return (ObjectNode) read;
        }
    }
}
