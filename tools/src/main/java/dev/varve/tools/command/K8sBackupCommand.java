package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.push.BackupResult;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.Progress;
import dev.varve.k8s.capture.ChainNames;
import dev.varve.k8s.capture.ClusterBackup;
import dev.varve.k8s.capture.Reach;
import dev.varve.k8s.capture.VolumeImages;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.held.HeldCapture;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.rule.CaptureRules;
import dev.varve.k8s.volume.VolumeBackups;
import dev.varve.k8s.volume.VolumeOutcome;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.message.RetentionAsked;
import dev.varve.tools.output.Output;
import dev.varve.tools.output.ProgressReporter;
import dev.varve.tools.output.Sizes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Backs objects of a cluster up. */
@Command(
        name = "backup",
        description = {
            "Back the objects of a cluster up as a new restore point.",
            "Every object is kept as the API server sends it; one that changed costs itself."
        },
        footer = {
            "",
            "Examples:",
            "  varve k8s backup --cluster prod",
            "  varve k8s backup --cluster prod -n shop -n 'team-*'",
            "  varve k8s backup --cluster prod -n shop -l app=web --cluster-objects none --json",
            "  varve k8s backup --cluster prod --object StatefulSet.apps/shop/db --with-related",
            "  varve k8s backup --cluster prod --object 'pvc/shop/data-*' --volumes automatic"
                    + " --mover-image registry.example.com/varve:1",
            "  varve k8s backup --cluster prod -n shop --volumes automatic --mover-image"
                    + " registry.example.com/varve:1",
            "",
            "  varve k8s backup --cluster prod -n shop --volumes snapshot --mover-image IMAGE"
                    + " --blueprint own-database.yaml",
            "  varve k8s backup --cluster prod -n shop --volumes snapshot --mover-image IMAGE"
                    + " --blueprints none",
            "",
            "With --volumes, databases that are recognised are held still while their volumes are"
                    + " cut, and Pods run the commands of their annotations hooks.varve.dev/before"
                    + " and hooks.varve.dev/after.",
            "Exit code 98: the point was made, and the data of some volumes is not in it, or an"
                    + " application was not held as its blueprint says, or a hook failed."
        })
final class K8sBackupCommand extends VarveCommand {
    @Mixin ProfileOptions profile = new ProfileOptions();
    @Mixin RateOptions rate = new RateOptions();
    @Mixin KubeOptions kube = new KubeOptions();
    @Mixin ScopeOptions scope = new ScopeOptions();
    @Mixin ObjectOptions objects = new ObjectOptions();
    @Mixin VolumeOptions volumes = new VolumeOptions();

    @Option(
            names = "--cluster",
            required = true,
            paramLabel = "NAME",
            description = "What the cluster is called in this vault; always the same for one.")
    String cluster = "";

    @Option(
            names = "--every-version",
            description =
                    "Keep objects in each version that the cluster serves, for restores into"
                            + " clusters that serve only another.")
    boolean everyVersion;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where journals are kept. Default: ~/.local/state/varve.")
    @Nullable Path state;

    @Override
    int run(Output output) throws IOException, InterruptedException {
        long startNanos = System.nanoTime();
        ChainNames chains = chains(cluster);
        Progress progress = new Progress();
        try (Cluster source = kube.open();
                Connection connection = profile.connect(1, rate)) {
            VaultCipher cipher = connection.unlock(profile.secret());
            Cancellation cancellation = Interruption.cancellation();
            Path journals = state == null ? StateDirectory.standard() : state;
            Reach reach = Reach.of(source, objects.within(scope));
            ClusterBackup backup =
                    new ClusterBackup(
                            source,
                            connection.client(),
                            cipher,
                            progress,
                            cancellation,
                            connection.random(),
                            Clock.systemUTC());
            try (HeldCapture held =
                    volumes.capture(output, source, chains, reach, journals, cancellation)) {
                ClusterBackup.Result result;
                try (ProgressReporter _ = ProgressReporter.start(output, "backup", progress)) {
                    result =
                            backup.run(
                                    new ClusterBackup.Request(
                                            chains,
                                            reach,
                                            1,
                                            journals,
                                            RetentionAsked.newBuilder().setMode("none").build(),
                                            CaptureRules.PLAIN,
                                            everyVersion,
                                            new VolumeImages(connection.client(), chains)
                                                    .of(held.volumes()),
                                            held,
                                            VolumeOutcome.warnings(held.volumes())));
                }
                List<VolumeOutcome> problems = VolumeBackups.problems(held.volumes());
                say(output, result, problems, Duration.ofNanos(System.nanoTime() - startNanos));
                return problems.isEmpty() && held.warnings().isEmpty()
                        ? DONE
                        : ErrorCode.INCOMPLETE.exitCode();
            }
        }
    }

    static ChainNames chains(String cluster) throws IOException {
        try {
            return new ChainNames(cluster);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()), "");
        }
    }

    private static void say(
            Output output,
            ClusterBackup.Result result,
            List<VolumeOutcome> problems,
            Duration time) {
        BackupResult backup = result.backup();
        PointDescription description = result.description();
        long objects = description.objects().values().stream().mapToLong(Long::longValue).sum();
        description.warnings().forEach(warning -> output.remark("warning: " + warning));
        description.applications().forEach(each -> output.line(HeldView.line(each)));
        description.hooks().forEach(each -> output.line(each.line()));
        output.line("restore point " + backup.point());
        output.line(
                objects
                        + " objects of "
                        + description.namespaces().size()
                        + " namespaces, read "
                        + Sizes.bytes(backup.readBytes())
                        + ", sent "
                        + Sizes.bytes(backup.sentBytes())
                        + " in "
                        + Sizes.seconds(time)
                        + " s"
                        + (description.warningCount() > 0
                                ? ", with " + description.warningCount() + " warnings"
                                : ""));
        description
                .left()
                .forEach(namespace ->
                        output.line("namespace " + namespace + " has left since the point before"));
        description
                .volumesLeft()
                .forEach(claim ->
                        output.line("claim " + claim + " has left: points before have its data"));
        ObjectNode object =
                Output.object()
                        .put("point", backup.point().toString())
                        .put("objects", objects)
                        .put("namespaces", description.namespaces().size())
                        .put("readBytes", backup.readBytes())
                        .put("sentBytes", backup.sentBytes())
                        .put("storedBytes", backup.storedBytes())
                        .put("warnings", description.warningCount())
                        .put("seconds", time.toMillis() / 1000.0);
        object.put("volumes", description.volumes().size());
        var without = object.putArray("volumesWithoutData");
        problems.forEach(each ->
                without.addObject()
                        .put("claim", each.claim().namespace() + "/" + each.claim().name())
                        .put("why", each.problem()));
        HeldView.put(object, description.applications());
        HeldView.putHooks(object, description.hooks());
        var left = object.putArray("left");
        description.left().forEach(left::add);
        var volumesLeft = object.putArray("volumesLeft");
        description.volumesLeft().forEach(volumesLeft::add);
        ObjectNode leftOut = object.putObject("leftOut");
        description.leftOut().forEach(leftOut::put);
        var warnings = object.putArray("warningList");
        description.warnings().forEach(warnings::add);
        output.event(object);
    }
}
