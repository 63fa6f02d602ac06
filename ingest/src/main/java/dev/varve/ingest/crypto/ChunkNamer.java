package dev.varve.ingest.crypto;

import dev.varve.protocol.model.Id;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;

/** Names chunks: HMAC-SHA-256 under the vault's naming key. Confined to one thread. */
public final class ChunkNamer {
    private final Mac mac;
    private final byte[] name = new byte[Id.LENGTH];

    ChunkNamer(byte[] namingKey) {
        mac = DataKey.newHmac(namingKey);
    }

    /** Name of the bytes from position to limit; the buffer is left as it was. */
    public Id name(ByteBuffer raw) {
        mac.update(raw.duplicate());
        return finish();
    }

    /** Name of {@code length} bytes at {@code offset}. */
    public Id name(byte[] raw, int offset, int length) {
        mac.update(raw, offset, length);
        return finish();
    }

    private Id finish() {
        try {
            mac.doFinal(name, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the buffer fits an HMAC-SHA-256", e);
        }
        return Id.at(name, 0);
    }
}
