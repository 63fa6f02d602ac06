package dev.varve.repo.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.protocol.message.Encryption;
import dev.varve.repo.vault.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may do what, asked of a daemon; and what it says when a request lacks something. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesTest {
    private static final int FORBIDDEN = 403;
    private static final String POINT = "00000000000000010000000000000002";

    /** Reading is for everybody; all else stands here, or is for nobody yet. */
    private static final Map<String, Set<Role>> CHANGES = changes();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Role, String> tokens = new EnumMap<>(Role.class);
    private final Daemon daemon;

    RolesTest(@TempDir Path data) throws IOException {
        daemon = Daemon.start(DaemonTest.configuration(data));
        daemon.directory().vaults().create("team", Encryption.ENCRYPTION_NONE);
        for (Role role : Role.values()) {
            tokens.put(role, daemon.directory().operators().add("a-" + role.word(), role));
        }
    }

    private static Map<String, Set<Role>> changes() {
        Set<Role> operator = EnumSet.of(Role.OPERATOR);
        Set<Role> officer = EnumSet.of(Role.SECURITY_OFFICER);
        Set<Role> legal = EnumSet.of(Role.LEGAL);
        Map<String, Set<Role>> changes = new TreeMap<>();
        changes.put("delete /v1/vaults/{vault}", operator);
        changes.put("put /v1/vaults/{vault}/policy", operator);
        changes.put("put /v1/vaults/{vault}/quota", operator);
        changes.put("post /v1/vaults/{vault}/order/measure", operator);
        changes.put(
                "post /v1/vaults/{vault}/policy/simulate",
                EnumSet.complementOf(EnumSet.of(Role.READER)));
        changes.put("post /v1/vaults/{vault}/expire", operator);
        changes.put("post /v1/vaults/{vault}/compact", operator);
        changes.put("post /v1/vaults/{vault}/audit-counts", operator);
        changes.put("post /v1/vaults/{vault}/audit-counts/repair", operator);
        changes.put("post /v1/vaults/{vault}/heal", operator);
        changes.put("delete /v1/vaults/{vault}/points/{point}", operator);
        changes.put("post /v1/vaults/{vault}/points/{point}/lock", operator);
        changes.put("post /v1/vaults/{vault}/points/{point}/holds", legal);
        changes.put("delete /v1/vaults/{vault}/points/{point}/holds/{hold}", legal);
        changes.put("post /v1/jobs/{job}/run", operator);
        changes.put("post /v1/jobs/{job}/cancel", operator);
        changes.put("post /v1/officer-acts", officer);
        changes.put("post /v1/officer-acts/{act}/approve", officer);
        changes.put("post /v1/officer-acts/{act}/refuse", officer);
        return changes;
    }

    @AfterAll
    void stop() throws IOException {
        daemon.stop();
        http.close();
    }

    static Stream<Role> roles() {
        return Stream.of(Role.values());
    }

    @ParameterizedTest
    @MethodSource("roles")
    void eachRoleMayDoWhatTheTableSaysAndNothingElse(Role role) throws Exception {
        for (String endpoint : endpoints()) {
            boolean reading = endpoint.startsWith("get ");
            boolean allowed = reading || CHANGES.getOrDefault(endpoint, Set.of()).contains(role);

            int status = send(endpoint, token(role), "").statusCode();

            assertThat(status == FORBIDDEN)
                    .as("%s for %s answers %d", endpoint, role, status)
                    .isEqualTo(!allowed);
        }
    }

    @Test
    void theTableNamesEveryChangeThatThereIs() throws Exception {
        Set<String> served = endpoints();
        served.removeIf(endpoint -> endpoint.startsWith("get "));

        assertThat(CHANGES.keySet()).isEqualTo(served);
    }

    @Test
    void theTokenOfTheDataDirectoryIsAnOperators() throws Exception {
        String admin = daemon.directory().keys().adminToken();

        assertThat(send("post /v1/vaults/{vault}/compact", admin, "").statusCode()).isEqualTo(200);
        assertThat(send("post /v1/officer-acts", admin, "{}").statusCode()).isEqualTo(FORBIDDEN);
        assertThat(send("post /v1/vaults/{vault}/points/{point}/holds", admin, "{}").body())
                .contains("FORBIDDEN", "for the role legal");
    }

    @Test
    void whatARoleDoesNotAllowIsInTheLedger() throws Exception {
        send("delete /v1/vaults/{vault}/points/{point}", token(Role.READER), "");

        assertThat(OfflineRepository.audit(daemon.directory().root()).refused())
                .anySatisfy(entry -> {
                    assertThat(entry.getActor()).isEqualTo("reader a-reader");
                    assertThat(entry.getWhat())
                            .isEqualTo(
                                    "DELETE /v1/vaults/team/points/"
                                            + POINT
                                            + ": refused, it is for the role operator");
                });
    }

    @Test
    void aTokenThatWasRotatedOrRemovedIsNobodys() throws Exception {
        String first = daemon.directory().operators().add("uli", Role.READER);
        String second = daemon.directory().operators().rotate("uli");
        assertThat(send("get /v1/vaults", first, "").statusCode()).isEqualTo(401);
        assertThat(send("get /v1/vaults", second, "").statusCode()).isEqualTo(200);

        daemon.directory().operators().remove("uli");

        assertThat(send("get /v1/vaults", second, "").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "OPERATOR|put /v1/vaults/{vault}/policy||body",
                "OPERATOR|put /v1/vaults/{vault}/policy|{}|lockMode",
                "OPERATOR|put /v1/vaults/{vault}/policy|{\"keepLast\":\"x\"}|keepLast",
                "OPERATOR|put /v1/vaults/{vault}/policy|{\"lockMode\":\"iron\"}|lockMode",
                "OPERATOR|put /v1/vaults/{vault}/policy|{\"lockMode\":\"none\",\"lockDays\":3}|lockDays",
                "OPERATOR|put /v1/vaults/{vault}/policy|no json|JSON",
                "OPERATOR|put /v1/vaults/{vault}/policy"
                        + "|{\"lockMode\":\"none\",\"minimumAgeSeconds\":9223372036854775807}"
                        + "|minimumAgeSeconds",
                "OPERATOR|put /v1/vaults/{vault}/policy"
                        + "|{\"lockMode\":\"governance\",\"lockSeconds\":3162240001}|lockSeconds",
                "OPERATOR|put /v1/vaults/{vault}/quota||body",
                "OPERATOR|put /v1/vaults/{vault}/quota|{}|quotaBytes",
                "OPERATOR|put /v1/vaults/{vault}/quota|{\"quotaBytes\":-1}|quotaBytes",
                "OPERATOR|put /v1/vaults/{vault}/quota|{\"quotaBytes\":\"x\"}|quotaBytes",
                "OPERATOR|post /v1/vaults/{vault}/policy/simulate|{}|lockMode",
                "OPERATOR|post /v1/vaults/{vault}/points/{point}/lock||body",
                "OPERATOR|post /v1/vaults/{vault}/points/{point}/lock|{}|mode",
                "OPERATOR|post /v1/vaults/{vault}/points/{point}/lock"
                        + "|{\"mode\":\"governance\"}|seconds",
                "LEGAL|post /v1/vaults/{vault}/points/{point}/holds||body",
                "LEGAL|post /v1/vaults/{vault}/points/{point}/holds|{}|why",
                "SECURITY_OFFICER|post /v1/officer-acts||body",
                "SECURITY_OFFICER|post /v1/officer-acts|{}|why",
                "SECURITY_OFFICER|post /v1/officer-acts|{\"why\":\"w\"}|kind",
                "SECURITY_OFFICER|post /v1/officer-acts"
                        + "|{\"why\":\"w\",\"kind\":\"release-governance\"}|vault",
                "SECURITY_OFFICER|post /v1/officer-acts"
                        + "|{\"why\":\"w\",\"kind\":\"trust-clock\",\"limitSeconds\":-1}"
                        + "|limitSeconds",
                "SECURITY_OFFICER|post /v1/officer-acts/{act}/refuse|{}|why"
            })
    void whatARequestLacksIsNamed(Role role, String endpoint, String body, String named)
            throws Exception {
        HttpResponse<String> answer = send(endpoint, token(role), body == null ? "" : body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(new ObjectMapper().readTree(answer.body()).get("message").asText())
                .contains(named);
    }

    private String token(Role role) {
        return Objects.requireNonNull(tokens.get(role));
    }

    private Set<String> endpoints() throws Exception {
        String text = send("get /openapi.json", daemon.directory().keys().adminToken(), "").body();
        JsonNode paths = new ObjectMapper().readTree(text).get("paths");
        Set<String> endpoints = new TreeSet<>();
        paths.properties()
                .forEach(path ->
                        path.getValue()
                                .fieldNames()
                                .forEachRemaining(
                                        method -> endpoints.add(method + " " + path.getKey())));
        return endpoints;
    }

    private HttpResponse<String> send(String endpoint, String token, String body)
            throws IOException, InterruptedException {
        String[] parts = endpoint.split(" ", 2);
        String path =
                parts[1].replace(
                                "{vault}",
                                endpoint.endsWith(" /v1/vaults/{vault}") ? "none" : "team")
                        .replace("{point}", POINT)
                        .replace("{hold}", POINT)
                        .replace("{job}", "nothing")
                        .replace("{act}", "99");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + daemon.adminAddress().getPort()
                                                + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(
                                parts[0].toUpperCase(Locale.ROOT),
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
