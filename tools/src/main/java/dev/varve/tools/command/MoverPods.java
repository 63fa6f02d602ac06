package dev.varve.tools.command;

import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.act.ActJournal;
import dev.varve.k8s.act.Acts;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.act.Waiting;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.volume.MoverSettings;
import dev.varve.k8s.volume.Patience;
import dev.varve.k8s.volume.VolumeTools;
import dev.varve.k8s.volume.VolumeWatcher;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import picocli.CommandLine.Option;

/** The Pods that read and write volumes. */
final class MoverPods {
    private static final Duration LOOK = Duration.ofSeconds(1);

    @Option(
            names = "--mover-image",
            paramLabel = "IMAGE",
            description = "This project's image, for the Pods that move volumes.")
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

    @Option(
            names = "--mover-service-account",
            paramLabel = "NAME",
            description =
                    "A ServiceAccount there that may get VolumeSnapshots: as it, movers ask the"
                            + " driver which blocks changed. Default: none, and devices are read in"
                            + " full.")
    String serviceAccount = "";

    @Option(
            names = "--kubelet-directory",
            defaultValue = MoverSettings.KUBELET,
            paramLabel = "DIR",
            description =
                    "The kubelet's root directory on the nodes, for volumes that are read where a Pod"
                            + " has them. Default: ${DEFAULT-VALUE}.")
    String kubelet = "";

    /** Refuses to begin without an image. */
    void require() throws ProtocolException {
        if (image.isEmpty()) {
            throw VarveCommand.usage(
                    "--volumes needs an image for the Pods that move them",
                    "name it with --mover-image IMAGE");
        }
    }

    VolumeTools tools(Output output, Cluster cluster, ActJournal journal, Cancellation cancellation)
            throws IOException, InterruptedException {
        require();
        return new VolumeTools(
                new Acts(cluster, journal),
                new Served(cluster.discover()),
                waiting(cancellation),
                Patience.DEFAULT,
                settings(),
                watcher(output));
    }

    private MoverSettings settings() throws ProtocolException {
        try {
            return MoverSettings.of(namespace, image, secret)
                    .withServiceAccount(serviceAccount)
                    .withKubelet(kubelet);
        } catch (IllegalArgumentException e) {
            throw VarveCommand.usage(String.valueOf(e.getMessage()), "");
        }
    }

    static Waiting waiting(Cancellation cancellation) {
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
            public void placed(ObjectKey subject, String pod, String node) {
                output.remark(
                        subject
                                + ": mover "
                                + pod
                                + (node.isEmpty() ? " runs" : " is on node " + node));
            }

            @Override
            public void moved(ObjectKey subject, long bytes, long ofBytes) {
                if (ofBytes > 0) {
                    output.remark(subject + ": " + bytes + " of " + ofBytes + " bytes");
                }
            }
        };
    }
}
