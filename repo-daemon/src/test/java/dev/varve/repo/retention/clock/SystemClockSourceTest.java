package dev.varve.repo.retention.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clocks of the machine under test: as they are, and bent where that is permitted. */
class SystemClockSourceTest {
    private static final long SECONDS_TO_LIVE = 60;

    @Test
    void theClocksAreReadAndNeverGoBack() throws IOException {
        SystemClockSource source = new SystemClockSource();
        ClockInstants before = source.read().at();
        for (int i = 0; i < 100; i++) {
            ClockInstants now = source.read().at();
            Interval interval = new Interval(before, now);
            assertThat(interval.regressed()).isFalse();
            assertThat(now.bootNanos()).isGreaterThanOrEqualTo(now.monoNanos());
            before = now;
        }
        assertThat(before.realMillis())
                .isBetween(
                        System.currentTimeMillis() - 60_000, System.currentTimeMillis() + 60_000);
    }

    @Test
    void aClockOnTheMachinesOwnFilesGoesOnAfterARestart(@TempDir Path folder) throws IOException {
        // Not suspect: else this machine bends its clocks already.
        assumeTrue(!bent(new SystemClockSource().read()), "the clocks of this process are bent");
        ClockStatus before = open(folder, new SystemClockSource()).status();

        RetentionClock again = open(folder, new SystemClockSource());
        again.tick();

        assertThat(again.status().state()).isEqualTo(ClockState.Name.RUNNING);
        assertThat(again.status().rcMillis())
                .isBetween(before.rcMillis(), before.rcMillis() + 60_000);
        assertThat(again.status().gapMillis()).isZero();
    }

    private static boolean bent(ClockReading reading) {
        return reading.preloaded() || reading.timeShifted();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "monotonic 1 0\nboottime 0 0",
                "monotonic 0 0\nboottime 0 -5",
                "monotonic -3 0",
                "something else"
            })
    void anyOffsetOfATimeNamespaceIsSeen(String offsets) {
        assertThat(SystemClockSource.anyOffset(offsets)).isTrue();
    }

    @Test
    void zeroOffsetsAreNone() {
        assertThat(
                        SystemClockSource.anyOffset(
                                "monotonic           0         0\nboottime            0         0"))
                .isFalse();
    }

    @Test
    void aProcessInATimeNamespaceKnowsIt(@TempDir Path folder) throws Exception {
        List<String> unshare =
                List.of("unshare", "-T", "--boottime", "86400", "--monotonic", "86400");
        assumeTrue(permitted(unshare), "unshare -T is not permitted or not installed here");

        ClockReading plain = new SystemClockSource().read();
        ClockStatus before = open(folder, new SystemClockSource()).status();
        String bent = child(folder, unshare, Map.of());

        assertThat(bent).contains("timeShifted=true").contains("preloaded=false");
        assertThat(bent).contains("bootId=" + plain.at().bootId());
        assertThat(bent).doesNotContain("timeNamespace=" + plain.at().timeNamespace());
        assertThat(bent).contains("state=SUSPECT").contains("doubts=[TIME_NAMESPACE]");
        assertThat(bent).contains("rcMillis=" + before.rcMillis());
        assertThat(open(folder, new SystemClockSource()).status().mayExpire()).isFalse();
    }

    @Test
    void faketimeIsSeenAsAPreload(@TempDir Path folder) throws Exception {
        Path library = faketime();
        assumeTrue(Files.exists(library), "libfaketime is not installed here");

        String bent =
                child(
                        folder,
                        List.of(),
                        Map.of("LD_PRELOAD", library.toString(), "FAKETIME", "+10y x5"));

        assertThat(bent).contains("preloaded=true").contains("state=SUSPECT");
    }

    @Test
    void anyPreloadIsSeen(@TempDir Path folder) throws Exception {
        // The loader says that it cannot be found, and goes on: the clock cannot know which.
        String bent =
                child(folder, List.of(), Map.of("LD_PRELOAD", folder.resolve("no.so").toString()));

        assertThat(bent).contains("preloaded=true").contains("doubts=[PRELOAD]");
    }

    private static boolean permitted(List<String> command) throws InterruptedException {
        List<String> probe = new ArrayList<>(command);
        probe.add("true");
        try {
            Process process =
                    new ProcessBuilder(probe)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    private static Path faketime() throws IOException {
        for (Path root : List.of(Path.of("/usr/lib"), Path.of("/usr/local/lib"))) {
            if (!Files.isDirectory(root)) {
                continue;
            }
            try (Stream<Path> files = Files.find(root, 4, (file, _) -> isFaketime(file))) {
                Path found = files.findFirst().orElse(null);
                if (found != null) {
                    return found;
                }
            }
        }
        return Path.of("/no/libfaketime.so.1");
    }

    private static boolean isFaketime(Path file) {
        return file.endsWith("libfaketime.so.1");
    }

    /** What a process of its own reads, started through {@code wrapper}. */
    private static String child(Path folder, List<String> wrapper, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                Arrays.asList(
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Objects.requireNonNull(System.getProperty("java.class.path")),
                        Child.class.getName(),
                        folder.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(SECONDS_TO_LIVE, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    /** The process: goes on with the clock of the folder that it is given. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            SystemClockSource source = new SystemClockSource();
            System.out.println(source.read());
            System.out.println(open(Path.of(arguments[0]), source).status());
        }
    }

    private static RetentionClock open(Path folder, ClockSource source) throws IOException {
        return RetentionClock.open(
                RetentionClock.slots(folder), ClockKit.HOUSE, ClockKit.REPOSITORY, source);
    }
}
