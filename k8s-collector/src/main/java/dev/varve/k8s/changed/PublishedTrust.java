package dev.varve.k8s.changed;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS that believes the certificates which a service published, and no others. The library verifies
 * the host's name. Left alone it speaks TLS 1.2 only, which services may refuse.
 */
final class PublishedTrust {
    static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    /** With forward secrecy and authenticated, as HTTP/2 wants them. */
    static final String[] CIPHERS = {
        "TLS_AES_256_GCM_SHA384",
        "TLS_AES_128_GCM_SHA256",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
    };

    private PublishedTrust() {}

    /**
     * Sockets that verify by these authorities.
     *
     * @param bundle PEM
     * @throws MetadataException when it holds no certificate
     */
    static SSLSocketFactory sockets(String bundle) throws IOException {
        try {
            KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
            authorities.load(null, null);
            byte[] bytes = bundle.getBytes(StandardCharsets.US_ASCII);
            int number = 0;
            for (Certificate each :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes))) {
                authorities.setCertificateEntry("ca-" + number++, each);
            }
            if (number == 0) {
                throw new MetadataException("publishes no certificate to verify it with");
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new MetadataException("publishes certificates that cannot be read: " + e);
        }
    }
}
