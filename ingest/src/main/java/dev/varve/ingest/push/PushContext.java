package dev.varve.ingest.push;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.record.CompressionLevel;
import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.client.RepositoryClient;

/**
 * What all lanes of one push share. Safe for use by many threads.
 *
 * @param streams lanes that may be open at once; streams are numbered from 0
 */
public record PushContext(
        RepositoryClient client,
        PushSession session,
        VaultCipher cipher,
        CompressionLevel level,
        RecentIds recent,
        Progress progress,
        Cancellation cancellation,
        int streams) {

    public PushContext {
        if (streams < 1) {
            throw new IllegalArgumentException("streams " + streams);
        }
    }

    /** Ids that one request may ask about. */
    int idsPerRequest() {
        int limit = client.welcome().getLimits().getIdsPerRequest();
        return limit > 0 ? limit : 1024;
    }
}
