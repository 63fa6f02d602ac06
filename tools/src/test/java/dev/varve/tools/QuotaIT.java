package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.protocol.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vault at its quota, by the commands that people use, against a daemon of its own. */
class QuotaIT {
    private static final int MIB = 1 << 20;
    private static final int FILES = 30;

    /** Documents that the daemon writes whatever the quota says. */
    private static final int SLACK_BYTES = 64 << 10;

    @TempDir Path work = Path.of("");
    private final Random random = new Random(20_261_126);
    private Scripted varve = Scripted.inProcess(work);
    private @Nullable Process daemon;
    private String data = "";
    private String profile = "";
    private int port;

    @BeforeEach
    void serve() throws Exception {
        varve = Scripted.inProcess(work);
        data = work.resolve("data").toString();
        profile = work.resolve("profile.json").toString();
        port = Scripted.freePort();
        daemon = varve.serve(work.resolve("data"), port, Scripted.freePort());
        varve.enroll("one", data, port, profile);
    }

    @AfterEach
    void endWhatRuns() {
        varve.close();
    }

    @Test
    void aVolumeThatCannotFitIsRefusedBeforeAnythingIsSent() throws Exception {
        quota("20MiB");
        Path volume = file(work.resolve("volume.img"), 30 * MIB);

        Scripted.Outcome refused = backup(volume, "disk");

        assertThat(refused.exitCode()).isEqualTo(ErrorCode.QUOTA_EXCEEDED.exitCode());
        assertThat(refused.out())
                .contains("vault v has a quota of " + 20 * MIB, "varve vault quota v --bytes");
        assertThat(usage().get("storedBytes").asLong()).isLessThan(SLACK_BYTES);
        assertThat(usage().get("reservedBytes").asLong()).isZero();
    }

    @Test
    void aSessionThatIsStoppedInTheMiddleGoesOnWhereItWasOnceTheQuotaIsRaised() throws Exception {
        Path tree = tree("tree");
        quota("20MiB");

        Scripted.Outcome stopped = backup(tree, "files");

        assertThat(stopped.exitCode()).isEqualTo(ErrorCode.QUOTA_EXCEEDED.exitCode());
        assertThat(stopped.out()).contains("vault v has a quota of");
        long stored = usage().get("storedBytes").asLong();
        assertThat(stored).isBetween(10L * MIB, 20L * MIB + SLACK_BYTES);
        assertThat(varve.terminate(Objects.requireNonNull(daemon))).isZero();
        daemon = varve.serve(work.resolve("data"), port, Scripted.freePort());
        assertThat(usage().get("quotaBytes").asLong()).isEqualTo(20 * MIB);
        assertThat(usage().get("storedBytes").asLong()).isEqualTo(stored);
        assertThat(backup(tree, "files").exitCode()).isEqualTo(ErrorCode.QUOTA_EXCEEDED.exitCode());

        quota("100MiB");
        JsonNode done =
                varve.json(
                        "backup",
                        tree.toString(),
                        "--profile",
                        profile,
                        "--chain",
                        "files",
                        "--json");

        assertThat(done.get("sentBytes").asLong()).isLessThan((long) FILES * MIB - stored / 2);
        assertThat(usage().get("storedBytes").asLong()).isLessThan((FILES + 2L) * MIB);
        assertRestoresEqual(tree, "files");
        assertThat(usage().get("chains")).isEmpty();
        JsonNode chain =
                varve.json("vault", "show", "v", "--measure", "--data", data, "--json")
                        .get("chains")
                        .get(0);
        assertThat(chain.get("chain").asText()).isEqualTo("files");
        assertThat(chain.get("storedBytes").asLong()).isGreaterThan((FILES - 1L) * MIB);
        assertThat(chain.get("runs").asLong()).isPositive();
        assertThat(varve.json("audit", data, "--json").get("whole").asBoolean()).isTrue();
    }

    @Test
    void twoSessionsAtOnceStayWithinItTogether() throws Exception {
        Path one = tree("one");
        Path two = tree("two");
        quota("40MiB");

        CompletableFuture<Scripted.Outcome> first = inBackground(one, "one");
        CompletableFuture<Scripted.Outcome> second = inBackground(two, "two");

        assertThat(Math.max(first.get().exitCode(), second.get().exitCode()))
                .isEqualTo(ErrorCode.QUOTA_EXCEEDED.exitCode());
        assertThat(usage().get("storedBytes").asLong()).isLessThan(40L * MIB + SLACK_BYTES);
        varve.json("vault", "quota", "v", "--none", "--data", data, "--json");
        assertThat(backup(one, "one").exitCode()).isZero();
        assertThat(backup(two, "two").exitCode()).isZero();
        assertRestoresEqual(one, "one");
        assertRestoresEqual(two, "two");
    }

    private CompletableFuture<Scripted.Outcome> inBackground(Path source, String chain) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return backup(source, chain);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void quota(String size) throws IOException, InterruptedException {
        varve.json("vault", "quota", "v", "--bytes", size, "--data", data, "--json");
    }

    private JsonNode usage() throws IOException, InterruptedException {
        return varve.json("vault", "show", "v", "--data", data, "--json");
    }

    private Scripted.Outcome backup(Path source, String chain)
            throws IOException, InterruptedException {
        return varve.run(
                "backup", source.toString(), "--profile", profile, "--chain", chain, "--json");
    }

    private void assertRestoresEqual(Path tree, String chain)
            throws IOException, InterruptedException {
        Path again = work.resolve("again-" + chain);
        varve.json("restore", "latest:" + chain, again.toString(), "--profile", profile, "--json");
        for (int i = 0; i < FILES; i++) {
            assertThat(Files.mismatch(tree.resolve("f" + i), again.resolve("f" + i))).isEqualTo(-1);
        }
    }

    private Path tree(String name) throws IOException {
        Path tree = Files.createDirectory(work.resolve(name));
        for (int i = 0; i < FILES; i++) {
            file(tree.resolve("f" + i), MIB);
        }
        return tree;
    }

    private Path file(Path file, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        return Files.write(file, content);
    }
}
