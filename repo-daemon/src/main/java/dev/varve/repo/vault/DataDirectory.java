package dev.varve.repo.vault;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.io.AtomicFile;
import dev.varve.repo.io.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/**
 * The storage root of one repository, and what lies in it beside segments and index. Opening it
 * takes no lock: commands work on vaults and clients beside a running daemon. Who touches segments
 * or index must {@link #claim} it first. Safe for use by many threads.
 */
public final class DataDirectory {
    private static final String LOCK = "lock";

    /** Ours, or what a file system puts into its own root. */
    private static final Set<String> EXPECTED =
            Set.of(
                    "documents.lock",
                    LOCK,
                    "tls",
                    "keys",
                    "vaults",
                    "deleted-vaults",
                    "clients",
                    "segments",
                    "index",
                    "tmp",
                    "admin-token",
                    "operators",
                    "officer-acts",
                    "admin-address",
                    "schedule",
                    "guard",
                    "lost+found");

    private final RepositoryFiles files;
    private final HouseKeys keys;
    private final VaultRegistry vaults;
    private final FileClientRegistry clients;
    private final Enrolment enrolment;
    private final OperatorRegistry operators;
    private final OfficerActFiles officerActs;

    private DataDirectory(Path root, Clock clock, SecureRandom random) throws IOException {
        this.files = new RepositoryFiles(root);
        this.keys = HouseKeys.read(root);
        this.vaults = new FileVaultRegistry(files, clock, random);
        this.clients = new FileClientRegistry(files, clock);
        this.officerActs = new OfficerActFiles(files);
        this.operators = new OperatorRegistry(files, keys.adminToken(), clock, random);
        this.enrolment = new Enrolment(repositoryId(), vaults, clients, keys, clock, random);
    }

    /**
     * Opens what {@link #openOrInitialise} made.
     *
     * @throws ProtocolException NOT_A_REPOSITORY, or DAMAGED with the file's name
     */
    public static DataDirectory open(Path root) throws IOException {
        if (!RepositoryFiles.folder(root).exists(RepositoryDocument.NAME)) {
            throw new ProtocolException(
                    ErrorCode.NOT_A_REPOSITORY,
                    root + " is not a repository: it has no repository.json",
                    "Name the right directory, or make a repository with: varve serve --data DIR");
        }
        return new DataDirectory(root, Clock.systemUTC(), new SecureRandom());
    }

    /**
     * Makes an empty or missing directory a repository, with its own authority and keys; opens one
     * that is a repository already. One that was left half made is made anew.
     *
     * @throws ProtocolException NOT_A_REPOSITORY for a directory with other things in it, or
     *     DAMAGED with the file's name
     */
    public static DataDirectory openOrInitialise(Path root) throws IOException {
        if (!RepositoryFiles.folder(root).exists(RepositoryDocument.NAME)) {
            AtomicFile.createFolder(root);
            refuseForeign(root);
            try (LockFile _ = LockFile.take(root.resolve("documents.lock"))) {
                if (!RepositoryFiles.folder(root).exists(RepositoryDocument.NAME)) {
                    initialise(root, Clock.systemUTC(), new SecureRandom());
                }
            }
        }
        return open(root);
    }

    public Path root() {
        return files.root();
    }

    public Uid repositoryId() {
        return Uid.parse(files.repositoryId());
    }

    public VaultRegistry vaults() {
        return vaults;
    }

    public ClientRegistry clients() {
        return clients;
    }

    /** The people who may use the admin interface. */
    public OperatorRegistry operators() {
        return operators;
    }

    /** What officers asked for. For the daemon alone. */
    public OfficerActFiles officerActs() {
        return officerActs;
    }

    public Enrolment enrolment() {
        return enrolment;
    }

    /** Certificates and private keys of this repository. */
    public HouseKeys keys() {
        return keys;
    }

    /** The folder for what may be lost at any time. */
    public Path temporary() {
        return root().resolve("tmp");
    }

    /**
     * Takes the repository for this process alone, until closed.
     *
     * @throws ProtocolException REPOSITORY_IN_USE
     */
    public LockFile claim() throws IOException {
        return LockFile.tryTake(root().resolve(LOCK))
                .orElseThrow(() ->
                        new ProtocolException(
                                ErrorCode.REPOSITORY_IN_USE,
                                "repository " + root() + " is in use by another process",
                                "Stop the daemon that serves it first."));
    }

    private static void initialise(Path root, Clock clock, SecureRandom random) throws IOException {
        Uid repositoryId = Uid.random(random);
        for (String folder :
                List.of("vaults", "clients", "tls", "keys", "tmp", "index", "segments/data")) {
            AtomicFile.createFolder(root.resolve(folder));
        }
        AtomicFile.createFolder(root.resolve("segments/meta"));
        HouseKeys.create(root, repositoryId, clock, random);
        // Last: with this file the directory is a repository.
        RepositoryFiles.folder(root)
                .write(
                        new RepositoryDocument(
                                RepositoryDocument.FORMAT,
                                RepositoryDocument.VERSION,
                                repositoryId.toString(),
                                RepositoryDocument.NAME,
                                clock.millis(),
                                0));
    }

    private static void refuseForeign(Path root) throws IOException {
        for (String name : AtomicFile.names(root, "")) {
            if (!EXPECTED.contains(name)) {
                throw foreign(root, name);
            }
        }
        for (String folder : List.of("segments/data", "segments/meta", "vaults", "clients")) {
            Path path = root.resolve(folder);
            if (Files.isDirectory(path) && !AtomicFile.names(path, "").isEmpty()) {
                throw foreign(root, folder + "/" + AtomicFile.names(path, "").getFirst());
            }
        }
    }

    private static ProtocolException foreign(Path root, String found) {
        return new ProtocolException(
                ErrorCode.NOT_A_REPOSITORY,
                root
                        + " is not empty and not a repository: it has "
                        + found
                        + ", and no repository.json",
                "Name an empty directory, or put its repository.json back.");
    }
}
