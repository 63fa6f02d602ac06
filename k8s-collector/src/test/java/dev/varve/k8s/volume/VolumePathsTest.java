package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.volume.StorageProfile.Way;
import dev.varve.k8s.volume.VolumeFacts.Consumer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The choice of a path, by table. */
class VolumePathsTest {
    /** Consumers: name@node, with + at its end when its workload can be scaled. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Bound  |csi     |yes|Filesystem|ReadWriteOnce   |       |AUTOMATIC    |Snapshot    |its driver takes snapshots
                    Bound  |csi     |yes|Block     |ReadWriteOncePod|a@n1+  |AUTOMATIC    |Snapshot    |its driver takes snapshots
                    Bound  |csi     |no |Filesystem|ReadWriteOnce   |       |AUTOMATIC    |LiveMount   |its driver has no snapshot class: no Pod uses it
                    Bound  |csi     |no |Filesystem|ReadWriteOnce   |a@n1+  |AUTOMATIC    |LiveMount@n1|its driver has no snapshot class: read on the node of Pod a
                    Bound  |csi     |no |Filesystem|ReadWriteOnce   |a@     |AUTOMATIC    |None        |no Pod that uses it is on a node yet
                    Bound  |csi     |no |Filesystem|ReadWriteOncePod|a@n1   |AUTOMATIC    |NodePath@n1 |only one Pod may use it: read where Pod a has it
                    Bound  |csi     |no |Block     |ReadWriteOncePod|a@n1   |AUTOMATIC    |None        |a raw device has no directory
                    Bound  |nfs     |no |Filesystem|ReadWriteMany   |a@n1   |AUTOMATIC    |LiveMount   |volumes of kind nfs have no snapshots: many Pods may use it
                    Bound  |local   |no |Filesystem|ReadWriteOnce   |a@n1   |NODE_PATH    |NodePath@n1 |the profile asks for it: read where Pod a has it
                    Bound  |local   |no |Filesystem|ReadWriteOnce   |       |NODE_PATH    |None        |no Pod has it mounted
                    Bound  |hostPath|no |Filesystem|ReadWriteOnce   |a@n1   |NODE_PATH    |None        |the kubelet mounts no hostPath
                    Bound  |local   |no |Filesystem|ReadWriteOnce   |a@n1+  |STOPPED_MOUNT|StoppedMount|the profile asks for it
                    Bound  |local   |no |Filesystem|ReadWriteOnce   |a@n1   |STOPPED_MOUNT|None        |Pod a has no workload to scale
                    Bound  |nfs     |no |Filesystem|ReadWriteMany   |       |OBJECT_ONLY  |ObjectOnly  |keeps the data where it is
                    Bound  |nfs     |no |Filesystem|ReadWriteMany   |       |SNAPSHOT     |None        |volumes of kind nfs have none
                    Bound  |csi     |no |Filesystem|ReadWriteOnce   |       |SNAPSHOT     |None        |its driver has no snapshot class
                    Bound  |csi     |yes|Filesystem|ReadWriteOncePod|a@n1   |LIVE_MOUNT   |None        |only one Pod may use it, and one does
                    Pending|        |no |Filesystem|ReadWriteOnce   |       |AUTOMATIC    |None        |the claim is not bound: Pending
                    """)
    void aPathAndItsReasonFollowFromTheFacts(
            String phase,
            String source,
            String snapshots,
            String mode,
            String access,
            String consumers,
            Way way,
            String path,
            String reason) {
        VolumeFacts facts =
                new VolumeFacts(
                        phase,
                        source == null ? "" : source,
                        snapshots.equals("yes"),
                        VolumeMode.of(mode),
                        Set.of(access),
                        true,
                        consumers(consumers));

        VolumePath chosen = VolumePaths.choose(facts, way);

        assertThat(word(chosen)).isEqualTo(path);
        assertThat(chosen.reason()).contains(reason);
    }

    @Test
    void eachPathSaysWhatAReaderMayBelieve() {
        assertThat(new VolumePath.Snapshot("").consistency()).isEqualTo(Consistency.CRASH);
        assertThat(new VolumePath.LiveMount("", "").consistency()).isEqualTo(Consistency.LIVE);
        assertThat(new VolumePath.StoppedMount("").consistency()).isEqualTo(Consistency.STOPPED);
    }

    private static List<Consumer> consumers(String text) {
        if (text == null) {
            return List.of();
        }
        String name = text.substring(0, text.indexOf('@'));
        String node = text.substring(text.indexOf('@') + 1).replace("+", "");
        return List.of(new Consumer(name, "uid-" + name, node, text.endsWith("+")));
    }

    private static String word(VolumePath path) {
        return switch (path) {
            case VolumePath.LiveMount live ->
                    live.node().isEmpty() ? "LiveMount" : "LiveMount@" + live.node();
            case VolumePath.NodePath node -> "NodePath@" + node.node();
            default -> path.getClass().getSimpleName();
        };
    }
}
