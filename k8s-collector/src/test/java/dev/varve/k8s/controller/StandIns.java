package dev.varve.k8s.controller;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.varve.ingest.push.BackupResult;
import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.capture.ClusterBackup;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.RestorePlan;
import dev.varve.k8s.restore.Outcome;
import dev.varve.k8s.restore.OutcomeSink;
import dev.varve.k8s.restore.PlanItem;
import dev.varve.k8s.restore.RestoreRequest;
import dev.varve.k8s.restore.RestoreRun;
import dev.varve.k8s.volume.MoverResult;
import dev.varve.k8s.volume.VolumeMode;
import dev.varve.k8s.volume.VolumeOutcome;
import dev.varve.k8s.volume.VolumePath;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Receipt;
import dev.varve.protocol.message.ReceiptBody;
import dev.varve.protocol.model.Uid;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** Engines that do nothing but what a test tells them. */
final class StandIns implements BackupEngine, RestoreEngine, Repositories {
    static final Uid POINT = Uid.parse("0123456789abcdef0123456789abcdef");

    final Queue<IOException> failures = new ArrayDeque<>();
    final List<dev.varve.k8s.restore.RestorePlan> carriedOut =
            Collections.synchronizedList(new ArrayList<>());
    volatile List<String> namespaces = List.of("shop");
    volatile List<String> warnings = List.of();
    volatile List<VolumeOutcome> volumes = List.of();
    volatile List<PointDescription.Hook> hooks = List.of();
    volatile boolean endless;
    volatile String conflict = "accepted";

    Parts.Engines engines() {
        return new Parts.Engines(this, this, this);
    }

    @Override
    public Taken run(BackupRun run, Work.Stop stop) throws IOException, InterruptedException {
        while (endless) {
            stop.cancellation().check();
            Thread.sleep(20);
        }
        IOException failure = failures.poll();
        if (failure != null) {
            throw failure;
        }
        return new Taken(result(), volumes, "");
    }

    private ClusterBackup.Result result() {
        return new ClusterBackup.Result(
                new BackupResult(
                        POINT,
                        List.of(),
                        300,
                        200,
                        100,
                        0,
                        Receipt.getDefaultInstance(),
                        ReceiptBody.getDefaultInstance()),
                new PointDescription(
                        PointDescription.FORMAT,
                        "test",
                        "v1",
                        "2026-11-26T00:00:00Z",
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        namespaces,
                        Map.of("shop", 7L),
                        Map.of(),
                        List.of(),
                        List.of(),
                        hooks,
                        warnings,
                        warnings.size()));
    }

    @Override
    public dev.varve.k8s.restore.RestorePlan plan(RestorePlan asked, Cancellation cancellation)
            throws IOException {
        IOException failure = failures.poll();
        if (failure != null) {
            throw failure;
        }
        PlanItem item =
                new PlanItem(
                        "ConfigMap",
                        "shop",
                        "settings",
                        "ConfigMap",
                        "shop",
                        "settings",
                        PlanItem.Action.CREATE,
                        "",
                        List.of(),
                        "00",
                        conflict,
                        "");
        RestoreRequest request =
                dev.varve.k8s.restore.RestorePlan.parseRequest(
                        JsonNodeFactory.instance.objectNode().put("point", POINT.toString()));
        return new dev.varve.k8s.restore.RestorePlan(
                dev.varve.k8s.restore.RestorePlan.FORMAT,
                "https://here",
                "2026-11-26T00:00:00Z",
                request,
                List.of(),
                List.of(new dev.varve.k8s.restore.RestorePlan.Stage("objects", "", List.of(item))));
    }

    @Override
    public RestoreRun.Result run(
            dev.varve.k8s.resource.RestoreRun run,
            RestorePlan asked,
            dev.varve.k8s.restore.RestorePlan plan,
            OutcomeSink sink,
            Work.Stop stop) {
        carriedOut.add(plan);
        return new RestoreRun.Result(
                plan.items().stream()
                        .map(item -> new Outcome(item, Outcome.Status.DONE, "created"))
                        .toList(),
                List.of());
    }

    @Override
    public Open open(String namespace, String name, int streams) throws IOException {
        throw away();
    }

    /** A claim of which there is data, unless there is a problem. */
    static VolumeOutcome outcome(String claim, String problem) {
        return new VolumeOutcome(
                new ObjectKey(Served.CLAIM, "shop", claim),
                new VolumePath.Snapshot("its driver takes snapshots"),
                VolumeMode.FILESYSTEM,
                problem.isEmpty()
                        ? Optional.of(new MoverResult("t", true, 7, POINT.toString()))
                        : Optional.empty(),
                Consistency.CRASH,
                Optional.empty(),
                problem);
    }

    @Override
    public byte[] profile(String namespace, String name) throws IOException {
        throw away();
    }

    static ProtocolException away() {
        return new ProtocolException(ErrorCode.UNAVAILABLE, "the daemon does not answer", "");
    }
}
