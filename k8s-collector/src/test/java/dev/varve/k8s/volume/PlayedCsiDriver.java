package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays, on a real API server, what a cluster has around it: snapshot controller, provisioner,
 * kubelet and movers. A fake: it proves the order of acts, not any driver.
 */
final class PlayedCsiDriver {
    static final String NAME = "played.csi.varve.test";
    static final String AT_ONCE = "played-at-once";
    static final String WAITS = "played-waits";

    private static final Logger LOGGER = LoggerFactory.getLogger(PlayedCsiDriver.class);
    private static final long TICK_MILLIS = 25;

    final PlayedStorage storage = new PlayedStorage();
    private final PlayedApi api;
    private final Thread thread;
    private volatile Mode mode = Mode.WELL;
    private volatile Movers movers = Movers.WELL;

    /** How it behaves to snapshots. */
    enum Mode {
        WELL,
        ERROR,
        NEVER_READY,
        STRANGER
    }

    /** How movers behave. */
    enum Movers {
        WELL,
        FAIL,
        NOT_WHOLE,
        HANG,
        NEVER_START
    }

    PlayedCsiDriver(Cluster cluster) throws IOException, InterruptedException {
        api = new PlayedApi(cluster);
        thread = Thread.ofVirtual().name("played-driver").start(this::loop);
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

    void behave(Movers next) {
        movers = next;
    }

    private void loop() {
        PlayedSnapshots snapshots = new PlayedSnapshots(api, storage, this);
        PlayedVolumes volumes = new PlayedVolumes(api, storage);
        PlayedMovers movers = new PlayedMovers(api, storage, this);
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

    void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
