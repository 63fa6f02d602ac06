package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.act.ActJournal;
import dev.varve.k8s.act.ActJournals;
import dev.varve.k8s.act.Acts;
import dev.varve.k8s.act.RemovalReport;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.controller.Controller;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.volume.AbandonedVolumes;
import dev.varve.k8s.volume.MoverSettings;
import dev.varve.k8s.volume.Patience;
import dev.varve.k8s.volume.VolumeSweep;
import dev.varve.k8s.volume.VolumeTools;
import dev.varve.k8s.volume.VolumeWatcher;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.model.Uid;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes back what killed backups and restores left in a cluster. */
@Command(
        name = "sweep",
        description = {
            "Take back what killed backups and restores of volumes left in the cluster: Pods, claims,",
            "snapshots, credentials. What was changed is changed back; nothing without marks is touched."
        },
        footer = {
            "",
            "Examples:",
            "  varve k8s sweep --cluster prod",
            "  varve k8s sweep --cluster prod --elsewhere --json",
            "  varve k8s sweep --controller varve --mover-namespace varve-movers --elsewhere",
            "",
            "Exit code 98: something had to be left; it is named with the reason."
        })
final class K8sSweepCommand extends VarveCommand {
    @Mixin KubeOptions kube = new KubeOptions();

    @ArgGroup(multiplicity = "1")
    Whose whose = new Whose();

    @Option(
            names = "--mover-namespace",
            defaultValue = "varve-system",
            paramLabel = "NS",
            description = "Where the Pods that move volumes run. Default: ${DEFAULT-VALUE}.")
    String moverNamespace = "";

    @Option(
            names = "--elsewhere",
            description =
                    "Also of runs that have no journal in this state directory: begun on another"
                            + " machine. Make sure that none goes on there.")
    boolean elsewhere;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where journals are kept. Default: ~/.local/state/varve.")
    @Nullable Path state;

    /** By whom the runs were begun. */
    static final class Whose {
        @Option(
                names = "--cluster",
                paramLabel = "NAME",
                description = "Runs of this command, by the name that they gave the cluster.")
        @Nullable String cluster;

        @Option(
                names = "--controller",
                paramLabel = "NS",
                description =
                        "Runs of the controller of this namespace, that is there no more or may"
                                + " not take everything back.")
        @Nullable String controller;
    }

    @Override
    int run(Output output) throws IOException, InterruptedException {
        Cancellation cancellation = Interruption.cancellation();
        ActJournals journals = journals();
        Set<String> dead = new HashSet<>();
        for (String run : journals.runs()) {
            if (!journals.isInUse(run)) {
                dead.add(run);
            }
        }
        Set<String> unknown = new TreeSet<>();
        String name = "sweep-" + Uid.random(new SecureRandom());
        try (Cluster cluster = kube.open();
                ActJournal journal = journals.open(name)) {
            VolumeTools tools =
                    new VolumeTools(
                            new Acts(cluster, journal),
                            new Served(cluster.discover()),
                            MoverPods.waiting(cancellation),
                            Patience.DEFAULT,
                            MoverSettings.of(moverNamespace, "none", "none"),
                            VolumeWatcher.NONE);
            Predicate<String> isLive = run -> isLive(run, journals, dead, unknown);
            AbandonedVolumes.Result result = new VolumeSweep(tools, isLive).sweep();
            for (String run : dead) {
                if (!result.left().contains(run)) {
                    journals.forget(run);
                }
            }
            return say(output, result.report(), unknown);
        } finally {
            journals.forget(name);
        }
    }

    /** A journal that came since is of a run that begins now. */
    private boolean isLive(
            String run, ActJournals journals, Set<String> dead, Set<String> unknown) {
        if (dead.contains(run) || journals.has(run)) {
            return !dead.contains(run);
        }
        if (!elsewhere) {
            unknown.add(run);
        }
        return !elsewhere;
    }

    private ActJournals journals() throws IOException {
        Path folder = state == null ? StateDirectory.standard() : state;
        return whose.cluster != null
                ? VolumeOptions.journals(folder, K8sBackupCommand.chains(whose.cluster).cluster())
                : VolumeOptions.foreignJournals(
                        folder, Controller.collector(String.valueOf(whose.controller)));
    }

    private static int say(Output output, RemovalReport report, Set<String> unknown) {
        ObjectNode object = Output.object();
        list(output, object.putArray("removed"), "removed ", report.removed());
        list(output, object.putArray("released"), "released ", report.released());
        ArrayNode kept = object.putArray("kept");
        for (RemovalReport.Kept each : report.kept()) {
            output.line("kept     " + each.object() + ": " + each.why());
            kept.addObject().put("object", each.object().toString()).put("why", each.why());
        }
        ArrayNode runs = object.putArray("runsElsewhere");
        unknown.forEach(runs::add);
        output.line(
                "%d removed, %d released, %d kept"
                        .formatted(
                                report.removed().size(),
                                report.released().size(),
                                report.kept().size()));
        if (!unknown.isEmpty()) {
            output.remark(
                    unknown.size()
                            + " runs with objects have no journal here and were left alone:"
                            + " --elsewhere takes them too, if none of them goes on");
        }
        output.event(object);
        return report.kept().isEmpty() ? DONE : ErrorCode.INCOMPLETE.exitCode();
    }

    private static void list(Output output, ArrayNode array, String what, List<ObjectKey> keys) {
        for (ObjectKey key : keys) {
            output.line(what + " " + key);
            array.add(key.toString());
        }
    }
}
