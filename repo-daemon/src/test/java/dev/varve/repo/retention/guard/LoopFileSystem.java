package dev.varve.repo.retention.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An ext4 of its own on a loop device, for the tests of one class; they are skipped, with the
 * reason, where it cannot be made. Flags are cleared after each test, and it is unmounted in any
 * case, also when the virtual machine is told to end.
 */
final class LoopFileSystem implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private static final int BYTES = 48 << 20;

    private final AtomicInteger count = new AtomicInteger();
    private @Nullable Path folder;
    private boolean mounted;

    /** A fresh folder on it. */
    Path fresh() throws IOException {
        return Files.createDirectory(mount().resolve("t" + count.incrementAndGet()));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")), "not root: cannot mount");
        folder = Files.createTempDirectory("varve-loop");
        Runtime.getRuntime().addShutdownHook(new Thread(this::removeQuietly));
        try {
            Path image = folder.resolve("image");
            Files.createDirectory(mount());
            Commands.must("truncate", "-s", Integer.toString(BYTES), image.toString());
            Commands.must("mkfs.ext4", "-q", "-F", image.toString());
            Commands.must("mount", "-o", "loop", image.toString(), mount().toString());
            mounted = true;
            Path probe = Files.createFile(mount().resolve("probe"));
            Commands.must("chattr", "+i", probe.toString());
            Commands.must("chattr", "-i", probe.toString());
        } catch (IOException cannot) {
            remove();
            Assumptions.abort("no ext4 on a loop device: " + cannot.getMessage());
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        remove();
    }

    private void clear() throws IOException {
        Commands.run("chattr", "-R", "-f", "-i", "-a", mount().toString());
    }

    private synchronized void remove() throws IOException {
        if (mounted) {
            clear();
            // Its loop device goes with it.
            Commands.Outcome outcome = Commands.run("umount", mount().toString());
            mounted = false;
            if (outcome.exitCode() != 0) {
                // Gone from sight, and for good when this process ends.
                Commands.must("umount", "-l", mount().toString());
                throw new IOException("something is still open: " + outcome.said());
            }
        }
        if (folder != null) {
            Commands.must("rm", "-rf", "--one-file-system", folder.toString());
            folder = null;
        }
    }

    private void removeQuietly() {
        try {
            remove();
        } catch (IOException left) {
            System.err.println(left.getMessage());
        }
    }

    private Path mount() {
        if (folder == null) {
            throw new IllegalStateException("not mounted");
        }
        return folder.resolve("mount");
    }
}
