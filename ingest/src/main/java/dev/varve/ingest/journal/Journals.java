package dev.varve.ingest.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The journals under a state directory: {@code journals/<key>.lock} and {@code journals/<key>/},
 * the key being made of what is pushed where.
 */
public final class Journals {
    private static final int KEY_DIGITS = 32;

    private final Path directory;

    public Journals(Path stateDirectory) {
        directory = stateDirectory.resolve("journals");
    }

    /** {@code $XDG_STATE_HOME/varve}, or {@code ~/.local/state/varve}. */
    public static Path defaultStateDirectory(Map<String, String> environment) {
        String state = environment.get("XDG_STATE_HOME");
        if (state != null && state.startsWith("/")) {
            return Path.of(state, "varve");
        }
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return Path.of(home, ".local", "state", "varve");
    }

    /**
     * Opens the journal for what {@code scope} names, and holds it until it is closed.
     *
     * @param scope repository, vault, chains: equal for runs that may resume each other
     * @throws ProtocolException SESSION_BUSY when another run has it; CONFIGURATION when the state
     *     directory cannot be used
     */
    public SessionJournal open(String scope) throws ProtocolException {
        Id hash = Node.idOf(ByteBuffer.wrap(scope.getBytes(UTF_8)));
        String key = hash.toString().substring(0, KEY_DIGITS);
        try {
            Files.createDirectories(directory);
            JournalLock lock = JournalLock.tryLock(directory.resolve(key + ".lock"));
            if (lock == null) {
                throw new ProtocolException(
                        ErrorCode.SESSION_BUSY,
                        "another run is pushing the same chains from here",
                        "wait for it to end, or end it");
            }
            return QueueJournal.open(directory.resolve(key), lock);
        } catch (ProtocolException e) {
            throw e; // is an IOException, too
        } catch (IOException e) {
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION,
                    "the state directory " + directory + " cannot be used: " + e.getMessage(),
                    "make it writable, or choose another with --state",
                    e);
        }
    }
}
