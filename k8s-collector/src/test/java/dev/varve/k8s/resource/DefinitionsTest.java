package dev.varve.k8s.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The CRDs that are installed are those of the Java types. */
class DefinitionsTest {
    private static final Path COMMITTED =
            Path.of(System.getProperty("varve.root", "..")).resolve("k8s-collector/deploy/crds");

    /** {@code -Dvarve.crds=write} writes them instead. */
    @Test
    void theCommittedFilesAreWhatIsGenerated(@TempDir Path scratch) throws Exception {
        Map<String, String> generated = Definitions.generate(scratch.toFile());
        if ("write".equals(System.getProperty("varve.crds"))) {
            write(generated);
        }
        assertThat(read()).isEqualTo(generated);
    }

    @Test
    void everyKindHasShortNameCategoryColumnsAndStatus(@TempDir Path scratch) throws Exception {
        Map<String, String> generated = Definitions.generate(scratch.toFile());
        assertThat(generated).hasSize(Definitions.KINDS.size());
        assertThat(generated.values())
                .allSatisfy(yaml ->
                        assertThat(yaml)
                                .contains("shortNames:")
                                .contains("- \"varve\"")
                                .contains("additionalPrinterColumns:")
                                .contains("subresources:")
                                .contains("x-kubernetes-list-map-keys:"));
    }

    private static void write(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(COMMITTED.resolve(file.getKey()), file.getValue());
        }
    }

    private static Map<String, String> read() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(COMMITTED)) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }
}
