package dev.varve.protocol.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * A private key and the certificate that names its holder. Does not show the key in {@link
 * #toString}.
 */
public record CertifiedKey(PrivateKey privateKey, X509Certificate certificate) {
    @Override
    public String toString() {
        return "CertifiedKey[" + certificate.getSubjectX500Principal() + "]";
    }
}
