package dev.varve.perf.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
    @TempDir Path directory;

    @Test
    void sameSeedGivesTheSameTreeBeforeAndAfterItsChange() throws IOException {
        Path real = realFiles(40);
        FileTree.Shape shape = FileTree.Shape.smallFiles(200, real);
        for (String name : new String[] {"a", "b"}) {
            new FileTree(7).write(directory.resolve(name), shape);
        }
        assertThat(Digest.of(directory.resolve("a"))).isEqualTo(Digest.of(directory.resolve("b")));

        for (String name : new String[] {"a", "b"}) {
            new TreeChange(7).apply(directory.resolve(name), 100, 1);
        }
        assertThat(Digest.of(directory.resolve("a"))).isEqualTo(Digest.of(directory.resolve("b")));
    }

    @Test
    void aThirdIsRealAndFivePercentAreDuplicates() throws IOException {
        FileTree.Outcome outcome =
                new FileTree(7)
                        .write(
                                directory.resolve("tree"),
                                FileTree.Shape.smallFiles(400, realFiles(200)));

        assertThat(outcome.real()).isEqualTo(132);
        assertThat(outcome.duplicates()).isEqualTo(20);
        assertThat(outcome.files()).isEqualTo(400);
        assertThat(countFiles(directory.resolve("tree"))).isEqualTo(400);
    }

    @Test
    void generatedFilesTakeThePlaceOfMissingRealOnes() throws IOException {
        FileTree.Outcome outcome =
                new FileTree(7)
                        .write(
                                directory.resolve("tree"),
                                FileTree.Shape.smallFiles(100, realFiles(3)));

        assertThat(outcome.real()).isEqualTo(3);
        assertThat(outcome.files()).isEqualTo(100);
    }

    @Test
    void editsHaveTheirProportions() throws IOException {
        Path tree = directory.resolve("tree");
        new FileTree(7).write(tree, FileTree.Shape.smallFiles(100, realFiles(1)));

        TreeChange.Outcome outcome = new TreeChange(7).apply(tree, 500, 1);

        assertThat(outcome).isEqualTo(new TreeChange.Outcome(30, 10, 5, 5));
        assertThat(countFiles(tree)).isEqualTo(100);
    }

    @Test
    void replicasDifferInFewFiles() throws IOException {
        new Replicas(7).write(directory.resolve("replicas"), 200);

        Path first = directory.resolve("replicas/copy1");
        Path last = directory.resolve("replicas/copy8");
        int different = 0;
        try (Stream<Path> files = Files.walk(first)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path other = last.resolve(first.relativize(file));
                if (!Files.exists(other) || Files.mismatch(file, other) != -1) {
                    different++;
                }
            }
        }
        assertThat(different).isBetween(1, 2);
    }

    private Path realFiles(int count) throws IOException {
        Path real = Files.createDirectory(directory.resolve("real"));
        for (int i = 0; i < count; i++) {
            Files.writeString(real.resolve("real" + i), ("real " + i + "\n").repeat(100));
        }
        return real;
    }

    private static long countFiles(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
