package dev.varve.repo.alarm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.varve.repo.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alarms that are on, over a restart. docs/formats/schedule.md. Fails nothing: unread, they are
 * raised and told again; unwritten, too.
 */
public record AlarmFile(Path path) {
    private static final Logger LOGGER = LoggerFactory.getLogger(AlarmFile.class);
    private static final String FORMAT = "varve-alarms";
    private static final int VERSION = 1;
    private static final int MOST_BYTES = 8 << 20;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** What the file holds. */
    record Content(String format, int version, List<Alarm> alarms) {
        Content {
            if (!FORMAT.equals(format) || version != VERSION || alarms == null) {
                throw new IllegalArgumentException("not " + FORMAT + " of version " + VERSION);
            }
        }
    }

    List<Alarm> load() {
        AtomicFile file = new AtomicFile(path);
        try {
            return file.exists()
                    ? JSON.readValue(file.read(MOST_BYTES), Content.class).alarms()
                    : List.of();
        } catch (IOException damaged) {
            LOGGER.atWarn()
                    .addKeyValue("file", path)
                    .setCause(damaged)
                    .log("the list of alarms cannot be read, and begins afresh");
            return List.of();
        }
    }

    void save(List<Alarm> alarms) {
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                AtomicFile.createFolder(folder);
            }
            new AtomicFile(path)
                    .write(JSON.writeValueAsBytes(new Content(FORMAT, VERSION, alarms)));
        } catch (IOException failure) {
            LOGGER.atWarn().setCause(failure).log("the list of alarms cannot be written");
        }
    }
}
