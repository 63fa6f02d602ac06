package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.repo.daemon.OfflineRepository;
import dev.varve.repo.retention.clock.ClockState;
import dev.varve.repo.retention.clock.ClockStatus;
import dev.varve.repo.retention.clock.Doubt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real daemon whose clocks are turned: no lock ends early, and the clock says what it thinks of
 * it. docs/formats/clock.md has the matrix.
 */
@Isolated("it turns the clock of the machine")
class ClockMatrixIT {
    private static final int LOCKED = ErrorCode.RETENTION_LOCKED.exitCode();
    private static final int CONTENT_BYTES = 100_000;
    private static final Duration TEN_YEARS = Duration.ofDays(3652);

    /** Of adjtimex(2): a tenth faster, the most that the kernel lets it be steered. */
    private static final long FASTEST_TICK_MICROS = 11_000;

    /** The clock ticks every 10 s; the wall clock of this machine is wrong for no longer. */
    private static final Duration ALMOST_A_TICK = Duration.ofMillis(9_700);

    private static final Duration MOST_WRONG = Duration.ofMillis(1_500);
    private static final int MOST_TRIES = 3;

    /** The wall clock may be off by so much without a doubt. */
    private static final long MOST_STEP_SECONDS = 300;

    @TempDir static Path made = Path.of("");
    private static String point = "";

    /** Before the daemon that made the point ended, by nanoTime. */
    private static long madeNanos;

    @TempDir Path work = Path.of("");
    private Scripted varve = new Scripted(work);
    private Path data = Path.of("");

    @BeforeAll
    static void aPointIsLockedForAnHour() throws Exception {
        try (Scripted maker = new Scripted(made)) {
            String there = made.resolve("data").toString();
            String profile = made.resolve("profile.json").toString();
            int port = Scripted.freePort();
            Process daemon = maker.serve(made.resolve("data"), port, Scripted.freePort());
            maker.enroll("one", there, port, profile);
            var _ =
                    maker.json(
                            ("policy set --keep-last 1 --lock compliance --lock-for 1h --vault v"
                                            + " --json --data "
                                            + there)
                                    .split(" ", -1));
            byte[] content = new byte[CONTENT_BYTES];
            new Random(1).nextBytes(content);
            Path source = Files.write(made.resolve("source.img"), content);
            point =
                    maker.json(
                                    "backup",
                                    source.toString(),
                                    "--profile",
                                    profile,
                                    "--chain",
                                    "a",
                                    "--json")
                            .get("point")
                            .asText();
            madeNanos = System.nanoTime();
            maker.terminate(daemon);
        }
    }

    @AfterAll
    static void nothingIsLeftTurned() {
        // Each test puts right what it turned; a machine left wrong would fail other tests first.
        assertThat(Math.abs(System.currentTimeMillis() - fileMillis())).isLessThan(3_600_000);
    }

