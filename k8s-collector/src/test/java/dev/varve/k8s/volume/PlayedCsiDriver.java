package dev.varve.k8s.volume;

import static dev.varve.k8s.volume.PlayedApi.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.kube.KubeServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays, on a real API server, what a cluster has around it: snapshot controller, provisioner,
 * kubelet and movers. A fake: it proves the order of acts, not any driver.
 */
public final class PlayedCsiDriver {
    static final String NAME = "played.csi.varve.test";
    public static final String AT_ONCE = "played-at-once";
    static final String WAITS = "played-waits";

    private static final Logger LOGGER = LoggerFactory.getLogger(PlayedCsiDriver.class);
    private static final long TICK_MILLIS = 25;

    final PlayedStorage storage = new PlayedStorage();
    private final PlayedApi api;
    private final Optional<PlayedContainer> container;
    private final Thread thread;
    private final List<String> directories = new CopyOnWriteArrayList<>();
    private volatile Mode mode = Mode.WELL;
    private volatile Movers movers = Movers.WELL;

    /** How it behaves to snapshots. */
    enum Mode {
        WELL,
        ERROR,
        NEVER_READY,
        STRANGER,
        /** No volume comes of a snapshot. */
        NO_COPIES
    }

    /** How movers behave. */
    public enum Movers {
        WELL,
        FAIL,
        NOT_WHOLE,
        HANG,
        NEVER_START
    }

    PlayedCsiDriver(Cluster cluster) throws IOException, InterruptedException {
        this(cluster, Optional.empty());
    }

    private PlayedCsiDriver(Cluster cluster, Optional<PlayedContainer> container)
            throws IOException, InterruptedException {
        api = new PlayedApi(cluster);
        this.container = container;
        thread = Thread.ofVirtual().name("played-driver").start(this::loop);
    }

    /**
     * One on an API server that keeps custom objects, with the kinds and classes that it needs.
     *
     * @param container what its movers do
     */
    public static PlayedCsiDriver on(KubeServer server, PlayedContainer container)
            throws Exception {
        Cluster cluster = server.admin();
        CustomKinds _ = new CustomKinds(cluster, true);
        PlayedClasses.install(cluster);
        return new PlayedCsiDriver(cluster, Optional.of(container));
    }

    /** Waits until a claim is bound, and writes into its volume. */
    public void write(String namespace, String claim, String data) {
        storage.write(handle(namespace, claim), data);
    }

    /** Waits until a claim is bound, and reads its volume. */
    public String read(String namespace, String claim) {
        return storage.volume(handle(namespace, claim));
    }

    /** How many snapshots were ever taken. */
    public int cuts() {
        return storage.cuts();
    }

    /** Whether nothing of it is on the storage any more but this many volumes. */
    public boolean holds(int volumes) {
        return storage.volumes().size() == volumes && storage.snapshots().isEmpty();
    }

    /** Directories of nodes that movers had, oldest first. */
    List<String> directories() {
        return List.copyOf(directories);
    }

    void mounted(String directory) {
        directories.add(directory);
    }

    private String handle(String namespace, String claim) {
        return Awaitility.await(namespace + "/" + claim)
                .atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                api.get(Served.CLAIM, namespace, claim)
                                        .filter(found ->
                                                text(found, "/status/phase").equals("Bound"))
                                        .map(found -> volume(text(found, "/spec/volumeName")))
                                        .orElse(""),
                        handle -> !handle.isEmpty());
    }

    private String volume(String name) {
        try {
            return api.get(Served.VOLUME, "", name)
                    .map(found -> text(found, "/spec/csi/volumeHandle"))
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    Mode mode() {
        return mode;
    }

    Movers movers() {
        return movers;
    }

    void behave(Mode next) {
        mode = next;
    }

    public void behave(Movers next) {
        movers = next;
    }

    private void loop() {
        PlayedSnapshots snapshots = new PlayedSnapshots(api, storage, this);
        PlayedVolumes volumes = new PlayedVolumes(api, storage, this);
        PlayedMovers movers = new PlayedMovers(api, storage, this, container);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                snapshots.play();
                List<ObjectNode> pods = api.all(Served.POD);
                volumes.play(pods);
                movers.play(pods);
                Thread.sleep(TICK_MILLIS);
            } catch (IOException e) {
                LOGGER.atWarn().setCause(e).log("the played driver tries again");
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
