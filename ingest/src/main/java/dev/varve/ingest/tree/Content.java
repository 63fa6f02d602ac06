package dev.varve.ingest.tree;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.ChunkList.Part;
import dev.varve.protocol.node.TreePage;
import java.util.Arrays;
import java.util.List;

/** Where the content of an entry is. */
public sealed interface Content {
    /** Content of anything that has none: empty files, links, devices, sockets, FIFOs. */
    Content NOTHING = new Inline(new byte[0]);

    /** In the entry itself. */
    @SuppressWarnings("ArrayRecordComponent") // equals below compares the bytes
    record Inline(byte[] bytes) implements Content {
        /** Longer content is a chunk. */
        public static final int MOST_BYTES = 128;

        public Inline {
            if (bytes.length > MOST_BYTES) {
                throw new IllegalArgumentException(bytes.length + " bytes inline");
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Inline inline && Arrays.equals(bytes, inline.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /** In few chunks, holes (zero id) between them. */
    record Chunks(List<Part> parts) implements Content {
        public Chunks {
            parts = List.copyOf(parts);
            if (parts.isEmpty() || chunkCount(parts) > TreePage.MAX_REFERENCES) {
                throw new IllegalArgumentException(parts.size() + " parts in an entry");
            }
        }

        static long chunkCount(List<Part> parts) {
            return parts.stream().filter(part -> !part.id().isZero()).count();
        }
    }

    /** In a list of chunks. */
    record Listed(Id list) implements Content {}

    /** A directory: its first page or index. */
    record Directory(Id node) implements Content {}
}