    private static long fileMillis() {
        try {
            return Files.getLastModifiedTime(made.resolve("source.img")).toMillis();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void aCopyOfTheRepository() throws IOException {
        varve = new Scripted(work);
        data = work.resolve("data");
        copy(made.resolve("data"), data);
    }

    @AfterEach
    void endWhatRuns() {
        varve.close();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private void serve(String... starter) throws IOException {
        varve.serveBy(Arrays.asList(starter), data, Scripted.freePort(), Scripted.freePort());
    }

    private ClockStatus clock() throws IOException {
        return OfflineRepository.clock(data);
    }

    /** By the command, and whatever the clock shows, no later than it truly is. */
    private void assertThePointStays() throws Exception {
        Scripted.Outcome outcome =
                varve.run("points", "delete", point, "--data", data.toString(), "--vault", "v");
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(LOCKED);
        assertThat(outcome.err() + outcome.out()).contains("compliance");
        long shownMillis =
                clock().rcMillis() - OfflineRepository.clock(made.resolve("data")).rcMillis();
        long trueMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - madeNanos);
        assertThat(shownMillis).isBetween(0L, trueMillis);
    }

    private void assertClock(ClockState.Name state, Doubt... doubts) throws IOException {
        assertThat(clock().state()).isEqualTo(state);
        assertThat(clock().doubts()).containsExactlyInAnyOrder(doubts);
    }

    private static void assumePermitted(String why, String... starter) throws Exception {
        List<String> probe = new ArrayList<>(Arrays.asList(starter));
        probe.add("true");
        int exitCode;
        try {
            exitCode =
                    new ProcessBuilder(probe)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
        } catch (IOException notInstalled) {
            exitCode = -1;
        }
        assumeTrue(exitCode == 0, why);
    }

    @Test
    void aRestartCreditsWhatPassedAndRuns() throws Exception {
        serve();
        assertThePointStays();
        assertClock(ClockState.Name.RUNNING);
        assertThat(clock().gapMillis()).isZero();
    }

    @Test
    void anotherBootCreditsNothingAndIsSuspectWhenTheWallClockHasNoRoomForIt() throws Exception {
        Path bootId =
                Files.writeString(work.resolve("boot"), "01234567-89ab-cdef-0123-456789abcdef\n");
        String[] rebooted = {
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount --bind \"$0\" /proc/sys/kernel/random/boot_id && exec \"$@\"",
            bootId.toString()
        };
        assumePermitted("no mount namespace is permitted here, for another boot id", rebooted);
        long rcMillis = clock().rcMillis();
        long startNanos = System.nanoTime();

        serve(rebooted);

        assertThePointStays();
        // The machine is up for longer than the record is old: the wall clock must have been set.
        if (upSeconds()
                > MOST_STEP_SECONDS
                        + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - madeNanos)) {
            assertClock(ClockState.Name.SUSPECT, Doubt.WALL_STEP);
        }
        assertThat(clock().gapMillis()).isPositive();
        assertThat(clock().rcMillis() - rcMillis)
                .isLessThanOrEqualTo(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
    }

    /**
     * The monotonic clock is bent, too: where it is excluded, libfaketime lets timed waits of the
     * JVM return at once, and the daemon does not get ready.
     */
    @ParameterizedTest
    @ValueSource(strings = {"+10y", "-10y"})
    void underFaketimeTheClockIsSuspect(String offset) throws Exception {
        String[] faketime = {
            "sh",
            "-c",
            "LD_PRELOAD=$(ls /usr/lib/*/faketime/libfaketimeMT.so.1) || exit 1;"
                    + " FAKETIME=$0; export LD_PRELOAD FAKETIME; exec \"$@\"",
            offset
        };
        assumePermitted("libfaketime is not installed here", faketime);
        serve(faketime);
        assertThePointStays();
        assertThat(clock().state()).isEqualTo(ClockState.Name.SUSPECT);
        assertThat(clock().doubts()).contains(Doubt.PRELOAD);
    }

    private static double upSeconds() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0]);
    }

    @Test
    void inATimeNamespaceTheClockIsSuspect() throws Exception {
        String tenYears = String.valueOf(TEN_YEARS.toSeconds());
        String[] namespace = {"unshare", "-T", "--boottime", tenYears, "--monotonic", tenYears};
        assumePermitted("unshare -T is not permitted or not installed here", namespace);
        serve(namespace);
        assertThePointStays();
        assertClock(ClockState.Name.SUSPECT, Doubt.TIME_NAMESPACE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void aWallClockThatIsSetMakesTheClockSuspect(long direction) throws Exception {
        assumeTrue(KernelClock.isPermitted(), "the clocks of this machine may not be set here");
        serve();
        try (FileChanges ticks = new FileChanges(data.resolve("clock"))) {
            for (int i = 0; i < MOST_TRIES && clock().doubts().isEmpty(); i++) {
                assertThat(
                                duringATick(
                                        ticks,
                                        () ->
                                                KernelClock.stepWall(
                                                        TEN_YEARS.multipliedBy(direction)),
                                        MOST_WRONG))
                        .isLessThan(Duration.ofSeconds(2));
            }
        }
        assertThePointStays();
        assertClock(ClockState.Name.SUSPECT, Doubt.WALL_STEP);
    }

    @Test
    void aKernelThatIsSteeredMakesTheClockSuspect() throws Exception {
        assumeTrue(KernelClock.isPermitted(), "the clocks of this machine may not be set here");
        serve();
        try (FileChanges ticks = new FileChanges(data.resolve("clock"))) {
            Duration twoTicks = MOST_WRONG.plusSeconds(10);
            for (int i = 0; i < MOST_TRIES && clock().doubts().isEmpty(); i++) {
                duringATick(
                        ticks,
                        () -> {
                            KernelClock.Turned turned = KernelClock.steer(FASTEST_TICK_MICROS);
                            // The first tick ends an interval that was steered in part only.
                            ticks.await(MOST_WRONG);
                            return turned;
                        },
                        twoTicks);
            }
        }
        assertThePointStays();
        assertClock(ClockState.Name.SUSPECT, Doubt.SOURCES_DIVERGE);
    }

    /** Turns shortly before the clock ticks, and back once it ticked; gives how long it was so. */
    private static Duration duringATick(
            FileChanges ticks, Supplier<KernelClock.Turned> turn, Duration most) {
        assertThat(ticks.await(Duration.ofSeconds(15))).as("the clock ticks").isTrue();
        ticks.await(ALMOST_A_TICK);
        long startNanos = System.nanoTime();
        try (KernelClock.Turned _ = turn.get()) {
            ticks.await(most);
        }
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    @Test
    void aLedgerThatWasPutBackFreezesTheClock() throws Exception {
        Path earlier = work.resolve("earlier");
        copy(data.resolve("ledger"), earlier);
        Process daemon = varve.serve(data, Scripted.freePort(), Scripted.freePort());
        varve.terminate(daemon);
        try (Stream<Path> files = Files.list(earlier)) {
            for (Path file : files.toList()) {
                Files.write(
                        data.resolve("ledger").resolve(file.getFileName()),
                        Files.readAllBytes(file));
            }
        }

        serve();

        // Its refusal cannot be entered, so that it is of another kind.
        Scripted.Outcome outcome =
                varve.run("points", "delete", point, "--data", data.toString(), "--vault", "v");
        assertThat(outcome.exitCode()).isEqualTo(ErrorCode.DAMAGED.exitCode());
        assertClock(ClockState.Name.FROZEN, Doubt.LEDGER_BEHIND);
    }

    @Test
    void aClockThatWasPutBackAloneStillTellsNoLaterTimeThanItIs() throws Exception {
        Process daemon = varve.serve(data, Scripted.freePort(), Scripted.freePort());
        varve.terminate(daemon);
        Files.write(data.resolve("clock"), Files.readAllBytes(made.resolve("data/clock")));
        serve();
        assertThePointStays();
        assertClock(ClockState.Name.RUNNING);
    }
}
