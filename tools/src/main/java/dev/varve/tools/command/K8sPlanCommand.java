package dev.varve.tools.command;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.profile.Connection;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.point.PointObjects;
import dev.varve.k8s.restore.Planner;
import dev.varve.k8s.restore.RestorePlan;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plans a restore and shows the plan. */
@Command(
        name = "plan",
        description = {
            "Plan a restore: what becomes of each object, and what the API server says to it.",
            "Changes nothing. Exit code 98 when something conflicts."
        },
        footer = {
            "",
            "Examples:",
            "  varve k8s plan latest:prod -n shop",
            "  varve k8s plan latest:prod -n shop --map-namespace shop=shop-copy --out plan.json",
            "  varve k8s plan 01a2 --object Deployment.apps/shop/web --existing update"
        })
final class K8sPlanCommand extends VarveCommand {
    @Mixin ProfileOptions profile = new ProfileOptions();
    @Mixin KubeOptions kube = new KubeOptions();
    @Mixin K8sRestoreOptions options = new K8sRestoreOptions();

    @Parameters(
            paramLabel = "POINT",
            description = "An id, the beginning of one, or latest:CLUSTER.")
    String name = "";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Keep the plan, for varve k8s restore --plan FILE.")
    @Nullable Path out;

    @Override
    int run(Output output) throws IOException, InterruptedException {
        try (Cluster cluster = kube.open();
                Connection connection = profile.connect(1)) {
            VaultCipher cipher = connection.unlock(profile.secret());
            ClusterPoint point = K8sPoint.find(connection.client(), cipher, name);
            try (PointObjects objects =
                    new PointObjects(
                            point, connection.client(), cipher, Interruption.cancellation())) {
                RestorePlan plan = make(cluster, objects, options);
                if (out != null) {
                    Files.write(out, plan.toJson());
                }
                return new PlanView(output).show(plan);
            }
        }
    }

    static RestorePlan make(Cluster cluster, PointObjects objects, K8sRestoreOptions options)
            throws IOException, InterruptedException {
        Planner planner = new Planner(cluster, objects, Clock.systemUTC());
        try {
            return planner.plan(options.request(objects.point().id().toString()));
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()), "see varve k8s plan --help");
        }
    }
}
