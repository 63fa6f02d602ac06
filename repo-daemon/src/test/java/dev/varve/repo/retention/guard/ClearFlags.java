package dev.varve.repo.retention.guard;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Clears flags before temporary folders are deleted: root sets them on any ext4. */
final class ClearFlags implements AfterEachCallback {
    private final List<Path> folders = new ArrayList<>();

    Path watch(Path folder) {
        folders.add(folder);
        return folder;
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        for (Path folder : folders) {
            Commands.run("chattr", "-R", "-f", "-i", "-a", folder.toString());
        }
    }
}
