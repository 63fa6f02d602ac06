package dev.varve.k8s.hook;

import java.io.IOException;
import java.io.InputStream;

/** Takes the logs that are complete only after the thaw; they belong to the same restore point. */
@FunctionalInterface
public interface TailSink {
    /**
     * Takes one file.
     *
     * @param file its path lies below the application's data directory
     * @param content ends where the file ends; shorter than {@code file} says only with an
     *     exception
     */
    void accept(String member, TailFile file, InputStream content) throws IOException;
}
