package dev.varve.k8s.act;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a collector's act journals, one file for each run that has not ended. */
public final class ActJournals {
    private static final String SUFFIX = ".acts";

    private final Path directory;
    private final String collector;

    public ActJournals(Path directory, String collector) {
        this.directory = directory;
        this.collector = collector;
    }

    public String collector() {
        return collector;
    }

    /** Opens the journal of a run, or begins it. */
    public ActJournal open(String run) throws IOException {
        Files.createDirectories(directory);
        return ActJournal.open(directory.resolve(run + SUFFIX), collector, run);
    }

    /** Runs with a journal: they go on, or a sweep takes what they left. */
    public List<String> runs() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        }
    }

    public boolean has(String run) {
        return Files.exists(directory.resolve(run + SUFFIX));
    }

    /** Whether another process works on the run. */
    public boolean isInUse(String run) throws IOException {
        Path file = directory.resolve(run + SUFFIX);
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                lock.close();
            }
            return lock == null;
        }
    }

    /** Forgets a run: from now on a sweep takes what it left. */
    public void forget(String run) throws IOException {
        if (Files.deleteIfExists(directory.resolve(run + SUFFIX))) {
            ActLines.forceDirectory(directory.resolve(run + SUFFIX));
        }
    }
}
