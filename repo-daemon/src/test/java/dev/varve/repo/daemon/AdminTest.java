package dev.varve.repo.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.varve.protocol.message.Encryption;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Daemon daemon;

    AdminTest(@TempDir Path data) throws IOException {
        daemon = Daemon.start(DaemonTest.configuration(data));
        daemon.directory().vaults().create("team", Encryption.ENCRYPTION_NONE);
        daemon.directory().vaults().create("zoo", Encryption.ENCRYPTION_AES_256_GCM);
    }

    @AfterAll
    void stop() throws IOException {
        daemon.stop();
        http.close();
    }

    @Test
    void nothingButLiveIsAnsweredWithoutTheToken() throws Exception {
        assertThat(get("/live", "").statusCode()).isEqualTo(200);
        for (String path : new String[] {"/health", "/metrics", "/openapi.json", "/v1/vaults"}) {
            assertThat(get(path, "").statusCode()).as(path).isEqualTo(401);
            assertThat(get(path, "Bearer 00").statusCode()).as(path).isEqualTo(401);
        }
    }

    @Test
    void aServingDaemonIsHealthy() throws Exception {
        HttpResponse<String> health = get("/health");

        assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
        assertThat(health.body()).contains("clock", "disk", "index", "recovery", "segments");
    }

    @Test
    void metricsCoverTheWayOfTheData() throws Exception {
        assertThat(get("/metrics").body())
                .contains(
                        "varve_client_read_bytes_total",
                        "varve_received_bytes_total",
                        "varve_stored_bytes_total",
                        "varve_deduplicated_objects_total",
                        "varve_fsync_seconds_bucket",
                        "varve_commit_seconds_bucket",
                        "varve_append_pending_bytes",
                        "varve_failures_total{code=\"disk_full\"}",
                        "varve_sessions",
                        "varve_disk_free_bytes",
                        "varve_index_bytes",
                        "varve_retention_clock_state 1.0",
                        "varve_retention_clock_millis",
                        "varve_retention_clock_gap_millis 0.0",
                        "varve_job_running{job=\"check-metadata\"}",
                        "varve_job_failures_total{job=\"check-metadata\"} 0.0",
                        "varve_job_last_success_timestamp_seconds{job=\"check-metadata\"}",
                        "varve_alarms_active",
                        "varve_notifications_lost 0.0",
                        "varve_guard_level 0.0",
                        "varve_vault_stored_bytes{vault=\"team\"} 0.0",
                        "varve_vault_quota_bytes{vault=\"team\"} 0.0",
                        "varve_vault_reserved_bytes{vault=\"team\"} 0.0",
                        "varve_guard_findings 0.0",
                        "jvm_memory_used_bytes");
    }

    @Test
    void theRetentionClockRunsFromTheFirstStart() throws Exception {
        assertThat(get("/v1/clock").body())
                .contains("\"state\":\"RUNNING\"", "\"mayExpire\":true", "\"reasons\":[]");
        assertThat(get("/health").body()).contains("\"message\":\"running\"");
    }

    @Test
    void withoutAHelperNothingIsGuardedAndItSaysSo() throws Exception {
        assertThat(get("/v1/guard").body())
                .contains("\"level\":\"NONE\"", "no helper is configured", "\"findings\":[]");
    }

    @Test
    void aJobIsShownRunAndKeptInItsHistory() throws Exception {
        assertThat(get("/v1/jobs").body())
                .contains("\"check-metadata\"", "\"cron\":\"0 2 * * *\"", "\"check-weekly\"");
        assertThat(post("/v1/jobs/check-metadata/run").statusCode()).isEqualTo(200);

        await().untilAsserted(() ->
                assertThat(get("/v1/jobs/check-metadata").body())
                        .contains(
                                "\"trigger\":\"REQUEST\"",
                                "\"outcome\":\"SUCCEEDED\"",
                                "2 vaults, 0 points: nothing found",
                                "\"running\":null"));
        assertThat(get("/metrics").body())
                .contains("varve_job_last_duration_seconds{job=\"check-metadata\"}");
        assertThat(post("/v1/jobs/check-metadata/cancel").statusCode()).isEqualTo(200);
        assertThat(post("/v1/jobs/nothing/run").statusCode()).isEqualTo(400);
    }

    @Test
    void alarmsAreListed() throws Exception {
        assertThat(get("/v1/alarms").statusCode()).isEqualTo(200);
        assertThat(get("/v1/alarms").body()).contains("\"items\":[");
    }

    @Test
    void listsArePaged() throws Exception {
        assertThat(get("/v1/vaults?limit=1").body())
                .contains("\"team\"", "\"next\":\"team\"")
                .doesNotContain("zoo");
        assertThat(get("/v1/vaults?limit=1&after=team").body())
                .contains("\"zoo\"", "\"next\":\"\"");
    }

    @Test
    void everyListOfAnEmptyVaultIsEmpty() throws Exception {
        for (String list : new String[] {"points", "chains", "sessions"}) {
            HttpResponse<String> answer = get("/v1/vaults/team/" + list);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"items\":[],\"next\":\"\"}");
        }
        assertThat(get("/v1/repository").body()).contains("\"vaults\":2");
    }

    @Test
    void failuresSayWhatTheyAre() throws Exception {
        assertThat(get("/v1/vaults/nobody").statusCode()).isEqualTo(404);
        assertThat(get("/v1/vaults/nobody").body()).contains("VAULT_UNKNOWN");
        assertThat(get("/v1/vaults/team/points/77").body()).contains("POINT_UNKNOWN");
        assertThat(get("/v1/vaults?limit=0").statusCode()).isEqualTo(400);
        assertThat(get("/v1/nothing").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(path, "Bearer " + daemon.directory().keys().adminToken());
    }

    private HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + daemon.adminAddress().getPort()
                                                + path))
                        .header("Authorization", "Bearer " + daemon.directory().keys().adminToken())
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + daemon.adminAddress().getPort() + path));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
