package dev.varve.k8s.changed;

import static dev.varve.k8s.changed.PlayedMetadataService.well;
import static dev.varve.k8s.changed.message.BlockMetadataType.FIXED_LENGTH;
import static dev.varve.k8s.changed.message.BlockMetadataType.UNKNOWN;
import static dev.varve.k8s.changed.message.BlockMetadataType.VARIABLE_LENGTH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.ingest.block.BlockSet;
import dev.varve.ingest.block.ChangeTracker.Answer;
import dev.varve.ingest.block.ChangeTracker.Question;
import dev.varve.ingest.block.Extent;
import dev.varve.k8s.changed.PlayedMetadataService.Asked;
import dev.varve.k8s.changed.PlayedMetadataService.Told;
import dev.varve.k8s.changed.message.BlockMetadataType;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.model.Id;
import io.grpc.Status;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A real client against a played service, by gRPC over TLS. */
class SnapshotTrackerTest {
    private static final int BLOCK = 4096;
    private static final long SIZE = 4096L * BLOCK;
    private static final Id ROOT = new Id(1, 2, 3, 4);
    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), 3, 100);
    private static final SnapshotTracker.Bases FOUND =
            (question, root, handles) -> Optional.of(handles.getFirst());

    /** Tells of nobody's repository: the bases of these tests ask none. */
    private static final RepositoryClient NOBODY =
            (RepositoryClient)
                    Proxy.newProxyInstance(
                            RepositoryClient.class.getClassLoader(),
                            new Class<?>[] {RepositoryClient.class},
                            (proxy, method, arguments) -> {
                                throw new UnsupportedOperationException(method.getName());
                            });

    @TempDir Path folder = Path.of("");
    private PlayedMetadataService service;
    private Path token = Path.of("");

    @BeforeEach
    void listen() throws Exception {
        service = new PlayedMetadataService();
        token = Files.writeString(folder.resolve("token"), PlayedMetadataService.TOKEN + "\n");
    }

    @AfterEach
    void end() {
        service.close();
    }

    @Test
    void anIncrementAsksWhatChangedSinceTheSnapshotOfItsBase() throws Exception {
        service.behave(well(VARIABLE_LENGTH, SIZE, ranges(0, 1, BLOCK * 7L - 1, 2), 1));
        SnapshotTracker tracker = tracker();

        Answer answer = tracker.ask(question(Optional.of(ROOT)));

        assertThat(blocks(((Answer.Changed) answer).blocks())).containsExactly(0, 6, 7);
        assertThat(service.asked().getFirst())
                .isEqualTo(new Asked("movers", "staged", "before", 0, 100));
        assertThat(tracker.how())
                .isEqualTo("3 of 4096 blocks may have changed since snapshot before");
    }

    @Test
    void aFirstImageAsksWhatIsAllocated() throws Exception {
        service.behave(well(FIXED_LENGTH, SIZE, ranges(BLOCK, BLOCK), 10));
        SnapshotTracker tracker = tracker();

        Answer answer = tracker.ask(question(Optional.empty()));

        assertThat(blocks(((Answer.Data) answer).blocks())).containsExactly(1);
        assertThat(service.asked().getFirst().base()).isEmpty();
        assertThat(tracker.how()).contains("no image to build on", "1 of 4096 blocks");
    }

    @Test
    void withoutASnapshotOfTheBaseNoDifferenceIsAskedFor() throws Exception {
        service.behave(well(VARIABLE_LENGTH, SIZE, List.of(), 1));
        SnapshotTracker tracker = tracker((question, root, handles) -> Optional.empty(), "before");

        Answer unknown = tracker.ask(question(Optional.of(ROOT)));
        Answer itself = tracker(FOUND, "now").ask(question(Optional.of(ROOT)));

        assertThat(unknown).isInstanceOf(Answer.Data.class);
        assertThat(itself).isInstanceOf(Answer.Data.class);
        assertThat(service.asked()).allMatch(each -> each.base().isEmpty());
        assertThat(tracker.how()).contains("no snapshot stands");
    }

    @Test
    void aVolumeWithoutChangesHasNoneWhenTheServiceSaysSo() throws Exception {
        service.behave(well(VARIABLE_LENGTH, SIZE, List.of(), 1));

        Answer answer = tracker().ask(question(Optional.of(ROOT)));

        assertThat(((Answer.Changed) answer).blocks().count()).isZero();
    }

    @Test
    void aCutStreamIsGoneOnWithWhereItsLastRangeEnded() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Function<Asked, PlayedMetadataService.Answer> whole =
                well(VARIABLE_LENGTH, SIZE, ranges(0, 10_000, 20_000, 10, 40_000, 1), 1);
        service.behave(question ->
                calls.incrementAndGet() < 3
                        ? cut(whole.apply(question), 1, Status.UNAVAILABLE)
                        : whole.apply(question));

        Answer answer = tracker().ask(question(Optional.of(ROOT)));

        assertThat(blocks(((Answer.Changed) answer).blocks())).containsExactly(0, 1, 2, 4, 9);
        assertThat(service.asked().stream().map(Asked::startingOffset))
                .containsExactly(0L, 10_000L, 20_010L, 40_001L);
    }

    @Test
    void aStreamThatEndsWellAndTooEarlyIsFoundOut() throws Exception {
        Function<Asked, PlayedMetadataService.Answer> whole =
                well(VARIABLE_LENGTH, SIZE, ranges(0, 1, 8192, 1, 20_000, 1), 1);
        service.behave(question -> cut(whole.apply(question), 1, Status.OK));

        Answer answer = tracker().ask(question(Optional.of(ROOT)));

        assertThat(blocks(((Answer.Changed) answer).blocks())).containsExactly(0, 2, 4);
    }

    @Test
    void aServiceThatIsAlwaysCutIsGivenUpAfterItsAttempts() throws Exception {
        service.behave(question -> new PlayedMetadataService.Answer(List.of(), Status.UNAVAILABLE));
        SnapshotTracker tracker = tracker();

        assertThat(tracker.ask(question(Optional.of(ROOT)))).isInstanceOf(Answer.Everything.class);
        assertThat(service.asked()).hasSize(LIMITS.attempts());
        assertThat(tracker.how()).startsWith("read in full").contains("UNAVAILABLE");
    }

    @Test
    void aServiceThatNeverEndsIsGivenUpAtItsLimit() throws Exception {
        service.behave(question -> new PlayedMetadataService.Answer(List.of(), null));
        SnapshotTracker tracker =
                new SnapshotTracker(
                        source(service.caCert(), service.address(), "before"),
                        FOUND,
                        token,
                        new Limits(Duration.ofMillis(200), Duration.ofMillis(300), 9, 100));

        assertThat(tracker.ask(question(Optional.of(ROOT)))).isInstanceOf(Answer.Everything.class);
        assertThat(tracker.how()).contains("DEADLINE_EXCEEDED");
    }

    static Stream<Arguments> doubtfulAnswers() {
        return Stream.of(
                doubt("another capacity", told(VARIABLE_LENGTH, SIZE - 1, 0, 1)),
                doubt("a capacity of nothing", told(VARIABLE_LENGTH, 0)),
                doubt("no type", told(UNKNOWN, SIZE, 0, 1)),
                doubt("beyond the end", told(VARIABLE_LENGTH, SIZE, SIZE - 1, 2)),
                doubt("out of order", told(VARIABLE_LENGTH, SIZE, 8192, 1, 0, 1)),
                doubt("overlapping", told(VARIABLE_LENGTH, SIZE, 0, 4096, 4095, 1)),
                doubt("no length", told(VARIABLE_LENGTH, SIZE, 0, 0)),
                doubt("not of one size", told(FIXED_LENGTH, SIZE, 0, 512, 512, 1024)),
                Arguments.of("nothing at all", List.of(), Status.OK),
                Arguments.of("refused", List.of(), Status.PERMISSION_DENIED),
                Arguments.of("no such base", List.of(), Status.NOT_FOUND),
                Arguments.of("not built", List.of(), Status.UNIMPLEMENTED),
                Arguments.of(
                        "fails behind some ranges",
                        List.of(told(VARIABLE_LENGTH, SIZE, 0, 1)),
                        Status.INVALID_ARGUMENT),
                Arguments.of(
                        "two types",
                        List.of(
                                told(VARIABLE_LENGTH, SIZE, 0, 1),
                                told(FIXED_LENGTH, SIZE, 4096, 1)),
                        Status.OK),
                Arguments.of(
                        "a message too large",
                        List.of(new Told(VARIABLE_LENGTH, SIZE, everyByte(2_000_000))),
                        Status.OK));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doubtfulAnswers")
    void anAnswerInDoubtIsAFullReadWithItsReason(String name, List<Told> told, Status end)
            throws Exception {
        service.behave(question -> new PlayedMetadataService.Answer(told, end));
        SnapshotTracker tracker = tracker();

        Answer changed = tracker.ask(question(Optional.of(ROOT)));
        Answer allocated = tracker.ask(question(Optional.empty()));

        assertThat(List.of(changed, allocated))
                .as(name)
                .hasOnlyElementsOfType(Answer.Everything.class);
        assertThat(tracker.how())
                .startsWith("read in full: the snapshot metadata service localhost:")
                .hasSizeLessThan(400)
                .doesNotContain(PlayedMetadataService.TOKEN);
    }

    @Test
    void aServiceThatIsNotTheOnePublishedGetsNoToken() throws Exception {
        service.behave(well(VARIABLE_LENGTH, SIZE, List.of(), 1));
        try (PlayedMetadataService stranger = new PlayedMetadataService("elsewhere.example")) {
            stranger.behave(well(VARIABLE_LENGTH, SIZE, List.of(), 1));
            for (MetadataSource source :
                    List.of(
                            source(stranger.caCert(), service.address(), "before"),
                            source(service.caCert(), stranger.address(), "before"),
                            source(stranger.caCert(), stranger.address(), "before"),
                            source("no certificate", service.address(), "before"),
                            source(service.caCert(), "localhost:1", "before"),
                            source(service.caCert(), "localhost:many", "before"),
                            source(service.caCert(), "nowhere", "before"))) {
                SnapshotTracker tracker = new SnapshotTracker(source, FOUND, token, LIMITS);

                assertThat(tracker.ask(question(Optional.of(ROOT))))
                        .as(source.address())
                        .isInstanceOf(Answer.Everything.class);
                assertThat(tracker.how()).startsWith("read in full");
            }
            assertThat(stranger.asked()).isEmpty();
        }
        assertThat(service.asked()).isEmpty();
    }

    @Test
    void aTokenThatIsWrongOrMissingIsAFullRead() throws Exception {
        service.behave(well(VARIABLE_LENGTH, SIZE, List.of(), 1));
        Path wrong = Files.writeString(folder.resolve("wrong"), "of another audience");
        for (Path file : List.of(wrong, folder.resolve("missing"))) {
            SnapshotTracker tracker =
                    new SnapshotTracker(
                            source(service.caCert(), service.address(), "before"),
                            FOUND,
                            file,
                            LIMITS);

            assertThat(tracker.ask(question(Optional.of(ROOT))))
                    .isInstanceOf(Answer.Everything.class);
            assertThat(tracker.how()).containsAnyOf("UNAUTHENTICATED", "cannot be found out");
        }
        assertThat(service.asked()).isEmpty();
    }

    @Test
    void nothingIsAskedWhereTheCollectorSaidWhyNot() throws Exception {
        SnapshotTracker tracker =
                new SnapshotTracker(
                        MetadataSource.unasked("now", "the cluster serves none"),
                        FOUND,
                        token,
                        LIMITS);

        assertThat(tracker.ask(question(Optional.of(ROOT)))).isInstanceOf(Answer.Everything.class);
        assertThat(tracker.how()).isEqualTo("read in full: the cluster serves none");
        assertThat(tracker.note("c")).isEqualTo("volume of c, read from snapshot now");
    }

    @Test
    void aRepositoryThatCannotSayWhatTheBaseIsMeansAFullRead() throws Exception {
        SnapshotTracker tracker =
                tracker(
                        (question, root, handles) -> {
                            throw new IOException("the connection is lost");
                        },
                        "before");

        assertThat(tracker.ask(question(Optional.of(ROOT)))).isInstanceOf(Answer.Everything.class);
        assertThat(tracker.how()).contains("the connection is lost");
    }

    @Test
    void aMillionRangesAreFoldedAsTheyCome() throws Exception {
        long size = 2_000_000L * BLOCK;
        List<Extent> ranges = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            ranges.add(new Extent(2L * i * BLOCK, BLOCK));
        }
        service.behave(well(FIXED_LENGTH, size, ranges, 10_000));

        Answer answer = tracker().ask(new Question(NOBODY, Optional.of(ROOT), size, BLOCK));

        assertThat(((Answer.Changed) answer).blocks().count()).isEqualTo(1_000_000);
    }

    @RepeatedTest(15)
    void howeverStreamsAreCutEveryChangedBlockIsFound(RepetitionInfo repetition) throws Exception {
        long seed = 4700L + repetition.getCurrentRepetition();
        Random random = new Random(seed);
        List<Extent> ranges = new ArrayList<>();
        for (long at = random.nextLong(99_999); at < SIZE; at += random.nextLong(200_000)) {
            long length = Math.min(SIZE - at, 1 + random.nextLong(50_000));
            ranges.add(new Extent(at, length));
            at += length;
        }
        Function<Asked, PlayedMetadataService.Answer> whole =
                well(VARIABLE_LENGTH, SIZE, ranges, 1 + random.nextInt(9));
        List<Status> ends = List.of(Status.OK, Status.UNAVAILABLE, Status.INTERNAL, Status.ABORTED);
        service.behave(question -> {
            PlayedMetadataService.Answer answer = whole.apply(question);
            int most = 1 + random.nextInt(answer.told().size());
            return cut(answer, most, ends.get(random.nextInt(ends.size())));
        });
        BlockSet expected = new BlockSet(SIZE, BLOCK);
        ranges.forEach(expected::add);
        SnapshotTracker tracker = tracker();

        Answer answer = tracker.ask(question(Optional.of(ROOT)));

        // What nobody cut well may be given up; what is believed has it all.
        if (answer instanceof Answer.Changed changed) {
            assertThat(blocks(changed.blocks())).as("seed %d", seed).isEqualTo(blocks(expected));
        } else {
            assertThat(tracker.how()).as("seed %d", seed).startsWith("read in full");
        }
    }

    private SnapshotTracker tracker() {
        return tracker(FOUND, "before");
    }

    private SnapshotTracker tracker(SnapshotTracker.Bases bases, String standing) {
        return new SnapshotTracker(
                source(service.caCert(), service.address(), standing), bases, token, LIMITS);
    }

    private static MetadataSource source(String caCert, String address, String standing) {
        MetadataSource source =
                new MetadataSource(
                        "now", "", address, caCert, "movers", "staged", List.of(standing));
        assertThat(MetadataSource.parse(source.toJson())).isEqualTo(source);
        return source;
    }

    private static Question question(Optional<Id> baseRoot) {
        return new Question(NOBODY, baseRoot, SIZE, BLOCK);
    }

    /** The first messages, then this end. */
    private static PlayedMetadataService.Answer cut(
            PlayedMetadataService.Answer whole, int most, Status end) {
        return new PlayedMetadataService.Answer(
                whole.told().subList(0, Math.min(most, whole.told().size())), end);
    }

    private static Arguments doubt(String name, Told told) {
        return Arguments.of(name, List.of(told), Status.OK);
    }

    private static Told told(BlockMetadataType type, long capacity, long... offsetsAndLengths) {
        return new Told(type, capacity, ranges(offsetsAndLengths));
    }

    private static List<Extent> ranges(long... offsetsAndLengths) {
        List<Extent> ranges = new ArrayList<>();
        for (int i = 0; i < offsetsAndLengths.length; i += 2) {
            ranges.add(new Extent(offsetsAndLengths[i], offsetsAndLengths[i + 1]));
        }
        return ranges;
    }

    private static List<Extent> everyByte(int count) {
        List<Extent> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ranges.add(new Extent(i, 1));
        }
        return ranges;
    }

    private static List<Integer> blocks(BlockSet set) {
        List<Integer> found = new ArrayList<>();
        for (int block = 0; block < SIZE / BLOCK; block++) {
            if (set.has(block)) {
                found.add(block);
            }
        }
        return found;
    }
}
