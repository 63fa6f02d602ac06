package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Captures the volumes of namespaces: decides for each claim, cuts all snapshots one after the
 * other, then has movers read them side by side. A volume that fails hinders no other. Confined to
 * one thread; those that read volumes are its own, and at rest when it comes back.
 */
public final class VolumeBackups {
    private final Cluster cluster;
    private final VolumeTools tools;
    private final StorageProfiles profiles;
    private final WantedClaims wanted;
    private final Function<ObjectKey, String> chains;
    private final ReadingLimits limits;

    /**
     * A run's volumes.
     *
     * @param wanted whether the run takes a claim
     * @param chains the chain of a claim
     */
    public VolumeBackups(
            Cluster cluster,
            VolumeTools tools,
            StorageProfiles profiles,
            Predicate<ObjectNode> wanted,
            Function<ObjectKey, String> chains,
            ReadingLimits limits) {
        this.cluster = cluster;
        this.tools = tools;
        this.profiles = profiles;
        this.wanted = new WantedClaims(cluster, tools.served(), wanted);
        this.chains = chains;
        this.limits = limits;
    }

    /** Volumes that were cut, or are read where they are, and those without data. */
    public static final class Cuts {
        private final SnapshotCuts snapshots;
        private final List<WaitingVolume> mounts = new ArrayList<>();
        private final List<WaitingVolume> stopped = new ArrayList<>();
        private final List<VolumeOutcome> decided = new ArrayList<>();

        private Cuts(SnapshotCuts snapshots) {
            this.snapshots = snapshots;
        }

        /**
         * Claims whose snapshot was asked for and taken while they were cut here: not those that
         * are read where they are, and none of an earlier process.
         */
        public Set<ObjectKey> witnessed() {
            return snapshots.witnessed();
        }

        private List<WaitingVolume> waiting() {
            List<WaitingVolume> waiting = new ArrayList<>(snapshots.waiting());
            waiting.addAll(mounts);
            return waiting;
        }
    }

    /** Captures every claim of these namespaces; gives what became of each. */
    public List<VolumeOutcome> capture(Collection<String> namespaces)
            throws IOException, InterruptedException {
        return finish(cut(namespaces));
    }

    /** Decides for every claim of these namespaces, and cuts all snapshots; reads nothing yet. */
    public Cuts cut(Collection<String> namespaces) throws IOException, InterruptedException {
        Cuts cuts = new Cuts(new SnapshotCuts(cluster, tools));
        for (String namespace : namespaces) {
            try {
                ListQuery query = ListQuery.all(tools.served().require(Served.POD), namespace);
                List<ObjectNode> pods = Served.list(cluster, query);
                List<SnapshotCuts.Planned> planned = new ArrayList<>();
                for (ObjectNode claim : wanted.of(namespace)) {
                    decide(claim, pods, cuts).ifPresent(planned::add);
                }
                cuts.snapshots.cut(planned);
            } catch (ClusterException e) {
                ObjectKey all = new ObjectKey(Served.CLAIM, namespace, "*");
                cuts.decided.add(SnapshotCuts.refused(all, e));
            }
        }
        return cuts;
    }

    /** Has movers read what was cut; gives what became of each claim. */
    public List<VolumeOutcome> finish(Cuts cuts) throws IOException, InterruptedException {
        return finish(List.of(cuts)).getFirst();
    }

    /**
     * Has movers read what was cut, volumes of all the cuts side by side; then those for which
     * workloads are stopped.
     *
     * @return for each of the cuts, in their order, what became of its claims
     * @throws ClusterException when the API server cannot be asked now: the run may go on later
     */
    public List<List<VolumeOutcome>> finish(List<Cuts> cuts)
            throws IOException, InterruptedException {
        List<WaitingVolume> waiting =
                cuts.stream().flatMap(each -> each.waiting().stream()).toList();
        Iterator<VolumeOutcome> read = new VolumeReads(tools, limits, waiting).read().iterator();
        List<List<VolumeOutcome>> outcomes = new ArrayList<>();
        for (Cuts each : cuts) {
            each.snapshots.end();
            List<VolumeOutcome> own = new ArrayList<>(each.decided);
            own.addAll(each.snapshots.failed());
            each.waiting().forEach(_ -> own.add(read.next()));
            own.addAll(new StoppedVolumes(tools, limits).read(each.stopped));
            outcomes.add(own);
        }
        return outcomes;
    }

