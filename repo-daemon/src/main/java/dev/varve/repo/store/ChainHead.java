package dev.varve.repo.store;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import java.nio.ByteBuffer;

/** The newest image of a chain and the point that made it. */
record ChainHead(Uid point, PointImage image) {
    static ChainHead decode(byte[] value) throws InvalidProtocolBufferException {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        Uid point = new Uid(bytes.getLong(), bytes.getLong());
        return new ChainHead(point, PointImage.parseFrom(bytes));
    }

    byte[] encode() {
        byte[] document = image.toByteArray();
        return ByteBuffer.allocate(Uid.LENGTH + document.length)
                .put(point.toBytes())
                .put(document)
                .array();
    }

    Id root() {
        return Id.at(image.getRoot().toByteArray(), 0);
    }
}
