package dev.varve.k8s.hook;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads a stream line by line; of a line longer than allowed only the beginning comes. */
final class Lines {
    /** Comes instead of a line for us that is too long: half of it must not be taken for all. */
    static final String TOO_LONG = "varve:too-long";

    private static final String OURS = "varve:";

    private Lines() {}

    /** Hands each line over until the stream ends. */
    static void read(InputStream stream, Consumer<String> sink) throws IOException {
        InputStream in = new BufferedInputStream(stream);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                sink.accept(text(line));
                line.reset();
            } else if (line.size() <= Limits.LINE_BYTES) {
                line.write(next);
            }
        }
        if (line.size() > 0) {
            sink.accept(text(line));
        }
    }

    private static String text(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        return line.size() > Limits.LINE_BYTES && text.startsWith(OURS) ? TOO_LONG : text;
    }
}
