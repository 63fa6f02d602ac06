package dev.varve.repo.vault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A folder of JSON files of one kind, {@code <name>.json}. Every read looks at the file's stamp,
 * and parses only what changed. Safe for use by many threads; writers hold the lock of the
 * documents.
 */
final class DocumentFolder<T extends Document> {
    private static final int MOST_BYTES = 1 << 20;
    private static final String SUFFIX = ".json";

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .build();

    private record Read<T>(AtomicFile.Stamp stamp, T document) {}

    private final Path folder;
    private final Class<T> type;
    private final String format;
    private final int version;
    private final Map<String, Read<T>> cache = new ConcurrentHashMap<>();

    DocumentFolder(Path folder, Class<T> type, String format, int version) {
        this.folder = folder;
        this.type = type;
        this.format = format;
        this.version = version;
    }

    /**
     * Empty: no such file.
     *
     * @throws ProtocolException DAMAGED, names the file
     */
    Optional<T> find(String name, String repositoryId) throws IOException {
        AtomicFile file = file(name);
        Optional<AtomicFile.Stamp> stamp = file.stamp();
        if (stamp.isEmpty()) {
            cache.remove(name);
            return Optional.empty();
        }
        Read<T> known = cache.get(name);
        if (known != null && known.stamp().equals(stamp.get())) {
            return Optional.of(known.document());
        }
        T document = parse(file, name);
        if (!document.repositoryId().equals(repositoryId)) {
            throw damaged(file, "belongs to repository " + document.repositoryId(), null);
        }
        cache.put(name, new Read<>(stamp.get(), document));
        return Optional.of(document);
    }

    /** Durable when this returns. */
    void write(T document) throws IOException {
        byte[] content =
                (JSON.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
        file(document.name()).write(content);
    }

    /** False: there was none. Durable when this returns. */
    boolean delete(String name) throws IOException {
        cache.remove(name);
        return file(name).delete();
    }

    /** All of them, by name. */
    List<T> list(String repositoryId) throws IOException {
        List<T> found = new ArrayList<>();
        for (String name : AtomicFile.names(folder, SUFFIX)) {
            find(name, repositoryId).ifPresent(found::add);
        }
        return found;
    }

    /** Reads without asking which repository it belongs to: for the file that says it. */
    T parse(String name) throws IOException {
        return parse(file(name), name);
    }

    boolean exists(String name) {
        return file(name).exists();
    }

    private T parse(AtomicFile file, String name) throws IOException {
        try {
            T document = JSON.readValue(file.read(MOST_BYTES), type);
            if (!document.format().equals(format)) {
                throw damaged(file, "is a \"" + document.format() + "\" file", null);
            }
            if (document.version() != version) {
                throw damaged(file, "has version " + document.version(), null);
            }
            if (!document.name().equals(name)) {
                throw damaged(file, "speaks of \"" + document.name() + "\"", null);
            }
            return document;
        } catch (JsonProcessingException malformed) {
            throw damaged(file, "cannot be read: " + malformed.getOriginalMessage(), malformed);
        }
    }

    private ProtocolException damaged(AtomicFile file, String what, @Nullable Throwable cause) {
        String message = file.path() + " " + what;
        String advice =
                "Expected a \""
                        + format
                        + "\" file of version "
                        + version
                        + " of this repository: put the right file back, or move this one away.";
        return cause == null
                ? new ProtocolException(ErrorCode.DAMAGED, message, advice)
                : new ProtocolException(ErrorCode.DAMAGED, message, advice, cause);
    }

    private AtomicFile file(String name) {
        return new AtomicFile(folder.resolve(name + SUFFIX));
    }
}
