package dev.varve.k8s.held;

import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.blueprint.DumpRun;
import dev.varve.k8s.capture.ChainNames;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.hook.CutOutcome;
import dev.varve.k8s.hook.HookPlan;
import dev.varve.k8s.hook.HookReport;
import dev.varve.k8s.hook.HookRun;
import dev.varve.k8s.hook.Member;
import dev.varve.k8s.hook.Redaction;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.volume.VolumeOutcome;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Captures the volumes of namespaces while their applications are held still. One namespace after
 * the other is held, cut and thawed; only then is any volume read, those of all namespaces side by
 * side. What fails in one namespace hinders no other. Confined to one thread.
 */
public final class HeldVolumes {
    /**
     * Ends what hangs for good: each snapshot has a limit of its own, much shorter, and what is
     * held thaws by its own timer.
     */
    private static final Duration CUT_LIMIT = Duration.ofHours(24);

    private final Cluster cluster;
    private final VolumeCuts volumes;
    private final Protections protections;
    private final AskedHooks asked;
    private final ChainNames chains;
    private final Cancellation cancellation;

    public HeldVolumes(
            Cluster cluster,
            VolumeCuts volumes,
            Protections protections,
            AskedHooks asked,
            ChainNames chains,
            Cancellation cancellation) {
        this.cluster = cluster;
        this.volumes = volumes;
        this.protections = protections;
        this.asked = asked;
        this.chains = chains;
        this.cancellation = cancellation;
    }

    /**
     * Captures every claim of these namespaces. Applications that fail, or are not held until their
     * cut is made, are in the result with the reason; their volumes then count as what they are.
     *
     * @param run its id, as labels can hold it
     * @param spoolDirectory has what is read after a thaw until the result is closed
     * @throws dev.varve.protocol.error.ProtocolException CANCELLED, when all is thawed and taken
     *     back
     */
    public HeldCapture capture(Collection<String> namespaces, String run, Path spoolDirectory)
            throws IOException, InterruptedException {
        SpooledTails tails = new SpooledTails(spoolDirectory);
        HeldCapture capture = HeldCapture.of(run, tails);
        boolean whole = false;
        try (HttpClient http = HookRun.httpClient()) {
            HookRun hooks = new HookRun(cluster, http, asked.redaction(), InstantSource.system());
            ApiResource pods = new Served(cluster.discover()).require(Served.POD);
            List<NamespaceCut> cuts = new ArrayList<>();
            for (String namespace : namespaces) {
                cuts.add(cut(namespace, pods(pods, namespace, run), run, hooks, tails));
                if (cancellation.cancelled()) {
                    takeBack(cuts);
                }
            }
            settle(cuts, capture);
            capture.addComplaints(
                    asked.idle(cuts.stream().flatMap(each -> each.asked().stream()).toList()));
            whole = true;
            return capture;
        } finally {
            if (!whole) {
                capture.close();
            }
        }
    }

    /** Where Pods may not be looked at, none is held, and the point says so. */
    private ProtectedPods pods(ApiResource pods, String namespace, String run)
            throws IOException, InterruptedException {
        try {
            return ProtectedPods.of(
                            Served.list(cluster, ListQuery.all(pods, namespace)),
                            protections.of(namespace),
                            run)
                    .with(volumes.claims(namespace));
        } catch (ClusterException e) {
            if (!e.isForbidden()) {
                throw e;
            }
            return ProtectedPods.unseen(namespace, String.valueOf(e.getMessage()));
        }
    }

    private void settle(List<NamespaceCut> cuts, HeldCapture capture)
            throws IOException, InterruptedException {
        Iterator<List<VolumeOutcome>> read =
                volumes.read(cuts.stream().flatMap(each -> each.cut().stream()).toList())
                        .iterator();
        for (NamespaceCut each : cuts) {
            settle(
                    each,
                    each.cut().isPresent()
                            ? read.next()
                            : volumes.notCut(each.namespace(), each.whyNotCut()),
                    capture);
        }
    }

    private void settle(NamespaceCut cut, List<VolumeOutcome> outcomes, HeldCapture capture) {
        String chain = chains.held(cut.namespace());
        cut.settle(outcomes, chain, capture);
        DumpRun dumps = new DumpRun(cluster, Redaction.PATTERNS);
        for (ProtectedPod each : cut.pods().dumped()) {
            capture.add(chain, new DumpedApplication(each, chain, dumps, cancellation));
        }
    }

    private NamespaceCut cut(
            String namespace, ProtectedPods pods, String run, HookRun hooks, SpooledTails tails)
            throws IOException, InterruptedException {
        List<AskedMember> around = asked.in(namespace, pods);
        List<Member> members = new ArrayList<>();
        if (pods.captures()) {
            around.forEach(each -> members.add(each.member()));
        }
        pods.held().stream()
                .map(ProtectedPod::member)
                .flatMap(Optional::stream)
                .forEach(members::add);
        HookReport<VolumeCuts.CutVolumes> report;
        try (CancelWatch _ = new CancelWatch(cancellation)) {
            report =
                    hooks.run(
                            new HookPlan(run, members, CUT_LIMIT),
                            left -> volumes.cut(namespace),
                            tails);
        }
        if (cancellation.cancelled()) {
            return new NamespaceCut(namespace, pods, around, report);
        }
        if (report.cut() instanceof CutOutcome.Failed(Throwable error)) {
            rethrow(error);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("interrupted while " + namespace + " was cut");
        }
        return new NamespaceCut(namespace, pods, around, report);
    }

    private static void rethrow(Throwable error) throws IOException, InterruptedException {
        switch (error) {
            case IOException e -> throw e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IOException(error);
        }
    }

    /**
     * Ends a cancelled run. Cut and read once more, each volume refuses its next step and takes
     * back what was made for it.
     */
    private void takeBack(List<NamespaceCut> cuts) throws IOException, InterruptedException {
        List<VolumeCuts.CutVolumes> all = new ArrayList<>();
        for (NamespaceCut each : cuts) {
            all.add(each.cut().isPresent() ? each.cut().get() : volumes.cut(each.namespace()));
        }
        List<List<VolumeOutcome>> _ = volumes.read(all);
        cancellation.check();
    }
}
