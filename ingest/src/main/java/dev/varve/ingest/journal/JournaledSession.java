package dev.varve.ingest.journal;

import dev.varve.protocol.model.Uid;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a journal says of its session: enough to ask the daemon for it, and to see that the sources
 * are still what they were.
 *
 * @param resumeToken as the daemon gave it
 * @param identities one for each source, as the sources gave them
 */
@SuppressWarnings("ArrayRecordComponent") // a token is bytes; never compared as a record
public record JournaledSession(Uid session, byte[] resumeToken, List<byte[]> identities) {
    private static final int MOST_SOURCES = 4096;

    public JournaledSession {
        identities = List.copyOf(identities);
    }

    /** True when the sources are byte for byte what they were. */
    public boolean hasSources(List<byte[]> others) {
        boolean equal = identities.size() == others.size();
        for (int i = 0; equal && i < others.size(); i++) {
            equal = Arrays.equals(identities.get(i), others.get(i));
        }
        return equal;
    }

    /** Session (16), token, count (4), identities; each of varying length after its length (4). */
    ByteBuffer encode() {
        int length = Uid.LENGTH + 2 * Integer.BYTES + resumeToken.length;
        for (byte[] identity : identities) {
            length += Integer.BYTES + identity.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).put(session.toBytes());
        bytes.putInt(resumeToken.length).put(resumeToken).putInt(identities.size());
        identities.forEach(identity -> bytes.putInt(identity.length).put(identity));
        return bytes.flip();
    }

    /** Null when the bytes make no sense. */
    static @Nullable JournaledSession decode(ByteBuffer bytes) {
        try {
            byte[] session = new byte[Uid.LENGTH];
            bytes.get(session);
            byte[] token = bytes(bytes);
            int count = bytes.getInt();
            if (count < 0 || count > MOST_SOURCES) {
                return null;
            }
            List<byte[]> identities = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                identities.add(bytes(bytes));
            }
            return new JournaledSession(Uid.of(session), token, identities);
        } catch (BufferUnderflowException e) {
            return null;
        }
    }

    private static byte[] bytes(ByteBuffer source) {
        int length = source.getInt();
        if (length < 0 || length > source.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        source.get(bytes);
        return bytes;
    }
}
