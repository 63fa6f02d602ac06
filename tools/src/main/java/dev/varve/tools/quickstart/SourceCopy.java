package dev.varve.tools.quickstart;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** A copy of a directory, and changes to a part of it. */
final class SourceCopy {
    private static final int ONE_IN = 100;
    private static final long SPARSE_BYTES = 64L << 20;

    private SourceCopy() {}

    /** Copies with all attributes, by cp. */
    static void make(Path source, Path copy) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("cp", "-a", source.toString(), copy.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        if (exitCode != 0) {
            throw new ProtocolException(
                    ErrorCode.SOURCE_UNREADABLE,
                    "cp -a " + source + " ended with " + exitCode + ": " + said.strip(),
                    "name a directory that this user may read whole");
        }
    }

    /**
     * Changes one file in a hundred, removes one, and adds files of unusual kinds.
     *
     * @return how many files were changed, removed and made
     */
    static int change(Path copy) throws IOException, InterruptedException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(copy)) {
            files =
                    all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                            .filter(Files::isWritable)
                            .sorted()
                            .toList();
        }
        int changes = 0;
        for (int i = 0; i < files.size(); i += ONE_IN) {
            Files.write(
                    files.get(i),
                    ("changed by varve quickstart, file " + i).getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.APPEND);
            changes++;
        }
        if (files.size() > 1) {
            Files.delete(files.get(files.size() - 1));
            changes++;
        }
        return changes + addUnusual(copy);
    }

    private static int addUnusual(Path copy) throws IOException, InterruptedException {
        Path folder = Files.createDirectory(copy.resolve("varve quickstart \u00e9\u4e2d\t\n"));
        Path plain =
                Files.writeString(folder.resolve("plain"), "one file of two names\n".repeat(5000));
        Files.createLink(folder.resolve("second name"), plain);
        Files.createSymbolicLink(folder.resolve("link"), Path.of("../nowhere"));
        Files.createFile(folder.resolve("empty"));
        Path secret = Files.writeString(folder.resolve("secret"), "s");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("sparse").toFile(), "rw")) {
            sparse.seek(SPARSE_BYTES / 2);
            sparse.write("in the middle".getBytes(StandardCharsets.UTF_8));
            sparse.setLength(SPARSE_BYTES);
        }
        int made = 7;
        if (extendedAttribute(plain)) {
            made++;
        }
        Process fifo = new ProcessBuilder("mkfifo", folder.resolve("fifo").toString()).start();
        return fifo.waitFor() == 0 ? made + 1 : made;
    }

    /** False where the file system has none. */
    private static boolean extendedAttribute(Path file) {
        try {
            Files.setAttribute(
                    file, "user:varve.quickstart", "value".getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
