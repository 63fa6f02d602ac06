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

    /** One checkpoint as it lies there. */
    sealed interface Kept {
        String file();

        /** By the key of this repository. */
        record Signed(String file, LedgerHead head) implements Kept {}

        /** Nothing to go by. */
        record Bad(String file, String why) implements Kept {}
    }

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
            kept.add(
                    read(
                            FOLDER + "/" + name + SUFFIX,
                            new AtomicFile(folder.resolve(name + SUFFIX))));
        }
        return kept;
    }

    private Kept read(String name, AtomicFile file) {
        try {
            String text = new String(file.read(MOST_BYTES), StandardCharsets.UTF_8);
            Optional<LedgerHead> head = Checkpoint.verify(text, origin, house.getPublic());
            return head.isPresent()
                    ? new Kept.Signed(name, head.get())
                    : new Kept.Bad(name, "the key of this repository did not sign it");
        } catch (IOException e) {
            return new Kept.Bad(name, "it cannot be read: " + e.getMessage());
        }
    }
}
