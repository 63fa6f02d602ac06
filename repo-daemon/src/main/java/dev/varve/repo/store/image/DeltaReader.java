package dev.varve.repo.store.image;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.BlockPage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the payload of a DELTA record.
 *
 * <pre>
 *  0               4               8
 *  +---------------+---------------+-----------------------------------------------------------------+
 *  | image ordinal | group count   | groups { page (8) | count (4) | count times { slot (1), id (32) } } |
 *  +---------------+---------------+-----------------------------------------------------------------+
 * </pre>
 */
public final class DeltaReader {
    static final int ORDINAL_OFFSET = 0;
    static final int GROUP_COUNT_OFFSET = ORDINAL_OFFSET + Integer.BYTES;
    static final int GROUPS_OFFSET = GROUP_COUNT_OFFSET + Integer.BYTES;
    static final int GROUP_HEADER_LENGTH = Long.BYTES + Integer.BYTES;
    static final int CHANGE_LENGTH = 1 + Id.LENGTH;

    private DeltaReader() {}

    /** Hears of one group: its page, and where it starts in the payload. */
    @FunctionalInterface
    public interface GroupVisitor {
        void visit(long page, int groupOffset) throws IOException;
    }

    /** Index of the image among the session's sources, not checked against them. */
    public static int ordinal(ByteBuffer payload) throws ProtocolException {
        if (payload.limit() < GROUPS_OFFSET) {
            throw bad("is cut short");
        }
        return payload.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(ORDINAL_OFFSET);
    }

    /** How many pages a payload that was checked speaks of. */
    public static int groupCount(ByteBuffer payload) {
        return payload.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(GROUP_COUNT_OFFSET);
    }

    /**
     * Visits all groups, checking every length, and that pages and slots ascend.
     *
     * @throws ProtocolException BAD_MESSAGE
     */
    public static void forEachGroup(ByteBuffer payload, GroupVisitor visitor) throws IOException {
        ByteBuffer bytes = payload.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < GROUPS_OFFSET) {
            throw bad("is cut short");
        }
        int groups = bytes.getInt(GROUP_COUNT_OFFSET);
        int at = GROUPS_OFFSET;
        long pageBefore = -1;
        for (int i = 0; i < groups; i++) {
            int end = checkGroup(bytes, at, pageBefore);
            pageBefore = bytes.getLong(at);
            visitor.visit(pageBefore, at);
            at = end;
        }
        if (groups < 0 || at != bytes.limit()) {
            throw bad("has " + bytes.limit() + " bytes where its counts say " + at);
        }
    }

    private static int checkGroup(ByteBuffer bytes, int at, long pageBefore)
            throws ProtocolException {
        if (bytes.limit() - at < GROUP_HEADER_LENGTH) {
            throw bad("is cut short");
        }
        long page = bytes.getLong(at);
        int count = bytes.getInt(at + Long.BYTES);
        if (page <= pageBefore) {
            throw bad("names page " + page + " after page " + pageBefore);
        }
        if (count < 0
                || count > BlockPage.FAN_OUT
                || bytes.limit() - at - GROUP_HEADER_LENGTH < count * CHANGE_LENGTH) {
            throw bad("has " + count + " changes for page " + page);
        }
        int slotBefore = -1;
        for (int i = 0; i < count; i++) {
            int slot = bytes.get(at + GROUP_HEADER_LENGTH + i * CHANGE_LENGTH);
            if (slot <= slotBefore || slot >= BlockPage.FAN_OUT) {
                throw bad("names slot " + slot + " after slot " + slotBefore);
            }
            slotBefore = slot;
        }
        return at + GROUP_HEADER_LENGTH + count * CHANGE_LENGTH;
    }

    /** The group at an offset that {@link #forEachGroup} gave. */
    public static DeltaPage group(ByteBuffer payload, int groupOffset) {
        ByteBuffer bytes = payload.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int count = bytes.getInt(groupOffset + Long.BYTES);
        List<DeltaPage.Change> changes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = groupOffset + GROUP_HEADER_LENGTH + i * CHANGE_LENGTH;
            changes.add(new DeltaPage.Change(bytes.get(at), Id.at(bytes, at + 1)));
        }
        return new DeltaPage(bytes.getLong(groupOffset), changes);
    }

    private static ProtocolException bad(String what) {
        return new ProtocolException(ErrorCode.BAD_MESSAGE, "delta record " + what, "");
    }
}
