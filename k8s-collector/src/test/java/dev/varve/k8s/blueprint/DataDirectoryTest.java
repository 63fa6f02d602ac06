package dev.varve.k8s.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.k8s.hook.RestoreFile;
import dev.varve.k8s.hook.TailFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restored directory is prepared as the blueprint says, and nothing outside it is touched. */
class DataDirectoryTest {
    @TempDir Path parent;

    @Test
    void whatMustGoGoesAndWhatIsNeededIsThere() throws Exception {
        Path data = parent.resolve("data");
        Files.createDirectories(data.resolve("slots/one"));
        Files.writeString(data.resolve("slots/one/state"), "x");
        Files.writeString(data.resolve("postmaster.pid"), "1");
        Files.writeString(data.resolve("base"), "kept");

        new DataDirectory(data)
                .prepare(
                        new Restore(
                                List.of("postmaster.pid", "slots/*", "absent"), List.of(), "-", ""),
                        List.of(new RestoreFile("backup_label", bytes("label"))));

        assertThat(data.resolve("postmaster.pid")).doesNotExist();
        assertThat(data.resolve("slots")).isEmptyDirectory();
        assertThat(data.resolve("base")).hasContent("kept");
        assertThat(data.resolve("backup_label")).hasContent("label");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(data.resolve("backup_label"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aLinkLeadsNowhere() throws Exception {
        Path outside = Files.createDirectory(parent.resolve("outside"));
        Files.writeString(outside.resolve("file"), "mine");
        Path data = Files.createDirectory(parent.resolve("data"));
        Files.createSymbolicLink(data.resolve("pg_wal"), outside);
        DataDirectory directory = new DataDirectory(data);

        directory.prepare(new Restore(List.of("pg_wal/*"), List.of(), "-", ""), List.of());

        assertThat(outside.resolve("file")).hasContent("mine");
        assertThatThrownBy(() ->
                        directory.place(new TailFile("pg_wal/1", 1), out -> out.write(bytes("x"))))
                .hasMessageContaining("is a link");
    }

    @Test
    void aTailOfAnotherLengthIsRefused() throws Exception {
        DataDirectory directory = new DataDirectory(parent);

        assertThatThrownBy(() ->
                        directory.place(new TailFile("log", 5), out -> out.write(bytes("four"))))
                .hasMessageContaining("4 bytes, not 5");
    }

    @Test
    void namesThatLeadElsewhereAreNoFiles() {
        for (String path : List.of("../x", "/etc/x", "a/../b", "a//b", "-x", "a b", "")) {
            assertThatThrownBy(() -> new RestoreFile(path, new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
