package dev.varve.k8s.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;

/** A command that runs in a container. Closing it ends the connection, not surely the command. */
public interface PodProcess extends AutoCloseable {
    OutputStream input();

    InputStream output();

    InputStream errors();

    /** Its exit code, or nothing when it has not ended within that time. */
    OptionalInt await(Duration limit) throws IOException, InterruptedException;

    @Override
    void close();
}
