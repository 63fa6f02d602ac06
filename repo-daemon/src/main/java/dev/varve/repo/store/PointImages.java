package dev.varve.repo.store;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import java.util.Collection;

/** Ids and uids as documents carry them. */
final class PointImages {
    private PointImages() {}

    static Id root(PointImage image) {
        return Id.at(image.getRoot().toByteArray(), 0);
    }

    /** Zero: there is none. */
    static Id baseRoot(PointImage image) {
        return image.getBaseRoot().isEmpty()
                ? Id.ZERO
                : Id.at(image.getBaseRoot().toByteArray(), 0);
    }

    static ByteString bytes(Id id) {
        return ByteString.copyFrom(id.toBytes());
    }

    static ByteString bytes(Uid uid) {
        return ByteString.copyFrom(uid.toBytes());
    }

    /** The ids one after another. */
    static ByteString bytes(Collection<Id> ids) {
        byte[] bytes = new byte[ids.size() * Id.LENGTH];
        int at = 0;
        for (Id id : ids) {
            id.write(bytes, at);
            at += Id.LENGTH;
        }
        return ByteString.copyFrom(bytes);
    }

    /**
     * A uid that a peer sent.
     *
     * @throws ProtocolException BAD_MESSAGE, names {@code what}
     */
    static Uid uid(String what, ByteString bytes) throws ProtocolException {
        if (bytes.size() != Uid.LENGTH) {
            throw new ProtocolException(
                    ErrorCode.BAD_MESSAGE,
                    what + " has " + bytes.size() + " bytes, not " + Uid.LENGTH,
                    "");
        }
        return Uid.of(bytes.toByteArray());
    }
}
