package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.profile.Connection;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Id;
import dev.varve.tools.output.Output;
import dev.varve.tools.output.Sizes;
import java.io.IOException;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restore points of a vault. */
@Command(
        name = "points",
        description = "Restore points of a vault.",
        subcommands = {
            PointsCommands.ListPointsCommand.class,
            PointsCommands.Show.class,
            LockCommands.Delete.class
        })
final class PointsCommands extends GroupCommand {

    @Command(
            name = "list",
            description = "List the restore points, oldest first.",
            footer = {
                "",
                "Examples:",
                "  varve points list",
                "  varve points list --chain etc --json"
            })
    static final class ListPointsCommand extends VarveCommand {
        @Mixin ProfileOptions profile = new ProfileOptions();

        @Option(names = "--chain", paramLabel = "NAME", description = "Only those with this chain.")
        @Nullable String chain;

        @Override
        int run(Output output) throws IOException, InterruptedException {
            Table table = new Table("POINT", "COMMITTED", "CHAINS", "STORED", "WARNINGS", "STATE");
            ObjectNode all = Output.object();
            ArrayNode list = all.putArray("points");
            try (Connection connection = profile.connect()) {
                ListPoints.Builder request = ListPoints.newBuilder();
                if (chain != null) {
                    request.setChain(chain);
                }
                for (PointDocument point :
                        connection.client().listPoints(request.build()).getPointsList()) {
                    list.add(describe(point));
                    table.add(
                            PointName.id(point),
                            Instant.ofEpochMilli(point.getCommittedMillis()),
                            chains(point),
                            Sizes.bytes(point.getStoredBytes()),
                            point.getWarnings(),
                            state(point));
                }
            }
            table.print(output);
            output.event(all);
            return DONE;
        }
    }

    @Command(
            name = "show",
            description = "Show one restore point.",
            footer = {"", "Example:", "  varve points show latest:etc"})
    static final class Show extends VarveCommand {
        @Mixin ProfileOptions profile = new ProfileOptions();

        @Parameters(
                paramLabel = "POINT",
                description = "An id, the beginning of one, or latest:CHAIN.")
        String name = "";

        @Override
        int run(Output output) throws IOException, InterruptedException {
            try (Connection connection = profile.connect()) {
                PointDocument point = new PointName(connection.client()).point(name);
                output.line("point      " + PointName.id(point));
                output.line("committed  " + Instant.ofEpochMilli(point.getCommittedMillis()));
                output.line("client     " + point.getClient());
                output.line("state      " + state(point));
                output.line("warnings   " + point.getWarnings());
                output.line("read       " + Sizes.bytes(point.getReadBytes()));
                output.line("sent       " + Sizes.bytes(point.getSentBytes()));
                output.line("stored     " + Sizes.bytes(point.getStoredBytes()));
                Table table = new Table("CHAIN", "KIND", "SIZE", "ROOT");
                for (PointImage image : point.getImagesList()) {
                    table.add(
                            image.getChain(),
                            kind(image.getKind()),
                            Sizes.bytes(image.getSizeBytes()),
                            Id.at(image.getRoot().toByteArray(), 0));
                }
                table.print(output);
                output.event(describe(point));
            }
            return DONE;
        }
    }

    static ObjectNode describe(PointDocument point) {
        ObjectNode object =
                Output.object()
                        .put("point", PointName.id(point))
                        .put("committedMillis", point.getCommittedMillis())
                        .put("client", point.getClient())
                        .put("consistency", point.getConsistency())
                        .put("state", state(point))
                        .put("warnings", point.getWarnings())
                        .put("readBytes", point.getReadBytes())
                        .put("sentBytes", point.getSentBytes())
                        .put("storedBytes", point.getStoredBytes());
        ArrayNode images = object.putArray("images");
        for (PointImage image : point.getImagesList()) {
            images.addObject()
                    .put("chain", image.getChain())
                    .put("kind", kind(image.getKind()))
                    .put("root", Id.at(image.getRoot().toByteArray(), 0).toString())
                    .put("sizeBytes", image.getSizeBytes());
        }
        return object;
    }

    static String kind(ImageKind kind) {
        return kind == ImageKind.IMAGE_KIND_BLOCK ? "block" : "tree";
    }

    private static String state(PointDocument point) {
        return point.getState().isEmpty() ? "good" : point.getState();
    }

    private static String chains(PointDocument point) {
        return point.getImagesList().stream()
                .map(PointImage::getChain)
                .collect(Collectors.joining(","));
    }
}
