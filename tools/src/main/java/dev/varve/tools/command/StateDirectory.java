package dev.varve.tools.command;

import java.nio.file.Path;

/** Where a client keeps what it needs to resume: XDG's state home. */
final class StateDirectory {
    private StateDirectory() {}

    static Path standard() {
        String home = System.getenv("XDG_STATE_HOME");
        Path folder =
                home == null || home.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".local", "state")
                        : Path.of(home);
        return folder.resolve("varve");
    }
}
