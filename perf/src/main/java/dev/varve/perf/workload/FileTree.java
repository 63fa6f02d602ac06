package dev.varve.perf.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * W3 and the trees of W5: small files as in source code, in directories of three levels. Sizes are
 * spread evenly over their logarithms.
 */
final class FileTree {
    static final int FULL_FILES = 200_000;
    static final int SMALLEST_BYTES = 512;
    private static final int FILES_PER_DIRECTORY = 20;
    private static final int DIRECTORIES_PER_DIRECTORY = 20;
    private static final String[] SUFFIXES = {".c", ".h", ".java", ".py", ".txt"};

    /** How large and how mixed a tree is. {@code realFiles} is where real files come from. */
    record Shape(
            int files, int largestBytes, int duplicatePercent, int realPercent, Path realFiles) {
        /** W3, with real files from {@code realFiles}. */
        static Shape smallFiles(int files, Path realFiles) {
            return new Shape(files, 64 << 10, 5, 33, realFiles);
        }
    }

    /** What was written. */
    record Outcome(int generated, int duplicates, int real, long bytes) {
        int files() {
            return generated + duplicates + real;
        }
    }

    private sealed interface Source {
        record Generated(int number) implements Source {}

        record Real(Path file) implements Source {}
    }

    private enum Kind {
        GENERATED,
        DUPLICATE,
        REAL
    }

    private final long seed;
    private final Content content;

    FileTree(long seed) {
        this.seed = seed;
        this.content = new Content(seed);
    }

    /**
     * Writes a tree into {@code root}, which must not exist. Where there are fewer real files than
     * asked for, generated ones take their place.
     */
    Outcome write(Path root, Shape shape) throws IOException {
        SplitMix64 random = SplitMix64.forPart(seed, -3);
        Kind[] kinds = drawKinds(shape, random);
        Path[] real = shape.realPercent() == 0 ? new Path[0] : listRealFiles(shape);
        Shuffle.shuffle(real, random);
        List<Source> sources = new ArrayList<>(shape.files());
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        long bytes = 0;
        int realUsed = 0;
        for (int i = 0; i < shape.files(); i++) {
            Kind kind = kinds[i];
            if ((kind == Kind.REAL && realUsed == real.length)
                    || (kind == Kind.DUPLICATE && sources.isEmpty())) {
                kind = Kind.GENERATED;
            }
            Source source =
                    switch (kind) {
                        case GENERATED -> new Source.Generated(i);
                        case DUPLICATE -> sources.get(random.below(sources.size()));
                        case REAL -> new Source.Real(real[realUsed++]);
                    };
            sources.add(source);
            counts.merge(kind, 1, Integer::sum);
            bytes += writeFile(pathOf(root, i), source, shape);
        }
        return new Outcome(
                counts.getOrDefault(Kind.GENERATED, 0),
                counts.getOrDefault(Kind.DUPLICATE, 0),
                counts.getOrDefault(Kind.REAL, 0),
                bytes);
    }

    private static Kind[] drawKinds(Shape shape, SplitMix64 random) {
        Kind[] kinds = new Kind[shape.files()];
        int duplicates = (int) ((long) shape.files() * shape.duplicatePercent() / 100);
        int real = (int) ((long) shape.files() * shape.realPercent() / 100);
        for (int i = 0; i < kinds.length; i++) {
            if (i < duplicates) {
                kinds[i] = Kind.DUPLICATE;
            } else {
                kinds[i] = i < duplicates + real ? Kind.REAL : Kind.GENERATED;
            }
        }
        Shuffle.shuffle(kinds, random);
        return kinds;
    }

    /** Files of a fitting size, by path; those that cannot be read are left out. */
    private static Path[] listRealFiles(Shape shape) throws IOException {
        try (Stream<Path> all = Files.walk(shape.realFiles())) {
            return all.filter(Files::isRegularFile)
                    .filter(Files::isReadable)
                    .filter(file -> fits(file, shape))
                    .sorted()
                    .toArray(Path[]::new);
        }
    }

    private static boolean fits(Path file, Shape shape) {
        long bytes = file.toFile().length();
        return bytes >= SMALLEST_BYTES && bytes <= shape.largestBytes();
    }

    private long writeFile(Path file, Source source, Shape shape) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] bytes =
                switch (source) {
                    case Source.Generated generated -> generate(generated.number(), shape);
                    case Source.Real real -> Files.readAllBytes(real.file());
                };
        Files.write(file, bytes);
        return bytes.length;
    }

    private byte[] generate(int number, Shape shape) {
        SplitMix64 random = SplitMix64.forPart(seed, number);
        double spread = StrictMath.log((double) shape.largestBytes() / SMALLEST_BYTES);
        byte[] bytes =
                new byte[(int) (SMALLEST_BYTES * StrictMath.exp(spread * random.fraction()))];
        content.text().fill(bytes, 0, bytes.length, random);
        return bytes;
    }

    /** Neighbours in number are neighbours in the tree. */
    private static Path pathOf(Path root, int number) {
        int directory = number / FILES_PER_DIRECTORY;
        int middle = directory / DIRECTORIES_PER_DIRECTORY;
        int outer = middle / DIRECTORIES_PER_DIRECTORY;
        String suffix = SUFFIXES[number % SUFFIXES.length];
        return root.resolve(String.format("a%02d", outer))
                .resolve(String.format("b%02d", middle % DIRECTORIES_PER_DIRECTORY))
                .resolve(String.format("c%02d", directory % DIRECTORIES_PER_DIRECTORY))
                .resolve(String.format("file%06d%s", number, suffix));
    }
}
