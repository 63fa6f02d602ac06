package dev.varve.repo.retention.ledger;

import dev.varve.protocol.model.Uid;
import dev.varve.repo.io.AtomicFile;
import dev.varve.repo.retention.clock.LedgerHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The checkpoints of a ledger: a file each, named by the number of entries. */
public final class Checkpoints {
    private static final String FOLDER = "ledger-checkpoints";
    private static final String SUFFIX = ".txt";
    private static final int MOST_BYTES = 4096;

    private final Path folder;
    private final String origin;
    private final KeyPair house;

    /**
     * @param house signs, Ed25519
     */
    public Checkpoints(Path data, Uid repositoryId, KeyPair house) {
        this.folder = data.resolve(FOLDER);
        this.origin = "varve/" + repositoryId;
        this.house = house;
    }

    /** One checkpoint as it lies there; empty {@code head}: it is not of this repository's key. */
    record Kept(String file, Optional<LedgerHead> head) {}

    /** Writes one, unless there is one of that size already. Durable on return. */
    public void write(LedgerHead head) throws IOException {
        if (head.size() == 0) {
            return;
        }
        AtomicFile.createFolder(folder);
        AtomicFile file =
                new AtomicFile(
                        folder.resolve(String.format(Locale.ROOT, "%016d", head.size()) + SUFFIX));
        if (!file.exists()) {
            file.write(
                    Checkpoint.sign(origin, head, house.getPublic(), house.getPrivate())
                            .getBytes(StandardCharsets.UTF_8));
        }
    }

    /** All, by size. */
    List<Kept> all() throws IOException {
        List<Kept> kept = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return kept;
        }
        for (String name : AtomicFile.names(folder, SUFFIX)) {
            byte[] text = new AtomicFile(folder.resolve(name + SUFFIX)).read(MOST_BYTES);
            kept.add(
                    new Kept(
                            FOLDER + "/" + name + SUFFIX,
                            Checkpoint.verify(
                                    new String(text, StandardCharsets.UTF_8),
                                    origin,
                                    house.getPublic())));
        }
        return kept;
    }
}
