package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.k8s.kube.Objects;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What room a volume needs to be read. */
class WaitingVolumeTest {
    private static final String ON_N1 =
            "nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key:"
                    + " 'kubernetes.io/hostname', operator: 'In', values: ['n1']}]}]}}";

    @Test
    void aVolumeOfADriverIsCountedByItAndOnTheNodeThatHoldsIt() {
        MoverPlaces.Wish wish =
                wish("csi: {driver: 'csi.example'}, " + ON_N1, new VolumePath.Snapshot("why"));

        assertThat(wish.driver()).isEqualTo("csi.example");
        assertThat(wish.node()).isEqualTo("n1");
        assertThat(wish.limits()).isEqualTo(MoverLimits.DEFAULT);
    }

    @Test
    void aVolumeWithoutADriverIsCountedByItsKind() {
        MoverPlaces.Wish wish =
                wish("nfs: {server: 'a', path: '/'}", new VolumePath.LiveMount("", "why"));

        assertThat(wish.driver()).isEqualTo("nfs");
        assertThat(wish.node()).isEmpty();
    }

    @Test
    void whereItsPathSaysTheNodeThatIsTheOne() {
        assertThat(wish(ON_N1, new VolumePath.LiveMount("n2", "why")).node()).isEqualTo("n2");
        assertThat(wish(ON_N1, new VolumePath.NodePath("n3", "pod", "uid", "why")).node())
                .isEqualTo("n3");
    }

    private static MoverPlaces.Wish wish(String spec, VolumePath path) {
        ClaimedVolume volume =
                new ClaimedVolume(
                        Objects.parse("{metadata: {name: 'data'}}"),
                        Objects.parse("{spec: {" + spec + "}}"));
        return new WaitingVolume(volume, StorageProfile.DEFAULT, path, Optional.empty(), List.of())
                .wish();
    }
}
