package dev.varve.k8s.controller;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.protocol.client.RepositoryClient;
import java.io.IOException;
import java.security.SecureRandom;

/** Opens the vaults that RepositoryRefs name. Safe for use by many threads. */
interface Repositories {
    /**
     * Opens one.
     *
     * @param namespace of the RepositoryRef, which is that of the run: another's are out of reach
     * @throws dev.varve.protocol.error.ProtocolException CONFIGURATION when there is none, or its
     *     Secret holds no profile; UNAVAILABLE; what the daemon refused
     */
    Open open(String namespace, String name, int streams) throws IOException, InterruptedException;

    /**
     * The profile of one, as a file that movers read.
     *
     * @throws dev.varve.protocol.error.ProtocolException CONFIGURATION when there is none
     */
    byte[] profile(String namespace, String name) throws IOException;

    /** A vault that is unlocked. */
    interface Open extends AutoCloseable {
        RepositoryClient client();

        VaultCipher cipher();

        SecureRandom random();

        @Override
        void close();
    }
}
