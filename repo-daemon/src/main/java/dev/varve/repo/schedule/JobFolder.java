package dev.varve.repo.schedule;

import dev.varve.repo.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of all jobs. Nothing here ever fails a start or a run: what cannot be read begins
 * afresh, what cannot be written is tried again with the next change.
 */
record JobFolder(Path folder) {
    private static final Logger LOGGER = LoggerFactory.getLogger(JobFolder.class);
    private static final int MOST_BYTES = 8 << 20;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /** Empty: it never ran, or nobody can say. */
    Optional<JobRecord> load(String job) {
        AtomicFile file = file(job);
        try {
            if (file.exists()) {
                return Optional.of(JobFormat.read(job, file.read(MOST_BYTES)));
            }
        } catch (IOException damaged) {
            LOGGER.atWarn()
                    .addKeyValue("file", file.path())
                    .setCause(damaged)
                    .log("the history of a job cannot be read, and begins afresh");
        }
        return Optional.empty();
    }

    void save(JobRecord record) {
        try {
            AtomicFile.createFolder(folder);
            file(record.job()).write(JobFormat.write(record));
        } catch (IOException failure) {
            LOGGER.atWarn()
                    .addKeyValue("job", record.job())
                    .setCause(failure)
                    .log("the history of a job cannot be written");
        }
    }

    private AtomicFile file(String job) {
        if (!NAME.matcher(job).matches()) {
            throw new IllegalArgumentException("\"" + job + "\" is no name of a job");
        }
        return new AtomicFile(folder.resolve(job + ".json"));
    }
}
