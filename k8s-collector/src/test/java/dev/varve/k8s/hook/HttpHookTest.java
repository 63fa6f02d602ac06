package dev.varve.k8s.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A request is limited in everything, and goes to nobody who cannot show a certificate. */
@Timeout(60)
class HttpHookTest {
    private HttpServer server;
    private final AtomicReference<String> heard = new AtomicReference<>("");

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(local(), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/good", each -> answer(each, 200, "done token=abcdef123"));
        server.createContext("/bad", each -> answer(each, 503, "not now"));
        server.createContext("/elsewhere", HttpHookTest::redirect);
        server.createContext("/endless", HttpHookTest::endless);
        server.createContext("/silent", each -> sleep());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void anAnswerOf2xxIsSuccess() {
        HookResult result = run("/good");

        assertThat(result.succeeded()).isTrue();
        assertThat(result.exitCode()).hasValue(200);
        assertThat(result.output()).isEqualTo("done token=***");
        assertThat(heard.get()).isEqualTo("POST Bearer 0123456789 freeze");
    }

    @Test
    void anyOtherAnswerIsAFailure() {
        HookResult result = run("/bad");

        assertThat(result.outcome()).isEqualTo(HookResult.Outcome.FAILED);
        assertThat(result.reason()).isEqualTo("the answer was HTTP 503");
    }

    @Test
    void redirectsAreNotFollowed() {
        assertThat(run("/elsewhere").exitCode()).hasValue(302);
    }

    @Test
    void anAnswerWithoutEndIsReadOnlySoFar() {
        HookResult result = run("/endless");

        assertThat(result.succeeded()).isTrue();
        assertThat(result.output()).hasSizeLessThanOrEqualTo(Limits.OUTPUT_BYTES);
    }

    @Test
    void aServerThatDoesNotAnswerIsNotWaitedFor() {
        HookResult result = run("/silent");

        assertThat(result.outcome()).isEqualTo(HookResult.Outcome.TIMED_OUT);
        assertThat(Duration.between(result.started(), result.ended()))
                .isLessThan(Duration.ofSeconds(7));
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused(@TempDir Path directory) throws Exception {
        HttpsServer secure = HttpsServer.create(local(), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(selfSigned(directory)));
        secure.createContext("/", each -> answer(each, 200, "trusted"));
        secure.start();
        try {
            HookResult result =
                    run(URI.create("https://localhost:" + secure.getAddress().getPort() + "/"));

            assertThat(result.outcome()).isEqualTo(HookResult.Outcome.FAILED);
            assertThat(result.reason()).contains("PKIX");
            assertThat(heard.get()).isEmpty();
        } finally {
            secure.stop(0);
        }
    }

    @Test
    void aUrlWithAPasswordIsRefused() {
        assertThatThrownBy(() ->
                        new HookAction.Http("GET", URI.create("https://u:p@host/"), Map.of(), ""))
                .hasMessageContaining("use a header")
                .message()
                .doesNotContain("u:p");
    }

    private HookResult run(String path) {
        return run(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
    }

    private HookResult run(URI uri) {
        HookAction.Http action =
                new HookAction.Http(
                        "POST", uri, Map.of("Authorization", "Bearer 0123456789"), "freeze");
        Hook hook = new Hook("call", 0, Duration.ofSeconds(2), OnError.CONTINUE, action);
        return Runs.on(new LocalCluster())
                .run(
                        Runs.plan(Runs.member("db", List.of(hook), List.of())),
                        left -> "",
                        Runs.NO_TAIL)
                .members()
                .getFirst()
                .before()
                .getFirst();
    }

    private void answer(HttpExchange exchange, int status, String text) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        heard.set(
                exchange.getRequestMethod()
                        + " "
                        + exchange.getRequestHeaders().getFirst("Authorization")
                        + " "
                        + body);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void redirect(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Location", "/good");
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] much = "more\n".repeat(2000).getBytes(StandardCharsets.UTF_8);
        try {
            while (true) {
                exchange.getResponseBody().write(much);
            }
        } catch (IOException e) {
            exchange.close(); // the reader had enough
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(20_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static SSLContext selfSigned(Path directory) throws Exception {
        Path file = directory.resolve("keys.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-alias",
                                "a",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                "changeit")
                        .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
