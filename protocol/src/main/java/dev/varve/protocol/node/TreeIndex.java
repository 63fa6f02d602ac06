package dev.varve.protocol.node;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Upper page of a directory that does not fit one {@link TreePage}: its pages in order, each with
 * its last key.
 *
 * <pre>
 *  0      1         2       3   4       8
 *  +------+---------+-------+---+-------+-------------------------------------+
 *  | kind | version | level | 0 | count | count times { last key(8), id(32) } |
 *  +------+---------+-------+---+-------+-------------------------------------+
 * </pre>
 *
 * Level 1 stands on {@link TreePage}s, level n on level n - 1.
 */
public record TreeIndex(int level, List<Child> children) implements Node {
    static final byte KIND = 4;
    static final int HEADER_LENGTH = 8;
    static final int CHILD_LENGTH = Long.BYTES + Id.LENGTH;

    public static final int MAX_CHILDREN = 1024;

    /** A page below and the last (largest, unsigned) key in it. */
    public record Child(long lastKey, Id id) {}

    public TreeIndex {
        children = List.copyOf(children);
        if (level < 1 || level > 8 || children.isEmpty() || children.size() > MAX_CHILDREN) {
            throw new IllegalArgumentException(
                    "level " + level + " with " + children.size() + " children");
        }
        for (int i = 1; i < children.size(); i++) {
            if (Long.compareUnsigned(children.get(i - 1).lastKey, children.get(i).lastKey) > 0) {
                throw new IllegalArgumentException("child " + i + " is out of order");
            }
        }
    }

    static TreeIndex decode(ByteBuffer bytes) throws ProtocolException {
        int count = bytes.getInt(4);
        if (count < 1 || count > MAX_CHILDREN) {
            throw Node.bad("tree index with " + count + " children");
        }
        Node.requireLength(bytes, HEADER_LENGTH + (long) count * CHILD_LENGTH, "tree index");
        bytes.position(HEADER_LENGTH);
        List<Child> children = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            children.add(new Child(bytes.getLong(), Node.getId(bytes)));
        }
        try {
            return new TreeIndex(bytes.get(2), children);
        } catch (IllegalArgumentException e) {
            throw Node.bad("tree index: " + e.getMessage());
        }
    }

    @Override
    public ByteBuffer encode() {
        ByteBuffer bytes = Node.begin(KIND, HEADER_LENGTH + children.size() * CHILD_LENGTH);
        bytes.put((byte) level).put((byte) 0).putInt(children.size());
        for (Child child : children) {
            bytes.putLong(child.lastKey);
            Node.putId(bytes, child.id);
        }
        return bytes.flip();
    }
}
