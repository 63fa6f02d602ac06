package dev.varve.protocol.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

/**
 * Mutual TLS 1.3 for both ends: each side trusts the repository's authority and nothing else.
 * BoringSSL where its native loads, which is faster; else the JDK.
 */
public final class TlsContexts {
    private static final String PROTOCOL = "TLSv1.3";

    /**
     * Plain bytes that are encrypted at once, several TLS records: the library's cost is one of
     * calls.
     */
    public static final int WRAP_BYTES = 128 << 10;

    private TlsContexts() {}

    /** What does the work here: "BoringSSL" or "JDK". */
    public static String providerName() {
        return provider() == SslProvider.JDK ? "JDK" : "BoringSSL";
    }

    /** Demands a certificate of {@code authority} from every peer. */
    public static SslContext server(CertifiedKey server, X509Certificate authority)
            throws SSLException {
        return SslContextBuilder.forServer(new OneKey(server))
                .trustManager(authority)
                .clientAuth(ClientAuth.REQUIRE)
                .protocols(PROTOCOL)
                .sslProvider(provider())
                .build();
    }

    /**
     * Verifies the host name that a handler is made with: make it with {@link ServerNames#of}, and
     * not with the address that was dialled.
     */
    public static SslContext client(CertifiedKey client, X509Certificate authority)
            throws SSLException {
        return SslContextBuilder.forClient()
                .keyManager(new OneKey(client))
                .trustManager(authority)
                .endpointIdentificationAlgorithm("HTTPS")
                .protocols(PROTOCOL)
                .sslProvider(provider())
                .build();
    }

    private static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }
}
