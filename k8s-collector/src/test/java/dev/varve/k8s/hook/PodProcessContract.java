package dev.varve.k8s.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.k8s.cluster.PodProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What hooks rely on in a {@link PodProcess}. Subclassed by each implementation: one that runs
 * commands in a container of a real cluster only has to say how to {@link #start} one.
 */
public abstract class PodProcessContract {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Starts a command in a container that has a POSIX shell. */
    protected abstract PodProcess start(List<String> command) throws Exception;

    @Test
    void itsOutputAndItsErrorsComeApartAndWhole() throws Exception {
        try (PodProcess process = start(shell("printf 'a\\nb'; printf 'c' >&2"))) {
            assertThat(text(process.output().readAllBytes())).isEqualTo("a\nb");
            assertThat(text(process.errors().readAllBytes())).isEqualTo("c");
            assertThat(process.await(SOON)).hasValue(0);
        }
    }

    @Test
    void itsExitCodeComesThrough() throws Exception {
        try (PodProcess process = start(shell("exit 37"))) {
            assertThat(process.await(SOON)).hasValue(37);
        }
    }

    @Test
    void itHearsALineWhileItRuns() throws Exception {
        try (PodProcess process = start(shell("read -r word; echo \"heard $word\""))) {
            process.input().write("resume\n".getBytes(StandardCharsets.UTF_8));
            process.input().flush();

            assertThat(text(process.output().readAllBytes())).isEqualTo("heard resume\n");
            assertThat(process.await(SOON)).hasValue(0);
        }
    }

    @Test
    void whatItSaysComesBeforeItEnds() throws Exception {
        try (PodProcess process = start(shell("echo frozen; read -r word"))) {
            assertThat(text(process.output().readNBytes(7))).isEqualTo("frozen\n");
            assertThat(process.await(Duration.ofMillis(200))).isEmpty();
        }
    }

    @Test
    void waitingForItEndsWithItsLimit() throws Exception {
        try (PodProcess process = start(shell("sleep 3"))) {
            assertThat(process.await(Duration.ofMillis(200))).isEmpty();
            assertThat(process.await(SOON)).hasValue(0);
        }
    }

    @Test
    void aLostConnectionEndsItsStandardInput() throws Exception {
        String mark = "/tmp/varve-contract-" + System.nanoTime();
        try (PodProcess process = start(shell("cat >/dev/null; echo end >" + mark))) {
            assertThat(process.await(Duration.ofMillis(200))).isEmpty();
        }
        try (PodProcess process =
                start(
                        shell(
                                "i=0; while [ $i -lt 100 ] && [ ! -e "
                                        + mark
                                        + " ]; do sleep 0.1; i=$((i+1)); done; cat "
                                        + mark
                                        + "; rm -f "
                                        + mark))) {
            assertThat(text(process.output().readAllBytes())).isEqualTo("end\n");
        }
    }

    @Test
    void argumentsComeThroughAsTheyAre() throws Exception {
        String odd = "a 'b' \"c\" $d `e` \\f\nüñ";
        try (PodProcess process = start(List.of("sh", "-c", "printf %s \"$1\"", "x", odd))) {
            assertThat(text(process.output().readAllBytes())).isEqualTo(odd);
        }
    }

    @Test
    void aMegabyteComesThroughWhole() throws Exception {
        try (PodProcess process = start(shell("head -c 1048576 /dev/zero"))) {
            assertThat(process.output().readAllBytes()).hasSize(1 << 20);
            assertThat(process.await(SOON)).hasValue(0);
        }
    }

    private static List<String> shell(String script) {
        return List.of("sh", "-c", script);
    }

    private static String text(byte[] bytes) throws IOException {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
