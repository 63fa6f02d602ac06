package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.model.ObjectKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Volumes of one run that are read at once; driver, kubelet and movers are played. */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class SideBySideTest {
    private static final MoverLimits WIDE = new MoverLimits(9, 9);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private VolumeLab lab;

    @BeforeAll
    void prepare(KubeServer server, @TempDir Path directory) throws Exception {
        lab = new VolumeLab(server, directory);
    }

    @AfterEach
    void reset() throws Exception {
        lab.reset();
    }

    @AfterAll
    void cleanUp() throws Exception {
        threads.close();
        lab.close();
    }

    @Test
    void asManyAreReadAtOnceAsTheRunMayAndTheirOutcomesComeInTheirOrder() throws Exception {
        claims("a", "b", "c");
        lab.driver.behave(PlayedCsiDriver.Movers.HANG);
        Counted counted = new Counted();

        Future<List<VolumeOutcome>> run = start(watched(counted), WIDE, 2);
        awaitMovers(2);
        assertThat(run.isDone()).isFalse();
        lab.driver.behave(PlayedCsiDriver.Movers.WELL);

        assertThat(run.get())
                .extracting(
                        each -> each.claim().name(), each -> each.result().orElseThrow().image())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", "of a"),
                        org.assertj.core.groups.Tuple.tuple("b", "of b"),
                        org.assertj.core.groups.Tuple.tuple("c", "of c"));
        assertThat(counted.most.get()).isEqualTo(2);
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void aDriverAndANodeGetNoMoreMoversThanTheirProfileAllows() throws Exception {
        claims("a", "b", "c");
        for (MoverLimits limits : List.of(new MoverLimits(9, 1), new MoverLimits(1, 9))) {
            Counted counted = new Counted();

            List<VolumeOutcome> outcomes = start(watched(counted), limits, 3).get();

            assertThat(outcomes).hasSize(3).allMatch(each -> each.result().isPresent());
            assertThat(counted.most.get()).describedAs("%s", limits).isEqualTo(1);
        }
    }

    @Test
    void volumesOfDifferentNamespacesAreReadAtOnce() throws Exception {
        String other = lab.objects.createNamespace("other");
        try {
            claims("a");
            ClaimedVolume _ = lab.claimIn(other, "b", "of b");
            lab.driver.behave(PlayedCsiDriver.Movers.HANG);
            VolumeBackups backups = backups(lab.tools(VolumeLab.run()), WIDE, 2);
            List<VolumeBackups.Cuts> cuts =
                    List.of(backups.cut(List.of(other)), backups.cut(List.of(lab.user)));

            Future<List<List<VolumeOutcome>>> run = threads.submit(() -> backups.finish(cuts));
            awaitMovers(2);
            lab.driver.behave(PlayedCsiDriver.Movers.WELL);

            assertThat(run.get())
                    .extracting(each -> each.getFirst().claim().name())
                    .containsExactly("b", "a");
            assertThat(run.get()).allMatch(each -> each.getFirst().result().isPresent());
        } finally {
            lab.objects.deleteNamespace(other);
        }
    }

    @Test
    void aVolumeThatIsRefusedHindersNoneThatIsReadBesideIt() throws Exception {
        claims("a", "b", "c");
        Cluster refusing =
                onMoverOf("b", () -> new ClusterException(403, "Forbidden", "no Pod for b"));

        List<VolumeOutcome> outcomes =
                start(lab.tools(VolumeLab.run(), refusing, VolumeLab.PATIENCE), WIDE, 3).get();

        assertThat(VolumeBackups.problems(outcomes))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.claim().name()).isEqualTo("b");
                    assertThat(each.problem()).contains("no Pod for b");
                });
        assertThat(outcomes).hasSize(3);
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void anApiServerThatDoesNotAnswerEndsAllAndTheRunGoesOnFromItsJournal() throws Exception {
        claims("a", "b");
        lab.driver.behave(PlayedCsiDriver.Movers.HANG);
        Cluster silent =
                onMoverOf(
                        "b",
                        () -> {
                            awaitMovers(1);
                            return new ClusterException(
                                    ClusterException.NO_ANSWER, "", "no answer");
                        });
        String run = VolumeLab.run();
        VolumeTools first = lab.tools(run, silent, VolumeLab.PATIENCE);

        Future<List<VolumeOutcome>> ended = start(first, WIDE, 2);

        assertThatThrownBy(ended::get)
                .hasCauseInstanceOf(ClusterException.class)
                .hasMessageContaining("no answer");
        for (String claim : List.of("a", "b")) {
            assertThat(state(first, claim)).as(claim).isEqualTo("Mounted");
        }
        assertGoesOn(first, run);
    }

    @Test
    void anInterruptionEndsAllAndTheRunGoesOnFromItsJournal() throws Exception {
        claims("a", "b");
        lab.driver.behave(PlayedCsiDriver.Movers.HANG);
        String run = VolumeLab.run();
        VolumeTools first = lab.tools(run);
        Future<List<VolumeOutcome>> ended;
        try (ExecutorService interrupted = Executors.newVirtualThreadPerTaskExecutor()) {
            ended = interrupted.submit(() -> capture(first, WIDE, 2));
            awaitMovers(2);
            List<Runnable> _ = interrupted.shutdownNow();
        }

        assertThatThrownBy(ended::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertGoesOn(first, run);
    }

    @Test
    void moversOfAnEarlierProcessWorkOnAndCountBeforeAnyOtherIsMade() throws Exception {
        claims("a", "b", "c");
        lab.driver.behave(PlayedCsiDriver.Movers.HANG);
        String run = VolumeLab.run();
        VolumeTools first = lab.tools(run);
        try (ExecutorService interrupted = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<VolumeOutcome>> _ = interrupted.submit(() -> capture(first, WIDE, 2));
            awaitMovers(2);
            List<Runnable> _ = interrupted.shutdownNow();
        }
        first.acts().journal().close();
        Told told = new Told();
        VolumeTools later = watched(lab.tools(run), told);

        Future<List<VolumeOutcome>> ended = start(later, new MoverLimits(1, 9), 3);
        Awaitility.await("both movers to be seen").until(() -> told.list.contains("placed b"));
        Awaitility.await("c to wait for a node").until(() -> told.list.contains("Mounted c"));
        lab.driver.behave(PlayedCsiDriver.Movers.WELL);

        assertThat(ended.get()).hasSize(3).allMatch(each -> each.result().isPresent());
        assertThat(told.list).containsSubsequence("Moved a", "placed c");
        assertThat(told.list).containsSubsequence("Moved b", "placed c");
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void aCancelEndsThoseThatAreReadAndThoseThatWaitAndTakesAllBack() throws Exception {
        claims("a", "b", "c");
        lab.driver.behave(PlayedCsiDriver.Movers.HANG);

        Future<List<VolumeOutcome>> run = start(lab.tools(VolumeLab.run()), WIDE, 2);
        awaitMovers(2);
        lab.cancelled.set(true);

        assertThat(run.get())
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.problem()).contains("cancelled"));
        assertThat(lab.marked()).isEmpty();
    }

    @Test
    void aRunThatWaitsForRoomThatAnotherHasEndsWhenItIsCancelled() throws Exception {
        claims("a");
        MoverPlaces places = new MoverPlaces();
        MoverPlaces.Place _ =
                places.take(new MoverPlaces.Wish(PlayedCsiDriver.NAME, "", new MoverLimits(1, 1)))
                        .orElseThrow();
        VolumeBackups backups =
                backups(lab.tools(VolumeLab.run()), WIDE, new ReadingLimits(2, places));
        VolumeBackups.Cuts cuts = backups.cut(List.of(lab.user));

        Future<List<VolumeOutcome>> run = threads.submit(() -> backups.finish(cuts));
        lab.cancelled.set(true);

        assertThat(run.get())
                .singleElement()
                .satisfies(each -> assertThat(each.problem()).contains("cancelled"));
        assertThat(lab.marked()).isEmpty();
    }

    /** As a process does that comes after one that ended. */
    private void assertGoesOn(VolumeTools first, String run) throws Exception {
        first.acts().journal().close();
        int taken = lab.driver.storage.cuts();
        lab.driver.behave(PlayedCsiDriver.Movers.WELL);

        List<VolumeOutcome> outcomes = start(lab.tools(run), WIDE, 2).get();

        assertThat(outcomes)
                .hasSize(2)
                .allSatisfy(each ->
                        assertThat(each.result().orElseThrow().image())
                                .isEqualTo("of " + each.claim().name()));
        assertThat(lab.driver.storage.cuts()).as("cut once").isEqualTo(taken);
        assertThat(lab.marked()).isEmpty();
    }

    private String state(VolumeTools tools, String claim) {
        return tools.acts()
                .journal()
                .progress(new ObjectKey(Served.CLAIM, lab.user, claim))
                .orElseThrow()
                .state();
    }

    private void awaitMovers(int count) throws Exception {
        ListQuery movers =
                new ListQuery(lab.served.require(Served.POD), lab.own, "varve.dev/step=mover", "");
        Awaitility.await(count + " movers")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(25))
                .until(() -> running(Served.list(lab.cluster, movers)) == count);
    }

    private static long running(Collection<ObjectNode> pods) {
        return pods.stream()
                .filter(each -> each.at("/status/phase").asText().equals("Running"))
                .count();
    }

    /** How many movers there were at once, at most. */
    private static final class Counted implements VolumeWatcher {
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public void reached(ObjectKey subject, String state) {
            if (state.equals("Moved")) {
                int _ = now.decrementAndGet();
            }
        }

        @Override
        public void placed(ObjectKey subject, String pod, String node) {
            int _ = most.accumulateAndGet(now.incrementAndGet(), Math::max);
        }

        @Override
        public void moved(ObjectKey subject, long bytes, long ofBytes) {}
    }

    private static final class Told implements VolumeWatcher {
        private final List<String> list = new CopyOnWriteArrayList<>();

        @Override
        public void reached(ObjectKey subject, String state) {
            list.add(state + " " + subject.name());
        }

        @Override
        public void placed(ObjectKey subject, String pod, String node) {
            list.add("placed " + subject.name());
        }

        @Override
        public void moved(ObjectKey subject, long bytes, long ofBytes) {}
    }

    private VolumeTools watched(VolumeWatcher watcher) throws Exception {
        return watched(lab.tools(VolumeLab.run()), watcher);
    }

    private static VolumeTools watched(VolumeTools tools, VolumeWatcher watcher) {
        return new VolumeTools(
                tools.acts(),
                tools.served(),
                tools.waiting(),
                tools.patience(),
                tools.movers(),
                watcher);
    }

    /** A cluster in which one mover cannot be made. */
    private Cluster onMoverOf(String claim, Callable<ClusterException> failure) {
        return Failing.on(
                lab.cluster,
                object ->
                        object.path("kind").asText().equals("Pod")
                                && object.at("/metadata/name")
                                        .asText()
                                        .startsWith("varve-mover-" + claim + "-"),
                failure);
    }

    private void claims(String... names) throws Exception {
        for (String each : names) {
            ClaimedVolume _ =
                    lab.claim(each, PlayedCsiDriver.AT_ONCE, VolumeMode.FILESYSTEM, "of " + each);
        }
    }

    private Future<List<VolumeOutcome>> start(VolumeTools tools, MoverLimits limits, int movers) {
        return threads.submit(() -> capture(tools, limits, movers));
    }

    private List<VolumeOutcome> capture(VolumeTools tools, MoverLimits limits, int movers)
            throws Exception {
        return backups(tools, limits, movers).capture(List.of(lab.user));
    }

    private VolumeBackups backups(VolumeTools tools, MoverLimits limits, int movers) {
        return backups(tools, limits, ReadingLimits.of(movers));
    }

    private VolumeBackups backups(VolumeTools tools, MoverLimits limits, ReadingLimits reading) {
        return new VolumeBackups(
                tools.acts().cluster(),
                tools,
                _ -> StorageProfile.DEFAULT.withLimits(limits),
                _ -> true,
                claim -> "chain/" + claim.namespace() + "/" + claim.name(),
                reading);
    }
}
