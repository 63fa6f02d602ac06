package dev.varve.ingest.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryHandleTest {
    private static final FileName NAME = FileName.of("file");

    @TempDir Path folder;
    private DirectoryHandle directory;

    @BeforeEach
    void open() throws Exception {
        directory = DirectoryHandle.open(folder);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void statusTellsWhatTheJdkTells() throws Exception {
        Files.writeString(folder.resolve("file"), "seven b");

        FileStatus status = directory.status(NAME);

        assertThat(status.type()).isEqualTo(FileType.REGULAR);
        assertThat(status.sizeBytes()).isEqualTo(7);
        assertThat(status.inode())
                .isEqualTo(Files.getAttribute(folder.resolve("file"), "unix:ino"));
        assertThat(status.uid()).isEqualTo(Files.getAttribute(folder.resolve("file"), "unix:uid"));
        assertThat(status.linkCount()).isEqualTo(1);
        assertThat(status.modified().seconds())
                .isEqualTo(
                        Files.getLastModifiedTime(folder.resolve("file"))
                                .toInstant()
                                .getEpochSecond());
    }

    @Test
    void namesThatAreNoUtf8ComeAndGoUnchanged() throws Exception {
        FileName odd = FileName.of(new byte[] {'a', (byte) 0xFF, '\n', (byte) 0xC3});

        directory.createFile(odd).close();

        assertThat(directory.names()).containsExactly(odd);
        assertThat(directory.status(odd).sizeBytes()).isZero();
        assertThat(odd).hasToString("a\\xff\\x0a\\xc3");
    }

    @Test
    void whatIsWrittenAtAnOffsetIsReadThereAndTheRestIsAHole() throws Exception {
        try (FileHandle file = directory.createFile(NAME)) {
            file.truncate(1 << 20);
            file.write(direct("varve"), 512 << 10);
            ByteBuffer back = ByteBuffer.allocateDirect(5);

            assertThat(file.read(back, 512 << 10)).isEqualTo(5);

            assertThat(StandardCharsets.US_ASCII.decode(back.flip()).toString()).isEqualTo("varve");
            assertThat(file.nextData(0)).isBetween(1L, 512L << 10);
            assertThat(file.nextData(600 << 10)).isEqualTo(-1);
            assertThat(file.nextHole(0, 1 << 20)).isZero();
        }
    }

    @Test
    void timesKeepTheirNanosecondsAlsoThoseOfLinks() throws Exception {
        FileTime time = new FileTime(-12, 123_456_789);
        directory.makeLink(NAME, "nowhere".getBytes(StandardCharsets.US_ASCII));

        directory.modified(NAME, time);

        assertThat(directory.status(NAME).modified()).isEqualTo(time);
        assertThat(directory.readLink(NAME)).asString().isEqualTo("nowhere");
    }

    @Test
    void specialFilesAndHardLinksAreMade() throws Exception {
        assumeThat(isRoot()).as("devices need root").isTrue();
        long device = (1L << 32) | 3;
        directory.makeNode(NAME, FileType.CHARACTER_DEVICE, device);
        directory.makeNode(FileName.of("fifo"), FileType.FIFO, 0);
        directory.makeNode(FileName.of("socket"), FileType.SOCKET, 0);
        directory.makeHardLink(FileName.of("second"), directory, FileName.of("fifo"));

        assertThat(directory.status(NAME).deviceNumber()).isEqualTo(device);
        assertThat(directory.status(FileName.of("socket")).type()).isEqualTo(FileType.SOCKET);
        assertThat(directory.status(FileName.of("second")).linkCount()).isEqualTo(2);
        assertThat(directory.status(FileName.of("second")).inode())
                .isEqualTo(directory.status(FileName.of("fifo")).inode());
    }

    @Test
    void attributesAreReadAndWrittenAlsoOnTheDirectoryItself() throws Exception {
        directory.createFile(NAME).close();
        directory.setAttribute(NAME, "user.varve", new byte[] {0, 1, (byte) 0xFF});
        directory.setAttribute("user.self", new byte[0]);

        assertThat(directory.attributes(NAME)).containsOnlyKeys("user.varve");
        assertThat(directory.attributes(NAME).get("user.varve"))
                .isEqualTo(new byte[] {0, 1, (byte) 0xFF});
        assertThat(directory.attributes().get("user.self")).isEmpty();
        directory.removeAttribute(NAME, "user.varve");
        assertThat(directory.attributes(NAME)).isEmpty();
    }

    @Test
    void noStepFollowsALink() throws Exception {
        Files.createDirectory(folder.resolve("real"));
        Files.createSymbolicLink(folder.resolve("file"), Path.of("real"));

        assertThatThrownBy(() -> directory.openDirectory(NAME))
                .isInstanceOf(PosixException.class)
                .hasMessageContaining("file");
        assertThatThrownBy(() -> directory.openFile(NAME))
                .isInstanceOfSatisfying(
                        PosixException.class,
                        e -> assertThat(e.errno()).isEqualTo(PosixException.ELOOP));
        assertThat(directory.status(NAME).type()).isEqualTo(FileType.SYMLINK);
    }

    @Test
    void namesThatLeadElsewhereAreRefused() {
        for (String name : new String[] {"", ".", "..", "a/b", "a\0b", "x".repeat(256)}) {
            assertThatThrownBy(() -> FileName.of(name))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anAbsentFileIsToldFromOtherTrouble() {
        assertThatThrownBy(() -> directory.status(NAME))
                .isInstanceOfSatisfying(PosixException.class, e -> assertThat(e.absent()).isTrue())
                .hasMessageContaining("No such file");
    }

    private static boolean isRoot() throws Exception {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
