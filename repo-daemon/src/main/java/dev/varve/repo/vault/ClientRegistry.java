package dev.varve.repo.vault;

import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The clients enrolled in one repository. Reads what is on disk now, so that a revocation is heeded
 * by a running daemon at its next look. Safe for use by many threads and processes.
 */
public interface ClientRegistry {
    /** Empty: no such client. */
    Optional<ClientDocument> find(String name) throws IOException;

    /** By name. */
    List<ClientDocument> list() throws IOException;

    /**
     * Whose certificate this is. The chain of trust was checked by TLS before.
     *
     * @throws ProtocolException CERTIFICATE_REVOKED, or UNAUTHENTICATED for a certificate that was
     *     never enrolled here
     */
    ClientDocument authenticate(X509Certificate certificate) throws IOException;

    /**
     * Refuses the client's certificate from now on. Revoking twice is no error.
     *
     * @throws ProtocolException CLIENT_UNKNOWN
     */
    ClientDocument revoke(String name) throws IOException;
}
