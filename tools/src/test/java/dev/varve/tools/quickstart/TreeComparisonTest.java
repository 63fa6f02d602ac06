package dev.varve.tools.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeComparisonTest {
    @TempDir Path directory = Path.of("");
    private Path one = Path.of("");
    private Path other = Path.of("");

    @BeforeEach
    void twoEqualTrees() throws IOException, InterruptedException {
        one = directory.resolve("one");
        other = directory.resolve("other");
        Path below = Files.createDirectories(one.resolve("below"));
        Files.writeString(below.resolve("file"), "content");
        Files.createLink(one.resolve("same file"), below.resolve("file"));
        Files.createSymbolicLink(one.resolve("link"), Path.of("below/file"));
        SourceCopy.make(one, other);
    }

    private String differences() throws IOException {
        TreeComparison.Result result = TreeComparison.compare(one, other);
        assertThat(result.equal()).isEqualTo(result.differences().isEmpty());
        return String.join("\n", result.differences());
    }

    /** Writes without a trace in the time of change. */
    private void write(Path file, String text) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, text, StandardOpenOption.TRUNCATE_EXISTING);
        Files.setLastModifiedTime(file, time);
    }

    @Test
    void aCopyIsEqual() throws IOException {
        assertThat(differences()).isEmpty();
        assertThat(TreeComparison.compare(one, other).files()).isEqualTo(5);
    }

    @Test
    void oneByteIsFound() throws IOException {
        write(other.resolve("below/file"), "cXntent");

        assertThat(differences()).contains("below/file: differs at byte 1");
    }

    @Test
    void oneNanosecondIsFound() throws IOException {
        Path file = other.resolve("below/file");
        FileTime time = Files.getLastModifiedTime(file);
        Files.setLastModifiedTime(file, FileTime.from(time.toInstant().plusNanos(1)));

        assertThat(differences()).contains("time of change");
    }

    @Test
    void aModeIsFound() throws IOException {
        Files.setPosixFilePermissions(
                other.resolve("below"), PosixFilePermissions.fromString("rwx------"));

        assertThat(differences()).contains("below: mode is");
    }

    @Test
    void aMissingAndAnAddedFileAreFound() throws IOException {
        Files.move(other.resolve("link"), other.resolve("new"));

        assertThat(differences()).contains("link: is missing").contains("new: is there");
    }

    @Test
    void anotherLinkTargetIsFound() throws IOException {
        Path link = other.resolve("link");
        FileTime time = Files.getLastModifiedTime(link, LinkOption.NOFOLLOW_LINKS);
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("below/fil2"));
        Files.getFileAttributeView(link, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(time, null, null);
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(one));

        assertThat(differences()).contains("link: leads elsewhere");
    }

    @Test
    void aBrokenHardLinkIsFound() throws IOException {
        Path file = other.resolve("same file");
        FileTime time = Files.getLastModifiedTime(file);
        Files.delete(file);
        Files.writeString(file, "content");
        Files.setLastModifiedTime(file, time);

        assertThat(differences()).contains("number of names is 1 instead of 2");
    }
}
