package dev.varve.repo.store;

import dev.varve.protocol.model.Id;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.store.image.DiffVisitor;
import dev.varve.repo.store.image.ImageDiff;
import dev.varve.repo.store.image.NodeSource;
import dev.varve.repo.store.image.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The newest image of each chain, and where its chunks lie in the order of the image. */
final class NewestImages {
    private static final int IDS_PER_LOOK_UP = 1024;

    private final VaultContext vault;

    NewestImages(VaultContext vault) {
        this.vault = vault;
    }

    /** Takes the places of an image's chunks, in order. */
    @FunctionalInterface
    interface Places {
        /** Returns false to hear of no more. */
        boolean place(RecordLocation at) throws IOException;
    }

    /** By the name of the chain. */
    Map<String, ChainHead> heads() throws IOException {
        Map<String, ChainHead> heads = new TreeMap<>();
        vault.index()
                .scan(
                        Family.CHAINS,
                        StoreKeys.vault(vault.vaultNumber()),
                        (key, value) -> {
                            ChainHead head = ChainHead.decode(value);
                            heads.put(head.image().getChain(), head);
                            return true;
                        });
        return heads;
    }

    /**
     * Walks one image; chunks that cannot be read, and what is below unreadable nodes, are left
     * out.
     */
    void walk(ChainHead head, Places places) throws IOException {
        Walk walk = new Walk(places);
        try {
            new ImageDiff(new StoredNodes(vault.records(), vault.vaultNumber()))
                    .run(head.image().getKind(), Id.ZERO, PointImages.root(head.image()), walk);
            walk.lookUp();
        } catch (EnoughException e) {
            // The caller wants no more.
        }
    }

    private static final class EnoughException extends IOException {
        private static final long serialVersionUID = 1;
    }

    private final class Walk implements DiffVisitor {
        private final Places places;
        private final List<Id> asked = new ArrayList<>(IDS_PER_LOOK_UP);

        Walk(Places places) {
            this.places = places;
        }

        @Override
        public void added(Position position, ObjectKind kind, Id id) throws IOException {
            if (kind == ObjectKind.CHUNK) {
                asked.add(id);
                if (asked.size() == IDS_PER_LOOK_UP) {
                    lookUp();
                }
            }
        }

        @Override
        public void removed(Position position, ObjectKind kind, Id id) {}

        @Override
        public void unreadable(Position position, Id id, NodeSource.Answer answer) {}

        void lookUp() throws IOException {
            List<@Nullable ObjectEntry> entries =
                    vault.index().objects(ObjectKind.CHUNK, vault.vaultNumber(), asked);
            asked.clear();
            for (ObjectEntry entry : entries) {
                RecordLocation at = entry == null || entry.damaged() ? null : entry.location();
                if (at != null && !places.place(at)) {
                    throw new EnoughException();
                }
            }
        }
    }
}
