package dev.varve.repo.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against an HTTP server of the JDK on the loopback address. */
class WebhookTest {
    private static final AlarmNotice NOTICE =
            new AlarmNotice(
                    AlarmNotice.Event.RAISED,
                    new Alarm(
                            AlarmKind.DISK_UNDER_RESERVE,
                            Severity.CRITICAL,
                            "",
                            "only 3 bytes are free",
                            "Make room.",
                            1_000),
                    2_000);

    private final HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile int status = 204;
    private volatile boolean silent;
    private volatile byte[] body = {};
    private volatile String signature = "";

    @TempDir Path folder = Path.of("");

    WebhookTest() throws IOException {}

    @BeforeEach
    void listen() {
        server.createContext(
                "/",
                exchange -> {
                    body = exchange.getRequestBody().readAllBytes();
                    signature =
                            String.valueOf(
                                    exchange.getRequestHeaders().getFirst("Varve-Signature"));
                    if (silent) {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                    exchange.getResponseHeaders().add("Location", "/elsewhere");
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.stop(0);
    }

    private Webhook webhook(Duration timeout, boolean signed) {
        return new Webhook(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/secret-path"),
                signed ? folder.resolve("secret") : null,
                timeout,
                "repo-1");
    }

    @Test
    void theReceiverGetsAllThatIsKnownAsJson() throws Exception {
        webhook(Duration.ofSeconds(10), false).send(NOTICE);

        JsonNode got = new ObjectMapper().readTree(body);
        assertThat(got.toString())
                .isEqualTo(
                        "{\"event\":\"RAISED\",\"atMillis\":2000,\"repository\":\"repo-1\","
                                + "\"kind\":\"DISK_UNDER_RESERVE\",\"severity\":\"CRITICAL\","
                                + "\"where\":\"\",\"what\":\"only 3 bytes are free\","
                                + "\"advice\":\"Make room.\",\"sinceMillis\":1000}");
        assertThat(signature).isEqualTo("null");
    }

    @Test
    void theBodyIsSignedByTheSecretOfTheFile() throws Exception {
        Files.writeString(folder.resolve("secret"), "swordfish\n");

        webhook(Duration.ofSeconds(10), true).send(NOTICE);

        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("swordfish".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(signature).isEqualTo("sha256=" + HexFormat.of().formatHex(mac.doFinal(body)));
    }

    @Test
    void withoutItsSecretNothingIsSent() {
        assertThatThrownBy(() -> webhook(Duration.ofSeconds(10), true).send(NOTICE))
                .isInstanceOf(IOException.class);
        assertThat(body).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 503})
    void aReceiverInTroubleMayTakeItLater(int answer) {
        status = answer;

        assertThatThrownBy(() -> webhook(Duration.ofSeconds(10), false).send(NOTICE))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(ProtocolException.class)
                .hasMessageContaining("status " + answer)
                .hasMessageNotContaining("secret-path");
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 404})
    void aReceiverThatDoesNotWantItIsNotAskedAgainNorFollowed(int answer) {
        status = answer;

        assertThatThrownBy(() -> webhook(Duration.ofSeconds(10), false).send(NOTICE))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code().retriable()).isFalse());
    }

    @Test
    void aReceiverThatSaysNothingIsLeftAfterTheTimeout() {
        silent = true;

        assertThatThrownBy(() -> webhook(Duration.ofMillis(200), false).send(NOTICE))
                .isInstanceOf(IOException.class);
    }

    @Test
    void itsNameTellsNoSecretOfItsUrl() {
        assertThat(webhook(Duration.ofSeconds(1), false).name()).isEqualTo("webhook at 127.0.0.1");
    }
}
