package dev.varve.protocol.frame;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Ids as messages carry them: 32 bytes each, one after another. */
public final class IdLists {
    private IdLists() {}

    public static ByteString write(Collection<Id> ids) {
        byte[] bytes = new byte[Math.multiplyExact(ids.size(), Id.LENGTH)];
        int offset = 0;
        for (Id id : ids) {
            id.write(bytes, offset);
            offset += Id.LENGTH;
        }
        return ByteString.copyFrom(bytes);
    }

    /**
     * The ids of a field, in order.
     *
     * @throws ProtocolException BAD_MESSAGE when the length is no multiple of 32, TOO_LARGE when
     *     there are more than {@code most}
     */
    public static List<Id> read(ByteString field, int most) throws ProtocolException {
        if (field.size() % Id.LENGTH != 0) {
            throw new ProtocolException(
                    ErrorCode.BAD_MESSAGE,
                    "a list of ids has " + field.size() + " bytes, not a multiple of " + Id.LENGTH,
                    "");
        }
        int count = field.size() / Id.LENGTH;
        if (count > most) {
            throw new ProtocolException(
                    ErrorCode.TOO_LARGE, count + " ids at once; the limit is " + most, "");
        }
        ByteBuffer bytes = field.asReadOnlyByteBuffer();
        List<Id> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(Id.at(bytes, i * Id.LENGTH));
        }
        return ids;
    }

    /**
     * The uid of a field.
     *
     * @throws ProtocolException BAD_MESSAGE when it has not 16 bytes
     */
    public static Uid uid(String what, ByteString field) throws ProtocolException {
        if (field.size() != Uid.LENGTH) {
            throw new ProtocolException(
                    ErrorCode.BAD_MESSAGE,
                    what + " has " + field.size() + " bytes, not " + Uid.LENGTH,
                    "");
        }
        return Uid.of(field.toByteArray());
    }
}
