package dev.varve.k8s.hook;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads a stream line by line; of a line longer than allowed only the beginning comes. */
final class Lines {
    private Lines() {}

    /** Hands each line over until the stream ends. */
    static void read(InputStream stream, Consumer<String> sink) throws IOException {
        InputStream in = new BufferedInputStream(stream);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                sink.accept(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else if (line.size() < Limits.LINE_BYTES) {
                line.write(next);
            }
        }
        if (line.size() > 0) {
            sink.accept(line.toString(StandardCharsets.UTF_8));
        }
    }
}