    /** Names of the claims of a namespace that are to be captured. */
    public Set<String> claims(String namespace) throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        for (ObjectNode claim : wanted.of(namespace)) {
            names.add(WantedClaims.key(claim).name());
        }
        return names;
    }

    /** The claims of a namespace whose cut was not to be made, each with the reason. */
    public List<VolumeOutcome> notCut(String namespace, String why)
            throws IOException, InterruptedException {
        List<VolumeOutcome> outcomes = new ArrayList<>();
        for (ObjectNode claim : wanted.of(namespace)) {
            outcomes.add(
                    VolumeOutcome.failed(WantedClaims.key(claim), new VolumePath.None(why), why));
        }
        return outcomes;
    }

    /** How a claim is taken; what comes back is to be cut by a snapshot. */
    private Optional<SnapshotCuts.Planned> decide(
            ObjectNode claim, List<ObjectNode> pods, Cuts cuts)
            throws IOException, InterruptedException {
        ObjectKey key = WantedClaims.key(claim);
        try {
            ClaimedVolume volume =
                    ClaimedVolume.read(cluster, tools.served(), key.namespace(), key.name());
            StorageProfile profile = profiles.of(volume);
            VolumeFacts facts =
                    new ClaimFacts(cluster, tools.served(), tools.movers())
                            .find(volume, profile, pods);
            VolumePath path = VolumePaths.choose(facts, profile.way());
            if (path instanceof VolumePath.Snapshot snapshot) {
                return Optional.of(
                        cuts.snapshots.plan(volume, profile, snapshot, arguments(volume, path)));
            }
            if (isMounted(path, facts)) {
                (path instanceof VolumePath.StoppedMount ? cuts.stopped : cuts.mounts)
                        .add(
                                new WaitingVolume(
                                        volume,
                                        profile,
                                        path,
                                        Optional.empty(),
                                        arguments(volume, path)));
            } else {
                cuts.decided.add(VolumeOutcome.failed(key, path, whyNot(path, key)));
            }
        } catch (VolumeException | ClusterException e) {
            cuts.decided.add(SnapshotCuts.refused(key, e));
        }
        return Optional.empty();
    }

    /** Read where it is, by a mover that may be there. */
    private static boolean isMounted(VolumePath path, VolumeFacts facts) {
        return switch (path) {
            case VolumePath.NodePath _ -> true;
            case VolumePath.LiveMount _, VolumePath.StoppedMount _ -> facts.guests();
            case VolumePath.Snapshot _, VolumePath.ObjectOnly _, VolumePath.None _ -> false;
        };
    }

    /** Why a claim has no data; empty when none was wanted. */
    private static String whyNot(VolumePath path, ObjectKey claim) {
        return switch (path) {
            case VolumePath.ObjectOnly _ -> "";
            case VolumePath.LiveMount _, VolumePath.StoppedMount _ -> notAGuest(path, claim);
            case VolumePath.None _, VolumePath.Snapshot _, VolumePath.NodePath _ -> path.reason();
        };
    }

    private static String notAGuest(VolumePath path, ObjectKey claim) {
        return path.reason()
                + ", but its mover would bring the repository's credentials into namespace "
                + claim.namespace()
                + ", where others may read them: back it up from there, with a vault of its own, or"
                + " ask for live mounts in so many words";
    }

    private List<String> arguments(ClaimedVolume volume, VolumePath path) {
        return List.of(
                "--chain=" + chains.apply(volume.key()),
                "--consistency=" + path.consistency().word());
    }

    /** A run's outcomes that have no data though it was wanted. */
    public static List<VolumeOutcome> problems(List<VolumeOutcome> outcomes) {
        return outcomes.stream().filter(each -> !each.problem().isEmpty()).toList();
    }
}
