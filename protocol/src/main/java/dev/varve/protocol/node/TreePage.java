package dev.varve.protocol.node;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Page of a directory. The part that the daemon reads names no file: an entry is a key (the first 8
 * bytes of the HMAC of its name), what its references are, and the references. All else (names,
 * attributes, inline content) is in {@code body}, sealed by the client, entries in the same order.
 * Entries ascend by key, unsigned.
 *
 * <pre>
 *  0      1         2       4       8             12   16
 *  +------+---------+-------+-------+-------------+----+------------------------------------------+------+
 *  | kind | version | flags | count | body length | 0  | count times { key(8) type(1) n(1) n ids } | body |
 *  +------+---------+-------+-------+-------------+----+------------------------------------------+------+
 * </pre>
 *
 * Flag 1: the body is sealed. The root of a tree image is a page with one entry of key 0: the root
 * directory itself.
 */
@SuppressWarnings("ArrayRecordComponent") // a sealed body is bytes; equals below compares them
public record TreePage(boolean sealed, List<Entry> entries, byte[] body) implements Node {
    static final byte KIND = 3;
    static final int HEADER_LENGTH = 16;
    static final int ENTRY_LENGTH = 10;
    static final int FLAG_SEALED = 1;

    /**
     * References that an entry may have itself; a file with more chunks has a {@link ChunkList}.
     */
    public static final int MAX_REFERENCES = 8;

    public static final int MAX_ENTRIES = 1024;

    /** What the references of an entry are. Numbers are stable. */
    public enum Refers {
        /** No references: inline or empty file, link, device, socket, FIFO. */
        NOTHING(0),
        /** To chunks, in order. */
        CHUNKS(1),
        /** To one {@link ChunkList}. */
        CHUNK_LIST(2),
        /** To one {@link TreePage} or {@link TreeIndex}: a directory. */
        DIRECTORY(3);

        private final int number;

        Refers(int number) {
            this.number = number;
        }
    }

    /** One entry, as the daemon sees it. */
    public record Entry(long key, Refers refers, List<Id> references) {
        public Entry {
            references = List.copyOf(references);
            int count = references.size();
            boolean fits =
                    switch (refers) {
                        case NOTHING -> count == 0;
                        case CHUNKS -> count >= 1 && count <= MAX_REFERENCES;
                        case CHUNK_LIST, DIRECTORY -> count == 1;
                    };
            if (!fits) {
                throw new IllegalArgumentException(refers + " with " + count + " references");
            }
        }
    }

    public TreePage {
        entries = List.copyOf(entries);
        if (entries.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException(entries.size() + " entries in a page");
        }
        for (int i = 1; i < entries.size(); i++) {
            if (Long.compareUnsigned(entries.get(i - 1).key, entries.get(i).key) > 0) {
                throw new IllegalArgumentException("entry " + i + " is out of order");
            }
        }
    }

    static TreePage decode(ByteBuffer bytes) throws ProtocolException {
        if (bytes.limit() < HEADER_LENGTH) {
            throw Node.bad("tree page cut short");
        }
        int count = bytes.getInt(4);
        int bodyLength = bytes.getInt(8);
        if (count < 0 || count > MAX_ENTRIES || bodyLength < 0 || bodyLength > bytes.limit()) {
            throw Node.bad(
                    "tree page with " + count + " entries and a body of " + bodyLength + " bytes");
        }
        bytes.position(HEADER_LENGTH);
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(decodeEntry(bytes));
        }
        Node.requireLength(bytes, (long) bytes.position() + bodyLength, "tree page");
        byte[] body = new byte[bodyLength];
        bytes.get(body);
        try {
            return new TreePage((bytes.getShort(2) & FLAG_SEALED) != 0, entries, body);
        } catch (IllegalArgumentException e) {
            throw Node.bad("tree page: " + e.getMessage());
        }
    }

    private static Entry decodeEntry(ByteBuffer bytes) throws ProtocolException {
        if (bytes.remaining() < ENTRY_LENGTH) {
            throw Node.bad("tree page entry cut short");
        }
        long key = bytes.getLong();
        int type = bytes.get();
        int count = Byte.toUnsignedInt(bytes.get());
        if (type < 0 || type >= Refers.values().length || bytes.remaining() < count * Id.LENGTH) {
            throw Node.bad("tree page entry of type " + type + " with " + count + " references");
        }
        List<Id> references = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            references.add(Node.getId(bytes));
        }
        try {
            return new Entry(key, Refers.values()[type], references);
        } catch (IllegalArgumentException e) {
            throw Node.bad("tree page entry: " + e.getMessage());
        }
    }

    @Override
    public ByteBuffer encode() {
        int references = entries.stream().mapToInt(entry -> entry.references.size()).sum();
        ByteBuffer bytes =
                Node.begin(
                        KIND,
                        HEADER_LENGTH
                                + entries.size() * ENTRY_LENGTH
                                + references * Id.LENGTH
                                + body.length);
        bytes.putShort((short) (sealed ? FLAG_SEALED : 0))
                .putInt(entries.size())
                .putInt(body.length)
                .putInt(0);
        for (Entry entry : entries) {
            bytes.putLong(entry.key)
                    .put((byte) entry.refers.number)
                    .put((byte) entry.references.size());
            entry.references.forEach(id -> Node.putId(bytes, id));
        }
        return bytes.put(body).flip();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreePage page
                && sealed == page.sealed
                && entries.equals(page.entries)
                && Arrays.equals(body, page.body);
    }

    @Override
    public int hashCode() {
        return 31 * entries.hashCode() + Arrays.hashCode(body);
    }
}
