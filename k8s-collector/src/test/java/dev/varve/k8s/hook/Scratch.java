package dev.varve.k8s.hook;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A folder with a short path (sockets need one) of a user who is not root: database servers refuse
 * to run as root. Where the tests are not run by root, of whoever runs them.
 */
public final class Scratch implements AutoCloseable {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final Path folder;

    public Scratch() throws IOException {
        folder = Files.createTempDirectory(Path.of("/tmp"), "varve-hook-");
        own(folder);
    }

    /** What to put before a command so that it runs as that user. */
    public static List<String> prefix() {
        return ROOT
                ? List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
                : List.of();
    }

    public Path folder() {
        return folder;
    }

    public Path make(String name) throws IOException {
        Path made = Files.createDirectory(folder.resolve(name));
        own(made);
        return made;
    }

    public Process start(Map<String, String> environment, Path log, List<String> command)
            throws IOException {
        List<String> all = new ArrayList<>(prefix());
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).directory(folder.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("HOME", folder.toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Something that fails until a server answers. */
    @FunctionalInterface
    public interface Question {
        void ask() throws Exception;
    }

    /** Waits until a server answers; false when it ended instead, or does not within a minute. */
    public static boolean answers(Process server, Question question) {
        try {
            Awaitility.await("an answer")
                    .atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptions()
                    .until(() -> {
                        if (server.isAlive()) {
                            question.ask();
                        }
                        return true;
                    });
        } catch (ConditionTimeoutException e) {
            return false;
        }
        return server.isAlive();
    }

    /** Runs a command to its end, which must be a success; gives what it said. */
    public String run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile(folder, "run-", ".log");
        Process process = start(environment, log, List.of(command));
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command[0] + " did not end: " + Files.readString(log));
        }
        String said = Files.readString(log);
        Files.delete(log);
        if (process.exitValue() != 0) {
            throw new IOException(command[0] + " ended with " + process.exitValue() + ": " + said);
        }
        return said;
    }

    /** Ends a server by a signal; by force when it takes longer than a minute. */
    public static void end(Process process, String signal) throws IOException {
        try {
            if (process.isAlive()) {
                new ProcessBuilder("kill", signal, "" + process.pid()).start().waitFor();
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Copies a tree file by file while it may change, as a mover that reads a live volume does. */
    public Path copy(Path from, String name) throws IOException {
        Path to = folder.resolve(name);
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes about)
                            throws IOException {
                        one(each);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path each, BasicFileAttributes about)
                            throws IOException {
                        if (!about.isOther()) {
                            one(each);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path each, IOException e) {
                        return FileVisitResult.CONTINUE; // deleted while it was copied
                    }

                    private void one(Path each) throws IOException {
                        try {
                            Files.copy(
                                    each,
                                    to.resolve(from.relativize(each).toString()),
                                    StandardCopyOption.COPY_ATTRIBUTES,
                                    LinkOption.NOFOLLOW_LINKS);
                            own(to.resolve(from.relativize(each).toString()));
                        } catch (NoSuchFileException e) {
                            // Deleted while it was copied.
                        }
                    }
                });
        return to;
    }

    private static void own(Path path) throws IOException {
        if (ROOT) {
            var users = path.getFileSystem().getUserPrincipalLookupService();
            UserPrincipal nobody = users.lookupPrincipalByName("nobody");
            PosixFileAttributeView view =
                    Files.getFileAttributeView(
                            path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            view.setOwner(nobody);
            view.setGroup(users.lookupPrincipalByGroupName("nogroup"));
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
