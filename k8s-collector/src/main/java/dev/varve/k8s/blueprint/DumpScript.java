package dev.varve.k8s.blueprint;

import java.time.Duration;

/**
 * A dump by the application's own tool.
 *
 * @param file name of the dump in the restore point
 * @param dump a script that writes the dump to its standard output
 * @param load a script that reads it from its standard input
 */
public record DumpScript(String file, Duration limit, String dump, String load) {
    public DumpScript {
        if (!file.matches("[a-z0-9][a-z0-9.-]{0,62}") || dump.isBlank() || load.isBlank()) {
            throw new IllegalArgumentException("a dump needs a file name, a dump and a load");
        }
    }
}
