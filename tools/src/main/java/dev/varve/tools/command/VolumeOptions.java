package dev.varve.tools.command;

import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.act.ActJournals;
import dev.varve.k8s.capture.ChainNames;
import dev.varve.k8s.capture.Reach;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.held.HeldCapture;
import dev.varve.k8s.held.HeldVolumes;
import dev.varve.k8s.held.VolumeCuts;
import dev.varve.k8s.volume.ReadingLimits;
import dev.varve.k8s.volume.StorageProfile;
import dev.varve.k8s.volume.VolumeBackups;
import dev.varve.k8s.volume.VolumeTools;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Uid;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether and how the data of claims is backed up with the objects. */
final class VolumeOptions {
    @Option(
            names = "--volumes",
            paramLabel = "WAY",
            description =
                    "Back the data of claims up too: automatic, snapshot, live_mount, node_path,"
                            + " stopped_mount or object_only. Default: objects only.")
    StorageProfile.@Nullable Way way;

    @Option(
            names = "--keep-snapshots",
            paramLabel = "N",
            description =
                    "Snapshots of each claim that stay in the cluster: restores from them are instant,"
                            + " and the next backup reads devices only where they changed."
                            + " Default: 0.")
    int keptSnapshots;

    @Option(
            names = "--group-snapshots",
            arity = "0..1",
            paramLabel = "CLASS",
            fallbackValue = "",
            description =
                    "Cut the claims of a namespace in one moment, by a VolumeGroupSnapshot of this"
                            + " class, or of the only one of their driver.")
    @Nullable String groupClass;

    @Option(
            names = "--movers",
            paramLabel = "N",
            description =
                    "Volumes that are read side by side, at most: no more than 2 on one node and 10"
                            + " of one driver. Default: 4.")
    int atOnce = ReadingLimits.MOVERS;

    @Mixin MoverPods movers = new MoverPods();
    @Mixin BlueprintOptions blueprints = new BlueprintOptions();

    /**
     * Captures the volumes of the scope's namespaces, with their applications held still; none when
     * none were asked for.
     */
    HeldCapture capture(
            Output output,
            Cluster cluster,
            ChainNames chains,
            Reach reach,
            Path state,
            Cancellation cancellation)
            throws IOException, InterruptedException {
        if (way == null) {
            return HeldCapture.nothing();
        }
        if (keptSnapshots < 0) {
            throw VarveCommand.usage("--keep-snapshots " + keptSnapshots + " is below 0", "");
        }
        requireMovers();
        StorageProfile asked =
                StorageProfile.DEFAULT
                        .withWay(way)
                        .withKeptSnapshots(keptSnapshots)
                        .withGroups(Optional.ofNullable(groupClass));
        ActJournals journals = journals(state, chains.cluster());
        String run = Uid.random(new SecureRandom()).toString();
        VolumeTools tools = movers.tools(output, cluster, journals.open(run), cancellation);
        VolumeBackups backups =
                new VolumeBackups(
                        cluster,
                        tools,
                        _ -> asked,
                        reach::takesClaim,
                        claim -> chains.volume(claim.namespace(), claim.name()),
                        ReadingLimits.of(atOnce));
        HeldCapture captured =
                new HeldVolumes(
                                cluster,
                                VolumeCuts.of(backups),
                                blueprints.protections(),
                                blueprints.hooks(),
                                chains,
                                cancellation)
                        .capture(reach.namespaces(), run, state.resolve("k8s-held"));
        journals.forget(run);
        return captured;
    }

    private void requireMovers() throws ProtocolException {
        try {
            ReadingLimits.requireMovers(atOnce);
        } catch (IllegalArgumentException e) {
            throw VarveCommand.usage("--" + e.getMessage(), "");
        }
    }

    static ActJournals journals(Path state, String cluster) {
        return foreignJournals(state, "cli-" + cluster);
    }

    /** Journals of another collector: none of its runs has one here. */
    static ActJournals foreignJournals(Path state, String collector) {
        return new ActJournals(state.resolve("k8s-acts").resolve(collector), collector);
    }
}
