package dev.varve.k8s.changed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.tls.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with a snapshot metadata service. */
class PublishedTrustTest {
    private static final char[] NO_PASSWORD = {};

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aServiceIsReachedByWhicheverVersionOfTlsItInsistsOn(String version) throws Exception {
        PlayedCertificate certificate = PlayedCertificate.of("localhost");
        try (SSLServerSocket server = listen(certificate, version)) {
            CompletableFuture<String> spoken = new CompletableFuture<>();
            Thread.startVirtualThread(() -> accept(server, spoken));

            ask(certificate.certificate(), "localhost:" + server.getLocalPort());

            assertThat(spoken.get(30, TimeUnit.SECONDS)).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate"})
    void withoutACertificateNothingIsBelieved(String bundle) {
        assertThatThrownBy(() -> PublishedTrust.sockets(bundle))
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining("publishes");
    }

    @Test
    void severalCertificatesMayBePublished() throws Exception {
        String both =
                PlayedCertificate.of("one").certificate()
                        + PlayedCertificate.of("two").certificate();

        assertThat(PublishedTrust.sockets(both)).isNotNull();
    }

    /** The service ends the connection; what matters is that there was one. */
    private void ask(String caCert, String address) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "token");
        MetadataSource source =
                new MetadataSource("now", "", address, caCert, "movers", "staged", List.of());
        Limits limits = new Limits(Duration.ofSeconds(20), Duration.ofSeconds(20), 1, 1);
        try (MetadataClient client = new MetadataClient(source, token, limits)) {
            assertThatThrownBy(() -> client.allocated(1, 1)).isInstanceOf(MetadataException.class);
        }
    }

    private static SSLServerSocket listen(PlayedCertificate certificate, String version)
            throws Exception {
        KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        keys.setKeyEntry(
                "service",
                Pem.readPrivateKey(certificate.privateKey()),
                NO_PASSWORD,
                new Certificate[] {Pem.readCertificate(certificate.certificate())});
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        SSLServerSocket server =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SSLParameters parameters = server.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setApplicationProtocols(new String[] {"h2"});
        server.setSSLParameters(parameters);
        return server;
    }

    private static void accept(SSLServerSocket server, CompletableFuture<String> spoken) {
        try (SSLSocket socket = (SSLSocket) server.accept()) {
            socket.startHandshake();
            spoken.complete(socket.getSession().getProtocol());
        } catch (IOException e) {
            spoken.completeExceptionally(e);
        }
    }
}
