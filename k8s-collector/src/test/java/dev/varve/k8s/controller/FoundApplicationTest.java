package dev.varve.k8s.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.k8s.resource.ApplicationKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoundApplicationTest {
    private static final String PREFIX = "app.kubernetes.io/";

    @Test
    void theWidestNameWinsAndAllOfItIsCounted() {
        Map<FoundApplication.Key, FoundApplication> found =
                FoundApplication.in(
                        List.of(
                                seen(
                                        "Deployment",
                                        Map.of(PREFIX + "part-of", "shop", PREFIX + "name", "web")),
                                seen(
                                        "Deployment",
                                        Map.of(PREFIX + "part-of", "shop", PREFIX + "name", "api")),
                                seen("StatefulSet", Map.of(PREFIX + "part-of", "shop")),
                                seen(Seen.CLAIM, Map.of(PREFIX + "part-of", "shop"))));
        FoundApplication shop =
                java.util.Objects.requireNonNull(
                        found.get(new FoundApplication.Key(ApplicationKind.PartOf, "shop")));
        assertThat(found).hasSize(1);
        assertThat(shop.workloads()).isEqualTo(Map.of("Deployment", 2L, "StatefulSet", 1L));
        assertThat(shop.volumeClaims()).isEqualTo(1);
        assertThat(shop.selector()).isEqualTo("app.kubernetes.io/part-of=shop");
    }

    @Test
    void aHelmReleaseIsRecognisedByItsAnnotation() {
        Seen object =
                new Seen(
                        "Deployment",
                        "team",
                        "web",
                        Map.of("app.kubernetes.io/managed-by", "Helm"),
                        Map.of("meta.helm.sh/release-name", "front"));
        assertThat(FoundApplication.in(List.of(object)).keySet())
                .containsExactly(new FoundApplication.Key(ApplicationKind.Helm, "front"));
    }

    @Test
    void whatSaysNothingBelongsToTheNamespace() {
        assertThat(FoundApplication.in(List.of(seen("Deployment", Map.of()))).keySet())
                .containsExactly(new FoundApplication.Key(ApplicationKind.Namespace, "team"));
    }

    @Test
    void namesOfViewsAreNamesOfObjectsAndNeverTheSameForTwo() {
        String one = new FoundApplication.Key(ApplicationKind.Name, "My_App").objectName();
        String other = new FoundApplication.Key(ApplicationKind.Name, "my-app").objectName();
        assertThat(one).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?").isNotEqualTo(other);
        assertThat(other).isEqualTo("name-my-app");
    }

    private static Seen seen(String kind, Map<String, String> labels) {
        return new Seen(kind, "team", "any", labels, Map.of());
    }
}
