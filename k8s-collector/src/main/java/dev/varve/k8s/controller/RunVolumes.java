package dev.varve.k8s.controller;

import dev.varve.k8s.act.ActJournals;
import dev.varve.k8s.act.Acts;
import dev.varve.k8s.act.RemovalReport;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.restore.ClaimMaker;
import dev.varve.k8s.restore.FilledClaims;
import dev.varve.k8s.volume.RestoreFrom;
import dev.varve.k8s.volume.VolumeTools;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one run moves volumes with: journal, credentials of its movers, tasks that show them. A run
 * that may go on later leaves its journal and what it made; any other takes all back. Confined to
 * one thread.
 */
final class RunVolumes implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(RunVolumes.class);

    private final Cluster own;
    private final ActJournals journals;
    private final VolumeTools tools;
    private final VolumeTasks tasks;
    private final Work.Stop stop;

    RunVolumes(
            Cluster own,
            ActJournals journals,
            VolumeTools tools,
            VolumeTasks tasks,
            Work.Stop stop) {
        this.own = own;
        this.journals = journals;
        this.tools = tools;
        this.tasks = tasks;
        this.stop = stop;
    }

    /** What a run does with volumes. */
    @FunctionalInterface
    interface Body<T> {
        T run() throws IOException, InterruptedException;
    }

    VolumeTools tools() {
        return tools;
    }

    VolumeTasks tasks() {
        return tasks;
    }

    Acts acts() {
        return tools.acts();
    }

    /** Does it, and takes everything back unless the run goes on later. */
    <T> T through(Body<T> body) throws IOException, InterruptedException {
        try {
            T result = body.run();
            end();
            return result;
        } catch (InterruptedException e) {
            if (stop.controllerEnds()) {
                stop.cancellation().check();
            }
            throw e;
        } catch (IOException | RuntimeException e) {
            if (!goesOn(e)) {
                end();
            }
            throw e;
        }
    }

    private boolean goesOn(Exception failure) {
        return switch (Failure.of(failure)) {
            case Failure.Stopped _ -> stop.controllerEnds();
            case Failure.Passing _ -> !isStale(failure);
            case Failure.Lasting _ -> false;
        };
    }

    /** What movers pushed can no longer be taken over: the next attempt moves it again. */
    private static boolean isStale(Exception failure) {
        return failure instanceof ProtocolException e && e.code() == ErrorCode.BASE_CHANGED;
    }

    private void end() throws InterruptedException {
        try {
            RemovalReport report = tools.removal().removeRun();
            report.kept()
                    .forEach(kept ->
                            LOGGER.atWarn()
                                    .addKeyValue("object", kept.object())
                                    .addKeyValue("why", kept.why())
                                    .log("left to a sweep"));
            acts().journal().close();
            journals.forget(acts().journal().run());
        } catch (IOException e) {
            // What became of the run is told all the same; the next sweep finds it by its marks.
            LOGGER.atWarn()
                    .addKeyValue("run", acts().journal().run())
                    .addKeyValue("reason", e.getMessage())
                    .log("left to a sweep");
        }
    }

    /** Makes the claims of a restore, with their data. */
    ClaimMaker claims(ClusterPoint point, RestoreFrom from) {
        return new ShownClaims(
                new FilledClaims(point, tools, from), tasks, tools.movers().namespace());
    }

    @Override
    public void close() {
        try {
            acts().journal().close();
        } catch (IOException e) {
            LOGGER.atWarn().setCause(e).log("a journal could not be closed");
        }
        own.close();
    }
}
