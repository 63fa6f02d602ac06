package dev.varve.perf.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes workloads; each command prints one JSON object of what it wrote. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = "Writes the workloads of docs/performance.md; the same seed, the same bytes.")
public final class Generate {
    private Generate() {}

    public static void main(String[] arguments) {
        System.exit(
                new CommandLine(new Generate())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(arguments));
    }

    @Command(name = "w1", description = "The volume image.")
    void image(
            @Parameters(paramLabel = "FILE", description = "One that does not exist yet.")
                    Path file,
            @Option(names = "--seed", defaultValue = "1") long seed,
            @Option(names = "--scale", defaultValue = "1", description = "Factor on 4 GiB.")
                    double scale)
            throws IOException {
        int cells = scaled(VolumeImage.FULL_BYTES / VolumeImage.CELL_BYTES, scale, 20);
        Map<CellKind, Integer> counts = new VolumeImage(seed).write(file, cells);
        print(
                String.format(
                        Locale.ROOT,
                        "{'workload':'w1','seed':%d,'bytes':%d,'zeroMiB':%d,'textMiB':%d,"
                                + "'databaseMiB':%d,'randomMiB':%d}",
                        seed,
                        (long) cells * VolumeImage.CELL_BYTES,
                        counts.getOrDefault(CellKind.ZEROS, 0),
                        counts.getOrDefault(CellKind.TEXT, 0),
                        counts.getOrDefault(CellKind.DATABASE, 0),
                        counts.getOrDefault(CellKind.RANDOM, 0)));
    }

    @Command(name = "w2", description = "Changes an image in place.")
    void changeImage(
            @Parameters(index = "0", description = "scatter or cluster")
                    ImageChange.Pattern pattern,
            @Parameters(index = "1", paramLabel = "FILE", description = "The image.") Path file,
            @Option(names = "--seed", defaultValue = "1") long seed,
            @Option(names = "--generation", defaultValue = "1", description = "1, 2, … in turn.")
                    int generation,
            @Option(
                            names = "--extents",
                            required = true,
                            description = "Lists what changed: lines of offset, length in bytes.")
                    Path extents)
            throws IOException {
        ImageChange.Outcome done = new ImageChange(seed).apply(file, pattern, generation, extents);
        print(
                String.format(
                        Locale.ROOT,
                        "{'workload':'w2','pattern':'%s','seed':%d,'generation':%d,'blocks':%d,"
                                + "'rawBytes':%d,'zstd1Bytes':%d,'zstd3Bytes':%d}",
                        pattern.name().toLowerCase(Locale.ROOT),
                        seed,
                        generation,
                        done.blocks(),
                        done.rawBytes(),
                        done.zstd1Bytes(),
                        done.zstd3Bytes()));
    }

    @Command(name = "w3", description = "Small files.")
    void tree(
            @Parameters(paramLabel = "DIRECTORY", description = "One that does not exist yet.")
                    Path directory,
            @Option(names = "--seed", defaultValue = "1") long seed,
            @Option(names = "--scale", defaultValue = "1", description = "Factor on 200,000 files.")
                    double scale,
            @Option(
                            names = "--real",
                            defaultValue = "/usr",
                            description = "Where a third of the files comes from.")
                    Path real)
            throws IOException {
        int files = scaled(FileTree.FULL_FILES, scale, 100);
        FileTree.Outcome done =
                new FileTree(seed).write(directory, FileTree.Shape.smallFiles(files, real));
        print(
                String.format(
                        Locale.ROOT,
                        "{'workload':'w3','seed':%d,'files':%d,'bytes':%d,'generated':%d,"
                                + "'duplicates':%d,'real':%d}",
                        seed,
                        done.files(),
                        done.bytes(),
                        done.generated(),
                        done.duplicates(),
                        done.real()));
    }

    @Command(name = "w3-change", description = "Changes 1 %% of the files of a tree in place.")
    void changeTree(
            @Parameters(paramLabel = "DIRECTORY", description = "The tree.") Path directory,
            @Option(names = "--seed", defaultValue = "1") long seed,
            @Option(names = "--generation", defaultValue = "1", description = "1, 2, … in turn.")
                    int generation)
            throws IOException {
        TreeChange.Outcome done = new TreeChange(seed).apply(directory, 10, generation);
        print(
                String.format(
                        Locale.ROOT,
                        "{'workload':'w3-change','seed':%d,'generation':%d,'files':%d,'inserted':%d,"
                                + "'appended':%d,'deleted':%d,'created':%d}",
                        seed,
                        generation,
                        done.files(),
                        done.inserted(),
                        done.appended(),
                        done.deleted(),
                        done.created()));
    }

    @Command(name = "w5", description = "Eight copies of a tree, each edited a little.")
    void replicas(
            @Parameters(paramLabel = "DIRECTORY", description = "Where the copies go.")
                    Path directory,
            @Option(names = "--seed", defaultValue = "1") long seed,
            @Option(
                            names = "--scale",
                            defaultValue = "1",
                            description = "Factor on 3,600 files, 500 MB, in each copy.")
                    double scale)
            throws IOException {
        long bytes = new Replicas(seed).write(directory, scaled(Replicas.FULL_FILES, scale, 20));
        print(
                String.format(
                        Locale.ROOT,
                        "{'workload':'w5','seed':%d,'copies':%d,'bytesPerCopy':%d}",
                        seed,
                        Replicas.COPIES,
                        bytes));
    }

    private static int scaled(long full, double scale, int least) {
        return (int) Math.max(least, Math.round(full * scale));
    }

    /** JSON written with single quotes. */
    private static void print(String json) {
        System.out.println(json.replace('\'', '"'));
    }
}
