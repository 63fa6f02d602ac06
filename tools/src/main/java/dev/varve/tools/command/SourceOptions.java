package dev.varve.tools.command;

import dev.varve.ingest.block.BlockBackup;
import dev.varve.ingest.block.BlockSource;
import dev.varve.ingest.block.ChangedExtents;
import dev.varve.ingest.push.ImageBackup;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How sources are read. */
final class SourceOptions {
    /** What an image is made of. */
    enum Kind {
        AUTO,
        BLOCK,
        TREE
    }

    @Option(
            names = "--kind",
            defaultValue = "AUTO",
            description = "block or tree, instead of what SOURCE looks like.")
    Kind kind = Kind.AUTO;

    @Option(
            names = "--changed-extents",
            paramLabel = "FILE",
            description =
                    "Block sources: read only these ranges, one \"offset length\" in bytes a line.")
    @Nullable Path changedExtents;

    /** What could not be read, or changed while it was; after the run. */
    List<String> warnings() {
        return List.of();
    }

    ImageBackup open(Path source, String chain) throws IOException {
        if (!Files.exists(source)) {
            throw new ProtocolException(
                    ErrorCode.SOURCE_UNREADABLE,
                    "source " + source + " does not exist",
                    "check the path");
        }
        boolean tree = kind == Kind.AUTO ? Files.isDirectory(source) : kind == Kind.TREE;
        if (tree) {
            throw VarveCommand.usage(source + " is a directory", "name a file or a block device");
        }
        ChangedExtents changed =
                changedExtents == null ? null : ChangedExtents.read(changedExtents);
        return new BlockBackup(BlockSource.of(source), chain, BlockBackup.BLOCK_BYTES, changed);
    }
}
