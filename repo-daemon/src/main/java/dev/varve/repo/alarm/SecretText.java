package dev.varve.repo.alarm;

import dev.varve.repo.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A secret in a file: read each time it is needed, so that it can be changed, and never shown. */
record SecretText(Path file) {
    private static final int MOST_BYTES = 4096;

    /** Its first line. */
    String line() throws IOException {
        String all = new String(new AtomicFile(file).read(MOST_BYTES), StandardCharsets.UTF_8);
        String line = all.lines().findFirst().orElse("");
        if (line.isEmpty()) {
            throw new IOException("the first line of " + file + " is empty");
        }
        return line;
    }
}
