package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.profile.Connection;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.point.PointDescription;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what there is of clusters. */
@Command(
        name = "points",
        description = "List the restore points of clusters, oldest first.",
        footer = {
            "",
            "Examples:",
            "  varve k8s points",
            "  varve k8s points --cluster prod --json"
        })
final class K8sPointsCommand extends VarveCommand {
    @Mixin ProfileOptions profile = new ProfileOptions();

    @Option(names = "--cluster", paramLabel = "NAME", description = "Only those of this cluster.")
    @Nullable String cluster;

    @Override
    int run(Output output) throws IOException, InterruptedException {
        Table table =
                new Table("POINT", "COMMITTED", "CLUSTER", "NAMESPACES", "OBJECTS", "WARNINGS");
        ObjectNode all = Output.object();
        ArrayNode list = all.putArray("points");
        try (Connection connection = profile.connect()) {
            VaultCipher cipher = connection.unlock(profile.secret());
            for (PointDocument document :
                    connection
                            .client()
                            .listPoints(ListPoints.getDefaultInstance())
                            .getPointsList()) {
                Optional<ClusterPoint> point = ClusterPoint.open(document, cipher);
                if (point.isPresent() && isWanted(point.get().description())) {
                    add(point.get(), table, list.addObject());
                }
            }
        }
        table.print(output);
        output.event(all);
        return DONE;
    }

    private boolean isWanted(PointDescription description) {
        return cluster == null || cluster.equals(description.cluster());
    }

    private static void add(ClusterPoint point, Table table, ObjectNode object) {
        PointDescription description = point.description();
        long objects = description.objects().values().stream().mapToLong(Long::longValue).sum();
        table.add(
                point.id(),
                Instant.ofEpochMilli(point.document().getCommittedMillis()),
                description.cluster(),
                description.namespaces().size(),
                objects,
                description.warningCount());
        object.put("point", point.id().toString())
                .put("committedMillis", point.document().getCommittedMillis())
                .put("cluster", description.cluster())
                .put("version", description.server())
                .put("objects", objects)
                .put("warnings", description.warningCount());
        ArrayNode namespaces = object.putArray("namespaces");
        description.namespaces().forEach(namespaces::add);
        HeldView.put(object, description.applications());
        HeldView.putHooks(object, description.hooks());
    }
}
