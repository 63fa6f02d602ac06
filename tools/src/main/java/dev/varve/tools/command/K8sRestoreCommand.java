package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.act.ActJournals;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.point.PointObjects;
import dev.varve.k8s.restore.ClaimMaker;
import dev.varve.k8s.restore.FilledClaims;
import dev.varve.k8s.restore.Outcome;
import dev.varve.k8s.restore.RestorePlan;
import dev.varve.k8s.restore.RestoreRun;
import dev.varve.k8s.volume.VolumeTools;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Uid;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restores objects into a cluster. */
@Command(
        name = "restore",
        description = {
            "Restore objects of a point into a cluster, by a plan.",
            "Without --plan it plans first, and stops when something conflicts.",
            "Run again after an interruption: what is there already is settled by --existing."
        },
        footer = {
            "",
            "Examples:",
            "  varve k8s restore latest:prod -n shop",
            "  varve k8s restore --plan plan.json",
            "  varve k8s restore latest:prod --object Service/shop/web --existing recreate --json",
            "",
            "Exit code 98: some objects could not be restored; they are named."
        })
final class K8sRestoreCommand extends VarveCommand {
    @Mixin ProfileOptions profile = new ProfileOptions();
    @Mixin KubeOptions kube = new KubeOptions();
    @Mixin K8sRestoreOptions options = new K8sRestoreOptions();
    @Mixin MoverPods movers = new MoverPods();

    @Parameters(
            paramLabel = "POINT",
            arity = "0..1",
            description = "An id, the beginning of one, or latest:CLUSTER.")
    @Nullable String name;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "A plan of varve k8s plan, carried out as it stands.")
    @Nullable Path planFile;

    @Option(
            names = "--despite-conflicts",
            description = "Restore what can be, although the plan has conflicts.")
    boolean despite;

    @Override
    int run(Output output) throws IOException, InterruptedException {
        RestorePlan given =
                planFile == null ? null : RestorePlan.parse(Files.readAllBytes(planFile));
        String wanted = given == null ? name : given.request().point();
        if (wanted == null || (given != null && name != null)) {
            throw usage("name a POINT, or a plan with --plan FILE", "not both");
        }
        Cancellation cancellation = Interruption.cancellation();
        try (Cluster cluster = kube.open();
                Connection connection = profile.connect(1)) {
            VaultCipher cipher = connection.unlock(profile.secret());
            ClusterPoint point = K8sPoint.find(connection.client(), cipher, wanted);
            try (PointObjects objects =
                    new PointObjects(point, connection.client(), cipher, cancellation)) {
                RestorePlan plan =
                        given == null ? K8sPlanCommand.make(cluster, objects, options) : given;
                plan.risks().forEach(risk -> output.remark("risk: " + risk));
                requireNoConflict(plan);
                if (!plan.request().volumes()) {
                    return run(output, plan, cluster, objects, ClaimMaker.NONE, cancellation);
                }
                return runWithVolumes(output, plan, cluster, objects, cancellation);
            }
        }
    }

    private int runWithVolumes(
            Output output,
            RestorePlan plan,
            Cluster cluster,
            PointObjects objects,
            Cancellation cancellation)
            throws IOException, InterruptedException {
        String source = objects.point().description().cluster();
        ActJournals journals = VolumeOptions.journals(StateDirectory.standard(), source);
        String id = Uid.random(new SecureRandom()).toString();
        VolumeTools tools = movers.tools(output, cluster, journals.open(id), cancellation);
        ClaimMaker claims = new FilledClaims(objects.point(), tools, plan.request().volumesFrom());
        try {
            int exitCode = run(output, plan, cluster, objects, claims, cancellation);
            journals.forget(id);
            return exitCode;
        } catch (IOException e) {
            output.remark(
                    "varve k8s sweep --cluster "
                            + source
                            + " takes back what this restore left of volumes, puts back those that"
                            + " it had set aside, and starts what it had stopped");
            throw e;
        }
    }

    private static int run(
            Output output,
            RestorePlan plan,
            Cluster cluster,
            PointObjects objects,
            ClaimMaker claims,
            Cancellation cancellation)
            throws IOException, InterruptedException {
        RestoreRun run = new RestoreRun(cluster, objects, claims, cancellation);
        return say(output, run.run(plan, outcome -> tell(output, outcome)));
    }

    private void requireNoConflict(RestorePlan plan) throws ProtocolException {
        if (!despite && !plan.conflicts().isEmpty()) {
            throw new ProtocolException(
                    ErrorCode.INCOMPLETE,
                    plan.conflicts().size()
                            + " objects cannot be restored so, first "
                            + plan.conflicts().getFirst().target()
                            + "; nothing was changed",
                    "see them with varve k8s plan; leave them out, or add --despite-conflicts");
        }
    }

    private static void tell(Output output, Outcome outcome) {
        output.line(
                "%-8s %s%s"
                        .formatted(
                                outcome.status().name().toLowerCase(Locale.ROOT),
                                outcome.item().target(),
                                outcome.message().isEmpty() ? "" : "  " + outcome.message()));
        output.event(describe(outcome));
    }

    private static ObjectNode describe(Outcome outcome) {
        return Output.object()
                .put("event", "object")
                .put("object", outcome.item().target().toString())
                .put("source", outcome.item().source().toString())
                .put("status", outcome.status().name().toLowerCase(Locale.ROOT))
                .put("message", outcome.message());
    }

    private static int say(Output output, RestoreRun.Result result) {
        ObjectNode object = Output.object();
        for (Outcome.Status status : Outcome.Status.values()) {
            object.put(status.name().toLowerCase(Locale.ROOT), result.count(status));
        }
        ArrayNode failures = object.putArray("failures");
        result.outcomes().stream()
                .filter(each -> each.status() == Outcome.Status.FAILED)
                .forEach(each -> failures.add(describe(each)));
        ArrayNode warnings = object.putArray("warnings");
        result.warnings().forEach(warnings::add);
        result.warnings().forEach(warning -> output.remark("warning: " + warning));
        output.line(
                result.count(Outcome.Status.DONE)
                        + " done, "
                        + result.count(Outcome.Status.SKIPPED)
                        + " skipped, "
                        + result.count(Outcome.Status.FAILED)
                        + " failed");
        output.event(object);
        return result.count(Outcome.Status.FAILED) == 0 ? DONE : ErrorCode.INCOMPLETE.exitCode();
    }
}
