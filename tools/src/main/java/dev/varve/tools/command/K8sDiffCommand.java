package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.profile.Connection;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.point.PointObjects;
import dev.varve.k8s.restore.Comparison;
import dev.varve.k8s.restore.Comparison.Difference;
import dev.varve.tools.output.Output;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what changed since a point. */
@Command(
        name = "diff",
        description = {
            "Show what a point's objects differ by from those of the cluster now.",
            "The patches are what varve k8s restore --existing update would send."
        },
        footer = {
            "",
            "Examples:",
            "  varve k8s diff latest:prod -n shop",
            "  varve k8s diff 01a2 --object Deployment.apps/shop/web --json"
        })
final class K8sDiffCommand extends VarveCommand {
    @Mixin ProfileOptions profile = new ProfileOptions();
    @Mixin KubeOptions kube = new KubeOptions();
    @Mixin K8sRestoreOptions options = new K8sRestoreOptions();

    @Parameters(
            paramLabel = "POINT",
            description = "An id, the beginning of one, or latest:CLUSTER.")
    String name = "";

    @Override
    int run(Output output) throws IOException, InterruptedException {
        ObjectNode all = Output.object();
        ArrayNode list = all.putArray("differences");
        try (Cluster cluster = kube.open();
                Connection connection = profile.connect(1)) {
            VaultCipher cipher = connection.unlock(profile.secret());
            ClusterPoint point = K8sPoint.find(connection.client(), cipher, name);
            try (PointObjects objects =
                    new PointObjects(
                            point, connection.client(), cipher, Interruption.cancellation())) {
                new Comparison(cluster, objects)
                        .run(
                                options.request(point.id().toString()),
                                each -> add(output, list.addObject(), each));
            }
        }
        output.line(list.size() + " objects differ");
        output.event(all);
        return DONE;
    }

    private static void add(Output output, ObjectNode object, Difference difference) {
        object.put("object", difference.object().toString());
        switch (difference) {
            case Difference.Missing _ -> {
                object.put("state", "missing");
                output.line("missing  " + difference.object());
            }
            case Difference.Changed changed -> {
                object.put("state", "changed").set("patch", changed.patch());
                output.line("changed  " + difference.object() + "  " + changed.patch());
            }
        }
    }
}
