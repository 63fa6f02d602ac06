package dev.varve.tools.command;

import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.act.ActJournals;
import dev.varve.k8s.act.Acts;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.act.Waiting;
import dev.varve.k8s.capture.ChainNames;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.volume.MoverSettings;
import dev.varve.k8s.volume.Patience;
import dev.varve.k8s.volume.StorageProfile;
import dev.varve.k8s.volume.VolumeBackups;
import dev.varve.k8s.volume.VolumeOutcome;
import dev.varve.k8s.volume.VolumeTools;
import dev.varve.k8s.volume.VolumeWatcher;
import dev.varve.protocol.model.Uid;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and how the data of claims is backed up with the objects. */
final class VolumeOptions {
    private static final Duration LOOK = Duration.ofSeconds(1);

    @Option(
            names = "--volumes",
            paramLabel = "WAY",
            description =
                    "Back the data of claims up too: automatic, snapshot, live_mount or"
                            + " object_only. Default: objects only.")
    StorageProfile.@Nullable Way way;

    @Option(
            names = "--mover-image",
            paramLabel = "IMAGE",
            description = "This project's image, for the Pods that read volumes.")
    String image = "";

    @Option(
            names = "--mover-namespace",
            defaultValue = "varve-system",
            paramLabel = "NS",
            description = "Where those Pods run. Default: ${DEFAULT-VALUE}.")
    String namespace = "";

    @Option(
            names = "--mover-secret",
            defaultValue = "varve-repository",
            paramLabel = "NAME",
            description =
                    "A Secret there with profile.json, as client enroll wrote it, for this vault."
                            + " Default: ${DEFAULT-VALUE}.")
    String secret = "";

    /** Captures the volumes of these namespaces; none when none were asked for. */
    List<VolumeOutcome> capture(
            Output output,
            Cluster cluster,
            ChainNames chains,
            List<String> namespaces,
            Path state,
            Cancellation cancellation)
            throws IOException, InterruptedException {
        if (way == null) {
            return List.of();
        }
        if (image.isEmpty()) {
            throw VarveCommand.usage(
                    "--volumes needs an image for the Pods that read them",
                    "name it with --mover-image IMAGE");
        }
        ActJournals journals =
                new ActJournals(state.resolve("k8s-acts"), "cli-" + chains.cluster());
        String run = Uid.random(new SecureRandom()).toString();
        VolumeTools tools =
                new VolumeTools(
                        new Acts(cluster, journals.open(run)),
                        new Served(cluster.discover()),
                        waiting(cancellation),
                        Patience.DEFAULT,
                        MoverSettings.of(namespace, image, secret),
                        watcher(output));
        List<VolumeOutcome> outcomes =
                new VolumeBackups(
                                cluster,
                                tools,
                                StorageProfile.DEFAULT.withWay(way),
                                claim -> chains.volume(claim.namespace(), claim.name()))
                        .capture(namespaces);
        journals.forget(run);
        return outcomes;
    }

    private static Waiting waiting(Cancellation cancellation) {
        return new Waiting(
                InstantSource.system(),
                Thread::sleep,
                LOOK,
                cancellation::cancelled,
                (what, since, limit) -> {});
    }

    private static VolumeWatcher watcher(Output output) {
        return new VolumeWatcher() {
            @Override
            public void reached(ObjectKey subject, String volumeState) {
                output.remark(subject + ": " + volumeState);
            }

            @Override
            public void moved(ObjectKey subject, long bytes, long ofBytes) {
                output.remark(subject + ": " + bytes + " of " + ofBytes + " bytes");
            }
        };
    }
}
