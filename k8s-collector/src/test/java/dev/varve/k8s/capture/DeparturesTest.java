package dev.varve.k8s.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.k8s.point.PointDescription;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is named because it is no longer there. */
class DeparturesTest {
    private static final List<String> NOW = List.of("shop");

    @Test
    void aClaimThatIsGoneOrWhoseNamespaceIsGoneIsNamed() throws Exception {
        PointDescription before =
                point(List.of("old", "shop"), List.of(), "shop/kept", "shop/gone", "old/data");

        Departures left = Departures.between(List.of(before), NOW, there("shop/kept", "old/data"));

        assertThat(left.namespaces()).containsExactly("old");
        assertThat(left.volumes()).containsExactly("shop/gone", "old/data");
    }

    @Test
    void aPointWithoutVolumesInBetweenHidesNoClaimThatLeft() throws Exception {
        List<PointDescription> before =
                List.of(point(NOW, List.of()), point(NOW, List.of(), "shop/gone"));

        assertThat(Departures.between(before, NOW, there()).volumes()).containsExactly("shop/gone");
    }

    @Test
    void aClaimThatLeftIsNamedOnce() throws Exception {
        List<PointDescription> before =
                List.of(point(NOW, List.of("shop/gone")), point(NOW, List.of(), "shop/gone"));

        assertThat(Departures.between(before, NOW, there()).volumes()).isEmpty();
    }

    @Test
    void nothingLeftWhenNothingWasThere() throws Exception {
        assertThat(Departures.between(List.of(), NOW, there()))
                .isEqualTo(new Departures(List.of(), List.of()));
    }

    private static Departures.Claims there(String... claims) {
        return (namespace, claim) -> Set.of(claims).contains(namespace + "/" + claim);
    }

    private static PointDescription point(
            List<String> namespaces, List<String> left, String... claims) {
        return new PointDescription(
                PointDescription.FORMAT,
                "test",
                "v1",
                "2026-11-26T00:00:00Z",
                "scope",
                List.of(),
                left,
                List.of(),
                namespaces,
                Map.of(),
                Map.of(),
                List.of(claims).stream().map(DeparturesTest::volume).toList(),
                List.of(),
                List.of(),
                0);
    }

    private static PointDescription.Volume volume(String claim) {
        String[] parts = claim.split("/", -1);
        return new PointDescription.Volume(
                parts[0], parts[1], "chain", "crash", "csi-snapshot", 1, "", "", "", "");
    }
}
