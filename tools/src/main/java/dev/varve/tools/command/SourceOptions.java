package dev.varve.tools.command;

import dev.varve.ingest.block.BlockBackup;
import dev.varve.ingest.block.BlockSource;
import dev.varve.ingest.block.ChangedExtents;
import dev.varve.ingest.push.ImageBackup;
import dev.varve.ingest.push.Progress;
import dev.varve.ingest.tree.TreeBackup;
import dev.varve.ingest.tree.TreeBackupOptions;
import dev.varve.ingest.tree.Warnings;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    @Option(
            names = "--exclude",
            paramLabel = "GLOB",
            description = "Trees: leave out what fits, as in gitignore(5). May be repeated.")
    List<String> excludes = new ArrayList<>();

    @Option(
            names = "--one-file-system",
            description = "Trees: leave directories empty where another file system is mounted.")
    boolean oneFileSystem;

    private final List<Warnings> warnings = new ArrayList<>();

    /** What could not be read, or changed while it was; after the run. */
    List<String> warnings() {
        return warnings.stream().flatMap(each -> each.kept().stream()).toList();
    }

    /**
     * Opens a source as an image of {@code chain}.
     *
     * @throws ProtocolException SOURCE_UNREADABLE, USAGE
     */
    ImageBackup open(Path source, String chain, Progress progress) throws IOException {
        try {
            Names.requireChain(chain);
        } catch (IllegalArgumentException e) {
            throw VarveCommand.usage(String.valueOf(e.getMessage()), "");
        }
        if (!Files.exists(source)) {
            throw new ProtocolException(
                    ErrorCode.SOURCE_UNREADABLE,
                    "source " + source + " does not exist",
                    "check the path");
        }
        boolean tree = kind == Kind.AUTO ? Files.isDirectory(source) : kind == Kind.TREE;
        if (tree) {
            TreeBackup backup =
                    new TreeBackup(
                            new TreeBackupOptions(source, chain, excludes, oneFileSystem),
                            progress);
            warnings.add(backup.warnings());
            return backup;
        }
        ChangedExtents changed =
                changedExtents == null ? null : ChangedExtents.read(changedExtents);
        return new BlockBackup(BlockSource.of(source), chain, BlockBackup.BLOCK_BYTES, changed);
    }
}
