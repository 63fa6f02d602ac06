package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActJournal;
import dev.varve.k8s.act.Acts;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.act.Waiting;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.ObjectKey;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a mover while it works. */
class MoverWatchTest {
    private static final ObjectKey CLAIM = new ObjectKey(Served.CLAIM, "shop", "data");
    private static final Duration STALL = Patience.DEFAULT.stall();
    private static final int LOOKS = 200;

    private final List<String> told = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private Callable<String> log = () -> "";
    private Instant now = Instant.EPOCH;
    private ActJournal journal;
    private MoverWatch watch;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        journal = ActJournal.open(directory.resolve("run.acts"), "lab", "run-1");
        watch = new MoverWatch(tools(), CLAIM, pod("Pending", ""));
    }

    @AfterEach
    void end() throws Exception {
        journal.close();
    }

    @Test
    void whereItIsIsToldOnceAndAsSoonAsItHasANode() throws Exception {
        look(pod("Pending", ""));
        assertThat(told).isEmpty();

        look(pod("Pending", "n1"));
        look(pod("Running", "n1"));

        assertThat(told).containsExactly("turn n1", "placed mover n1");
    }

    @Test
    void oneThatEndedBetweenTwoLooksIsToldOfAtItsEnd() throws Exception {
        look(pod("Succeeded", "n1"));
        assertThat(told).containsExactly("turn n1", "placed mover n1");

        told.clear();
        watch = new MoverWatch(tools(), CLAIM, pod("Pending", ""));
        assertThatThrownBy(() -> look(pod("Failed", "n2"))).isInstanceOf(VolumeException.class);
        assertThat(told).containsExactly("turn n2", "placed mover n2");
    }

    @Test
    void howFarItIsIsReadFromTheLastLineOfItsLog() throws Exception {
        log = () -> "{\"progress\":\"capture\",\"totalBytes\":20,\"doneBytes\":5}\n";
        looks(LOOKS / 2);
        log = () -> "a remark";
        looks(LOOKS / 2);

        assertThat(told).containsExactly("turn ", "placed mover ", "moved 5 of 20");
        assertThat(asked)
                .as("not at every look")
                .hasSizeBetween(LOOKS / 10, LOOKS / 4)
                .containsOnly("varve mover mover 1");
    }

    @Test
    void aLogThatMayNotBeReadIsAskedForOnceAndHindersNothing() throws Exception {
        log =
                () -> {
                    throw new ClusterException(403, "Forbidden", "no right");
                };
        looks(LOOKS);
        now = now.plus(STALL);
        looks(LOOKS);

        assertThat(asked).hasSize(1);
        assertThat(told).containsExactly("turn ", "placed mover ");
    }

    @Test
    void oneThatCannotBeHeardForAWhileHasNotStalled() throws Exception {
        log = () -> "one";
        looks(LOOKS);
        log =
                () -> {
                    throw new ClusterException(500, "InternalError", "the kubelet is away");
                };
        looks(LOOKS);
        now = now.plus(STALL);
        looks(LOOKS);
        log = () -> "two";
        looks(LOOKS);

        assertThat(told).containsExactly("turn ", "placed mover ");
    }

    @Test
    void oneThatSaysNothingNewForTooLongHasFailed() throws Exception {
        log = () -> "one";
        looks(LOOKS);
        now = now.plus(STALL.minusSeconds(1));
        looks(LOOKS);
        now = now.plusSeconds(1);

        assertThatThrownBy(() -> looks(LOOKS))
                .isInstanceOf(VolumeException.class)
                .hasMessageContaining("mover mover says nothing any more");
    }

    private void looks(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            look(pod("Running", ""));
        }
    }

    private void look(ObjectNode pod) throws Exception {
        Optional<String> _ = watch.look(Optional.of(pod));
    }

    private static ObjectNode pod(String phase, String node) {
        return Objects.parse(
                "{metadata: {namespace: 'varve', name: 'mover', uid: '1'}, spec: {nodeName: '%s'}, status: {phase: '%s'}}"
                        .formatted(node, phase));
    }

    private VolumeTools tools() {
        return new VolumeTools(
                new Acts(cluster(), journal),
                new Served(new Discovery(List.of(), List.of())),
                new Waiting(
                        () -> now,
                        time -> {},
                        Duration.ofSeconds(1),
                        () -> false,
                        (what, since, limit) -> {}),
                Patience.DEFAULT,
                MoverSettings.of("varve", "varve:1", "repository"),
                new Told(),
                new MoverTurn() {
                    @Override
                    public boolean mayBegin() {
                        return true;
                    }

                    @Override
                    public void isThere(String node) {
                        told.add("turn " + node);
                    }
                });
    }

    private final class Told implements VolumeWatcher {
        @Override
        public void reached(ObjectKey subject, String state) {}

        @Override
        public void placed(ObjectKey subject, String pod, String node) {
            told.add("placed " + pod + " " + node);
        }

        @Override
        public void moved(ObjectKey subject, long bytes, long ofBytes) {
            told.add("moved " + bytes + " of " + ofBytes);
        }
    }

    /** Answers for the log alone. */
    private Cluster cluster() {
        return (Cluster)
                Proxy.newProxyInstance(
                        Cluster.class.getClassLoader(),
                        new Class<?>[] {Cluster.class},
                        (proxy, method, arguments) -> {
                            assertThat(method.getName()).isEqualTo("tail");
                            asked.add(
                                    "%s %s %s %s"
                                            .formatted(
                                                    arguments[0],
                                                    arguments[1],
                                                    arguments[2],
                                                    arguments[3]));
                            return log.call();
                        });
    }
}
