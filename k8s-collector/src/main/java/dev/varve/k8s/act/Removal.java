package dev.varve.k8s.act;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Takes back what runs did to a cluster, in the order in which nothing is lost: Pods first, for
 * they hold claims; workloads are started again; claims; snapshots; contents; volumes last. What
 * the collector made is deleted, what it changed is changed back, and what has no marks is not
 * touched. Safe for use by many threads, each subject by one of them: no two subjects share an
 * object, nor a snapshot of the storage.
 */
public final class Removal {
    private static final String STEP = "remove";

    private final Acts acts;
    private final Served served;
    private final Waiting waiting;
    private final Duration goneLimit;
    private final String ownNamespace;

    /**
     * Removes through {@code acts}.
     *
     * @param goneLimit how long one object may take to go after it was deleted
     * @param ownNamespace the collector's: the only one whose Secrets are looked through
     */
    public Removal(
            Acts acts, Served served, Waiting waiting, Duration goneLimit, String ownNamespace) {
        this.acts = acts;
        this.served = served;
        this.waiting = waiting.uncancellable();
        this.goneLimit = goneLimit;
        this.ownNamespace = ownNamespace;
    }

    /** Takes back all that the journal's run did for one subject. */
    public RemovalReport remove(ObjectKey subject) throws IOException, InterruptedException {
        return remove(Marks.selector(acts.journal().run(), Optional.of(subject)), object -> true);
    }

    /** Takes back all that the journal's run did and did not take back itself. */
    public RemovalReport removeRun() throws IOException, InterruptedException {
        String run = acts.journal().run();
        return removeRuns(Marks.selector(run, Optional.empty()), run::equals);
    }

    /** Takes back what runs did that {@code dead} names; asked of each run after its objects. */
    RemovalReport removeRuns(Predicate<String> dead) throws IOException, InterruptedException {
        return removeRuns(Marks.RUN, dead);
    }

    /**
     * Lets the snapshots of a subject go that stand in the cluster, but for the newest ones.
     *
     * @param kept how many stay, the one of the journal's run first
     */
    public RemovalReport removeStanding(ObjectKey subject, int kept)
            throws IOException, InterruptedException {
        String selector = Marks.standingOf(subject);
        String run = acts.journal().run();
        List<Touched> standing =
                of(find(List.of(Served.SNAPSHOT), "", selector, object -> true), Served.SNAPSHOT)
                        .stream()
                        .sorted(
                                Comparator.comparing((Touched each) ->
                                                Marks.run(each.object()).equals(run))
                                        .thenComparing(Touched::created)
                                        .reversed())
                        .toList();
        RemovalReport.Builder report = new RemovalReport.Builder();
        if (standing.size() > kept) {
            List<Touched> old = standing.subList(kept, standing.size());
            new SnapshotRemoval(this, old, report).remove();
        }
        return report.build();
    }

    private RemovalReport removeRuns(String selector, Predicate<String> dead)
            throws IOException, InterruptedException {
        Predicate<ObjectNode> wanted = object -> dead.test(Marks.run(object));
        RemovalReport.Builder report = new RemovalReport.Builder();
        remove(selector, wanted, report);
        for (Touched secret : find(List.of(Served.SECRET), ownNamespace, selector, wanted)) {
            take(secret, report);
        }
        return report.build();
    }

    private RemovalReport remove(String selector, Predicate<ObjectNode> wanted)
            throws IOException, InterruptedException {
        RemovalReport.Builder report = new RemovalReport.Builder();
        remove(selector, wanted, report);
        return report.build();
    }

    private void remove(String selector, Predicate<ObjectNode> wanted, RemovalReport.Builder report)
            throws IOException, InterruptedException {
        List<Touched> touched =
                find(
                        Served.TOUCHED,
                        "",
                        selector,
                        object -> !Marks.isStanding(object) && wanted.test(object));
        for (Touched pod : of(touched, Served.POD)) {
            take(pod, report);
        }
        for (Touched each : touched) {
            if (Served.WORKLOADS.contains(each.kind())) {
                release(each, report);
            }
        }
        VolumeRemoval volumes = new VolumeRemoval(this, of(touched, Served.VOLUME), report);
        volumes.removeClaims(of(touched, Served.CLAIM));
        new SnapshotRemoval(this, touched, report).remove();
        volumes.releaseVolumes();
    }

    private List<Touched> find(
            List<GroupKind> kinds, String namespace, String selector, Predicate<ObjectNode> wanted)
            throws IOException, InterruptedException {
        List<Touched> touched = new ArrayList<>();
        for (GroupKind kind : kinds) {
            ApiResource resource = served.find(kind).orElse(null);
            if (resource == null) {
                continue;
            }
            ListQuery query = new ListQuery(resource, namespace, selector, "");
            for (ObjectNode object : Served.list(acts.cluster(), query)) {
                if (Marks.isOf(object, acts.journal().collector()) && wanted.test(object)) {
                    touched.add(new Touched(resource, object));
                }
            }
        }
        return touched;
    }

    static List<Touched> of(List<Touched> touched, GroupKind kind) {
        return touched.stream().filter(each -> each.kind().equals(kind)).toList();
    }

    /** Deletes what the collector made; an object of somebody else is released instead. */
    void take(Touched made, RemovalReport.Builder report) throws IOException, InterruptedException {
        if (Marks.undo(made.object()).isPresent()) {
            release(made, report);
        } else {
            delete(made, report);
        }
    }

    void delete(Touched made, RemovalReport.Builder report)
            throws IOException, InterruptedException {
        try {
            acts.delete(made.resource(), made.object(), purpose(made));
            awaitGone(made);
            report.removed(made.key());
        } catch (ActException.Expired e) {
            report.kept(made.key(), "deleted, but something holds it: " + e.getMessage());
        } catch (ClusterException e) {
            keepForbidden(made, e, report);
        }
    }

    void release(Touched changed, RemovalReport.Builder report)
            throws IOException, InterruptedException {
        release(changed, Marks.undo(changed.object()).orElse(Json.object()), report);
    }

    void release(Touched changed, ObjectNode patch, RemovalReport.Builder report)
            throws IOException, InterruptedException {
        try {
            ObjectNode _ =
                    acts.release(changed.resource(), changed.object(), patch, purpose(changed));
            report.released(changed.key());
        } catch (ClusterException e) {
            keepForbidden(changed, e, report);
        }
    }

    /** One object that may not be touched does not keep the others. */
    private static void keepForbidden(
            Touched touched, ClusterException refusal, RemovalReport.Builder report)
            throws ClusterException {
        if (!refusal.isForbidden()) {
            throw refusal;
        }
        report.kept(touched.key(), String.valueOf(refusal.getMessage()));
    }

    void awaitGone(Touched made) throws IOException, InterruptedException {
        waiting.await(
                made.key() + " to be gone",
                goneLimit,
                () -> current(made).isEmpty() ? Optional.of(true) : Optional.empty());
    }

    /** The object as it is now, unless it is gone or another one by the same name. */
    Optional<Touched> current(Touched known) throws IOException, InterruptedException {
        return acts.cluster()
                .get(known.resource(), known.namespace(), known.name())
                .map(object -> new Touched(known.resource(), object))
                .filter(now -> now.uid().equals(known.uid()));
    }

    Acts acts() {
        return acts;
    }

    Served served() {
        return served;
    }

    Purpose purpose(Touched touched) {
        return acts.purpose(touched.key(), STEP);
    }
}
