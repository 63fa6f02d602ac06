package dev.varve.perf.workload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Edits a part of a tree's files: 60 % get a line inserted, 20 % a line appended, 10 % are deleted,
 * 10 % are new beside the chosen file.
 */
final class TreeChange {
    private final long seed;
    private final TextContent text;

    /** How many files met which fate. */
    record Outcome(int inserted, int appended, int deleted, int created) {
        int files() {
            return inserted + appended + deleted + created;
        }
    }

    private enum Edit {
        INSERT,
        APPEND,
        DELETE,
        CREATE
    }

    TreeChange(long seed) {
        this.seed = seed;
        this.text = new Content(seed).text();
    }

    /**
     * @param perMille of the regular files under {@code root} that change
     */
    Outcome apply(Path root, int perMille, int generation) throws IOException {
        SplitMix64 random = SplitMix64.forPart(seed, -5000L - generation);
        List<Path> files = listFiles(root);
        int count = Math.max(1, (int) (((long) files.size() * perMille + 500) / 1000));
        int[] chosen = Shuffle.pick(count, files.size(), random);
        Edit[] edits = drawEdits(count, random);
        Map<Edit, Integer> done = new EnumMap<>(Edit.class);
        for (int i = 0; i < count; i++) {
            edit(files.get(chosen[i]), edits[i], generation, random);
            done.merge(edits[i], 1, Integer::sum);
        }
        return new Outcome(
                done.getOrDefault(Edit.INSERT, 0),
                done.getOrDefault(Edit.APPEND, 0),
                done.getOrDefault(Edit.DELETE, 0),
                done.getOrDefault(Edit.CREATE, 0));
    }

    private static List<Path> listFiles(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static Edit[] drawEdits(int count, SplitMix64 random) {
        Edit[] edits = new Edit[count];
        for (int i = 0; i < count; i++) {
            int percent = (int) ((long) i * 100 / count);
            if (percent < 60) {
                edits[i] = Edit.INSERT;
            } else if (percent < 80) {
                edits[i] = Edit.APPEND;
            } else {
                edits[i] = percent < 90 ? Edit.DELETE : Edit.CREATE;
            }
        }
        Shuffle.shuffle(edits, random);
        return edits;
    }

    private void edit(Path file, Edit edit, int generation, SplitMix64 random) throws IOException {
        switch (edit) {
            case INSERT -> {
                byte[] old = Files.readAllBytes(file);
                Files.write(file, insert(old, lineBoundary(old, random), line(random)));
            }
            case APPEND -> {
                byte[] old = Files.readAllBytes(file);
                Files.write(file, insert(old, old.length, line(random)));
            }
            case DELETE -> Files.delete(file);
            case CREATE -> {
                byte[] bytes = new byte[random.between(512, 64 << 10)];
                text.fill(bytes, 0, bytes.length, random);
                Files.write(file.resolveSibling(file.getFileName() + ".new" + generation), bytes);
            }
        }
    }

    private byte[] line(SplitMix64 random) {
        byte[] longest = new byte[256];
        int end = text.putLine(longest, 0, longest.length - 1, 2, random);
        return (new String(longest, 0, end, StandardCharsets.US_ASCII) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The start of a line at a random place. */
    private static int lineBoundary(byte[] bytes, SplitMix64 random) {
        int at = bytes.length == 0 ? 0 : random.below(bytes.length);
        while (at > 0 && bytes[at - 1] != '\n') {
            at--;
        }
        return at;
    }

    private static byte[] insert(byte[] old, int at, byte[] added) {
        byte[] bytes = new byte[old.length + added.length];
        System.arraycopy(old, 0, bytes, 0, at);
        System.arraycopy(added, 0, bytes, at, added.length);
        System.arraycopy(old, at, bytes, at + added.length, old.length - at);
        return bytes;
    }
}
