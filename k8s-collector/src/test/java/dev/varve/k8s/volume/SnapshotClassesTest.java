package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.kube.Objects;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A snapshot class is chosen by driver, and never guessed. */
class SnapshotClassesTest {
    private static final ObjectNode FAST = snapshotClass("fast", "csi.a", false);
    private static final ObjectNode SLOW = snapshotClass("slow", "csi.a", false);
    private static final ObjectNode MARKED = snapshotClass("marked", "csi.a", true);
    private static final ObjectNode OTHER = snapshotClass("other", "csi.b", true);

    @Test
    void theOnlyOneTheDefaultAndTheOneAskedForAreTaken() throws Exception {
        assertThat(choose(Optional.empty(), FAST, OTHER)).isEqualTo("fast");
        assertThat(choose(Optional.empty(), FAST, MARKED, OTHER)).isEqualTo("marked");
        assertThat(choose(Optional.of("slow"), FAST, SLOW, MARKED)).isEqualTo("slow");
    }

    @Test
    void noneAndSeveralAreRefusedWithTheirNames() {
        assertThatThrownBy(() -> choose(Optional.empty(), OTHER))
                .isInstanceOf(VolumeException.class)
                .hasMessage("no VolumeSnapshotClass has driver csi.a");
        assertThatThrownBy(() -> choose(Optional.empty(), FAST, SLOW))
                .isInstanceOf(VolumeException.class)
                .hasMessageContaining("fast, slow")
                .hasMessageContaining("storage profile");
        assertThatThrownBy(() -> choose(Optional.of("other"), FAST, OTHER))
                .hasMessage("VolumeSnapshotClass other is for driver csi.b, not for csi.a");
        assertThatThrownBy(() -> choose(Optional.of("gone"), FAST))
                .hasMessage("VolumeSnapshotClass gone is not there");
    }

    private static String choose(Optional<String> asked, ObjectNode... classes)
            throws VolumeException {
        return SnapshotClasses.choose("VolumeSnapshotClass", List.of(classes), "csi.a", asked);
    }

    private static ObjectNode snapshotClass(String name, String driver, boolean marked) {
        return Objects.parse(
                String.format(
                        "{metadata: {name: '%s', annotations:"
                                + " {'snapshot.storage.kubernetes.io/is-default-class': '%s'}}, driver:"
                                + " '%s'}",
                        name, marked, driver));
    }
}
