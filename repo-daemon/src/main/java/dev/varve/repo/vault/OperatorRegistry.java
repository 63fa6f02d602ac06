package dev.varve.repo.vault;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.io.AtomicFile;
import dev.varve.repo.io.LockFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The people who may use the admin interface, in {@code operators/}. Reads what is on disk now, so
 * that a running daemon heeds a change with its next request. Safe for many threads and processes.
 */
public final class OperatorRegistry {
    /** Whoever holds the token of the data directory: an operator that cannot be removed. */
    public static final String ADMIN = "admin";

    private static final int TOKEN_BYTES = 32;

    private final RepositoryFiles files;
    private final DocumentFolder<OperatorDocument> folder;
    private final byte[] adminSha256;
    private final Clock clock;
    private final SecureRandom random;

    /**
     * Who somebody is, by the token shown.
     *
     * @param tokenDigest SHA-256 of the token: tells in the ledger two people of one name apart
     */
    public record Known(String name, Role role, ByteString tokenDigest) {
        /** As the ledger has it. */
        public String actor() {
            return role.word() + " " + name;
        }
    }

    OperatorRegistry(RepositoryFiles files, String adminToken, Clock clock, SecureRandom random) {
        this.files = files;
        this.folder =
                new DocumentFolder<>(
                        files.operators(),
                        OperatorDocument.class,
                        OperatorDocument.FORMAT,
                        OperatorDocument.VERSION);
        this.adminSha256 = sha256(adminToken);
        this.clock = clock;
        this.random = random;
    }

    /**
     * Lets a person in.
     *
     * @return the token, which nobody can ask for again
     * @throws ProtocolException ALREADY_EXISTS, or USAGE for a bad name
     */
    public String add(String name, Role role) throws IOException {
        RepositoryFiles.requireName("operator", name);
        if (name.equals(ADMIN)) {
            throw new ProtocolException(
                    ErrorCode.USAGE,
                    "\"" + ADMIN + "\" is who holds the file admin-token",
                    "Choose another name.");
        }
        try (LockFile _ = LockFile.take(files.documentsLock())) {
            if (folder.exists(name)) {
                throw new ProtocolException(
                        ErrorCode.ALREADY_EXISTS,
                        "operator " + name + " exists already",
                        "Choose another name, or first: varve operator remove " + name);
            }
            AtomicFile.createFolder(files.operators());
            return write(name, role, clock.millis());
        }
    }

    /**
     * Gives a person a new token; the one before is worth nothing from now on, and neither is what
     * was asked for with it and not yet approved.
     *
     * @return the token, which nobody can ask for again
     * @throws ProtocolException USAGE: there is no such person
     */
    public String rotate(String name) throws IOException {
        RepositoryFiles.requireName("operator", name);
        try (LockFile _ = LockFile.take(files.documentsLock())) {
            OperatorDocument before = find(name).orElseThrow(() -> nobody(name));
            return write(name, before.asRole(), before.addedMillis());
        }
    }

    private String write(String name, Role role, long addedMillis) throws IOException {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        folder.write(
                new OperatorDocument(
                        OperatorDocument.FORMAT,
                        OperatorDocument.VERSION,
                        files.repositoryId(),
                        name,
                        role.word(),
                        HexFormat.of().formatHex(sha256(token)),
                        addedMillis));
        return token;
    }

    /** Empty: there is no such person. */
    public Optional<OperatorDocument> find(String name) throws IOException {
        return RepositoryFiles.isName(name)
                ? folder.find(name, files.repositoryId())
                : Optional.empty();
    }

    /** By name; without {@link #ADMIN}. */
    public List<OperatorDocument> list() throws IOException {
        // A repository from before there were operators has no such folder.
        return Files.isDirectory(files.operators()) ? folder.list(files.repositoryId()) : List.of();
    }

    /**
     * The person's token is worth nothing from now on.
     *
     * @throws ProtocolException USAGE: there is no such person
     */
    public void remove(String name) throws IOException {
        RepositoryFiles.requireName("operator", name);
        try (LockFile _ = LockFile.take(files.documentsLock())) {
            if (!folder.delete(name)) {
                throw nobody(name);
            }
        }
    }

    private static ProtocolException nobody(String name) {
        return new ProtocolException(
                ErrorCode.USAGE,
                "no operator named \"" + name + "\"",
                "See: varve operator list --data DIR");
    }

    /**
     * Whose token this is; empty: nobody's. Takes as long for a wrong token as for a right one, so
     * that the delay tells nothing of it.
     */
    public Optional<Known> authenticate(String token) throws IOException {
        byte[] shown = sha256(token);
        @Nullable Known found = null;
        if (MessageDigest.isEqual(shown, adminSha256)) {
            found = new Known(ADMIN, Role.OPERATOR, ByteString.copyFrom(shown));
        }
        for (OperatorDocument person : list()) {
            if (MessageDigest.isEqual(shown, HexFormat.of().parseHex(person.tokenSha256()))) {
                found = new Known(person.name(), person.asRole(), ByteString.copyFrom(shown));
            }
        }
        return Optional.ofNullable(found);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
