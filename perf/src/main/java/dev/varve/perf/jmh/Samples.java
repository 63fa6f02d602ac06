package dev.varve.perf.jmh;

import com.google.protobuf.ByteString;
import dev.varve.ingest.crypto.DataKey;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.perf.workload.SampleBytes;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Random;

/** Inputs that the benchmarks share. */
final class Samples {
    private Samples() {}

    /** A cipher of an encrypted vault with a key of its own. */
    static VaultCipher cipher() throws ProtocolException {
        DataKey key = DataKey.random(new SecureRandom());
        VaultDocument vault =
                VaultDocument.newBuilder()
                        .setName("benchmark")
                        .setVaultId(ByteString.copyFrom(new byte[Uid.LENGTH]))
                        .setEncryption(Encryption.ENCRYPTION_AES_256_GCM)
                        .setDataKeyCheck(ByteString.copyFrom(key.checkValue()))
                        .build();
        return VaultCipher.sealing(vault, key, new SecureRandom());
    }

    /** Text and database pages as in W1, one half each. */
    static ByteBuffer direct(int lengthBytes) {
        return ByteBuffer.allocateDirect(lengthBytes).put(SampleBytes.mixed(1, lengthBytes)).flip();
    }

    static Id id(Random random) {
        return new Id(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }
}
