package dev.varve.tools.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against an HTTP server of the JDK on the loopback address. */
class AdminClientTest {
    private static final String TOKEN = "00ff";

    private final HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile int status = 200;
    private volatile String answer = "{\"fine\":true}";

    @TempDir Path data = Path.of("");

    AdminClientTest() throws IOException {}

    @BeforeEach
    void aServedRepository() throws IOException {
        server.createContext(
                "/",
                exchange -> {
                    asked.add(
                            exchange.getRequestMethod()
                                    + " "
                                    + exchange.getRequestURI()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("Authorization")
                                    + " "
                                    + new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8));
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        Files.writeString(data.resolve("repository.json"), "{}");
        Files.writeString(data.resolve("admin-token"), TOKEN + "\n");
        Files.writeString(
                data.resolve("admin-address"), "0.0.0.0:" + server.getAddress().getPort() + "\n");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theDataDirectorySaysWhereTheDaemonIsAndHowToAskIt() throws Exception {
        try (AdminClient client = new AdminClient(AdminTarget.ofData(data))) {
            JsonNode got = client.get("/v1/jobs/" + AdminClient.piece("a b/../c") + "?limit=1");

            assertThat(got.get("fine").asBoolean()).isTrue();
            client.send("POST", "/v1/x", JsonNodeFactory.instance.objectNode().put("a", 1));
            client.send("DELETE", "/v1/y", null);
        }

        assertThat(asked)
                .containsExactly(
                        "GET /v1/jobs/a%20b%2F..%2Fc?limit=1 Bearer 00ff ",
                        "POST /v1/x Bearer 00ff {\"a\":1}", "DELETE /v1/y Bearer 00ff ");
    }

    @Test
    void whatTheDaemonRefusesIsThrownAsTheDaemonSaidIt() throws Exception {
        status = 409;
        answer =
                "{\"code\":\"RETENTION_LOCKED\",\"number\":32,\"message\":\"locked\","
                        + "\"advice\":\"wait\"}";

        assertRefused(() -> ask(AdminTarget.ofData(data)), ErrorCode.RETENTION_LOCKED, "locked");
    }

    @Test
    void anotherServerAtTheAddressIsNotBelieved() throws Exception {
        status = 404;
        answer = "<html>not here</html>";

        assertRefused(() -> ask(AdminTarget.ofData(data)), ErrorCode.UNAVAILABLE, "no admin side");
    }

    @Test
    void aDaemonThatDoesNotRunIsUnavailable() throws Exception {
        AdminTarget target = AdminTarget.ofData(data);
        server.stop(0);

        assertRefused(() -> ask(target), ErrorCode.UNAVAILABLE, "no daemon answers at http://");

        Files.delete(data.resolve("admin-address"));
        assertRefused(() -> AdminTarget.ofData(data), ErrorCode.UNAVAILABLE, "no daemon serves");
    }

    /** A 401 is one that the JDK's client would like to answer by itself. */
    @Test
    void aTokenThatIsNotKnownIsRefusedAsTheDaemonSaidIt() throws Exception {
        status = 401;
        answer = "{\"number\":7,\"message\":\"no such token\",\"advice\":\"\"}";
        AdminTarget target = AdminTarget.ofData(data);

        assertRefused(() -> ask(target), ErrorCode.UNAUTHENTICATED, "no such token");
        assertRefused(
                () -> send(target, JsonNodeFactory.instance.objectNode()),
                ErrorCode.UNAUTHENTICATED,
                "no such token");
    }

    @Test
    void aWishWhoseAnswerIsLostIsNotSentTwice() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> hangUpOnAll(silent, connections));
            AdminTarget target =
                    AdminTarget.of(
                            "http://127.0.0.1:" + silent.getLocalPort(),
                            data.resolve("admin-token"));

            assertRefused(
                    () -> send(target, JsonNodeFactory.instance.objectNode()),
                    ErrorCode.UNAVAILABLE,
                    "no daemon answers");
        }

        assertThat(connections).hasValue(1);
    }

    @Test
    void aDirectoryThatIsNoRepositoryIsSaidSo() throws Exception {
        Files.delete(data.resolve("repository.json"));

        assertRefused(() -> AdminTarget.ofData(data), ErrorCode.NOT_A_REPOSITORY, "no repository");
    }

    @Test
    void anAddressElsewhereNeedsItsTokenFile() throws Exception {
        Path tokenFile = data.resolve("admin-token");
        String url = "http://127.0.0.1:" + server.getAddress().getPort();

        ask(AdminTarget.of(url, tokenFile));

        assertThat(asked).containsExactly("GET /v1/jobs Bearer 00ff ");
        assertRefused(() -> AdminTarget.of("7501", tokenFile), ErrorCode.CONFIGURATION, "7501");
        Files.writeString(tokenFile, "two words");
        assertRefused(() -> AdminTarget.of(url, tokenFile), ErrorCode.CONFIGURATION, "token");
    }

    @Test
    void theTokenIsInNoWords() throws IOException {
        assertThat(AdminTarget.ofData(data).toString()).doesNotContain(TOKEN);
    }

    private static void ask(AdminTarget target) throws IOException {
        try (AdminClient client = new AdminClient(target)) {
            client.get("/v1/jobs");
        }
    }

    private static void send(AdminTarget target, JsonNode body) throws IOException {
        try (AdminClient client = new AdminClient(target)) {
            client.send("POST", "/v1/x", body);
        }
    }

    private static void hangUpOnAll(ServerSocket server, AtomicInteger connections) {
        byte[] request = new byte[4096];
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                connections.incrementAndGet();
                int length = socket.getInputStream().read(request);
                assertThat(length).isPositive();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(words);
    }
}
