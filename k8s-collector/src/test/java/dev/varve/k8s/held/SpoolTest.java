package dev.varve.k8s.held;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What waits on a disk for its point. */
class SpoolTest {
    @TempDir Path folder = Path.of("");

    @Test
    void whatWasTakenComesBackAsOftenAsItIsAskedFor() throws Exception {
        byte[] content = new byte[(3 << 20) + 5];
        new Random(11).nextBytes(content);
        try (Spool spool = new Spool(folder)) {
            spool.fill(new ByteArrayInputStream(content));
            for (int i = 0; i < 2; i++) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                spool.copy(out);
                assertThat(out.toByteArray()).isEqualTo(content);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void nothingOnTheDiskHasANameOrCanBeRead() throws Exception {
        String secret = "a secret of the database ".repeat(1000);
        try (Spool spool = new Spool(folder)) {
            spool.fill(new ByteArrayInputStream(secret.getBytes(StandardCharsets.UTF_8)));

            try (Stream<Path> named = Files.list(folder)) {
                assertThat(named).isEmpty();
            }
            byte[] onDisk = deleted("varve-spool-");
            assertThat(onDisk).hasSize(secret.length());
            assertThat(new String(onDisk, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
        }
    }

    /** The bytes of an open file of this process that has no name any more. */
    private byte[] deleted(String begin) throws Exception {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : open.toList()) {
                if (Files.isSymbolicLink(each)) {
                    String target = Files.readSymbolicLink(each).toString();
                    if (target.startsWith(folder.resolve(begin).toString())) {
                        return Files.readAllBytes(each);
                    }
                }
            }
        }
        throw new AssertionError("no such file is open");
    }
}
