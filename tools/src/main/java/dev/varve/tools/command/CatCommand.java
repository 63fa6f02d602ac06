package dev.varve.tools.command;

import dev.varve.ingest.block.BlockRestore;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.push.Progress;
import dev.varve.ingest.tree.FileCopy;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.model.Id;
import dev.varve.tools.output.Output;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a file of a tree image, or a volume, to standard output. */
@Command(
        name = "cat",
        description = "Write a file of a tree image, or a whole volume, to standard output.",
        footer = {
            "",
            "Examples:",
            "  varve cat latest:etc:hosts",
            "  varve cat latest:disk | zstd > disk.zst"
        })
final class CatCommand extends VarveCommand {
    private static final int BUFFER_BYTES = 1 << 20;

    @Mixin ProfileOptions profile = new ProfileOptions();

    @Parameters(paramLabel = "POINT[:PATH]", description = "The file; without PATH a volume.")
    String place = "";

    @Option(
            names = "--chain",
            paramLabel = "NAME",
            description = "Which image, when the point has several.")
    @Nullable String chain;

    @Override
    int run(Output output) throws IOException, InterruptedException {
        try (Connection connection = profile.connect();
                OutputStream out =
                        new BufferedOutputStream(
                                new FileOutputStream(FileDescriptor.out), BUFFER_BYTES)) {
            PointName.ChosenPath chosen =
                    new PointName(connection.client()).choosePath(place, chain);
            if (chosen.chosen().image().getKind() == ImageKind.IMAGE_KIND_BLOCK) {
                volume(connection, chosen, out);
            } else {
                TreeImage image = TreeImage.open(connection, profile.secret(), chosen);
                try (FileCopy copy =
                        new FileCopy(
                                connection.client(),
                                image.cipher(),
                                image.reader(),
                                Interruption.cancellation())) {
                    copy.write(image.entry(), out);
                }
            }
        }
        return DONE;
    }

    private void volume(Connection connection, PointName.ChosenPath chosen, OutputStream out)
            throws IOException, InterruptedException {
        if (!chosen.path().isEmpty()) {
            throw usage("a volume has no path " + chosen.path(), "leave it out");
        }
        new BlockRestore(
                        connection.client(),
                        connection.unlock(profile.secret()),
                        1,
                        new Progress(),
                        Interruption.cancellation())
                .toChannel(
                        Id.at(chosen.chosen().image().getRoot().toByteArray(), 0),
                        null,
                        Channels.newChannel(out));
    }
}
