package dev.varve.tools;

import static dev.varve.k8s.changed.message.BlockMetadataType.VARIABLE_LENGTH;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.ingest.block.Extent;
import dev.varve.k8s.changed.MetadataSource;
import dev.varve.k8s.changed.PlayedMetadataService;
import io.grpc.Status;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mover that asks which blocks changed: its process, a daemon, and a played service. */
class MoverChangesIT {
    private static final int BLOCK = 64 << 10;
    private static final int SIZE = 128 * BLOCK;
    private static final String CHAIN = "k8s/test/ns/shop/pvc/data";
    private static final long SEED = 310;

    private final Random random = new Random(SEED);
    @TempDir Path work = Path.of("");
    private Scripted varve = Scripted.inProcess(work);
    private PlayedMetadataService service;
    private String credentials = "";
    private Path device = Path.of("");
    private int moves;

    @BeforeEach
    void serve() throws Exception {
        varve = Scripted.inProcess(work);
        service = new PlayedMetadataService();
        Path folder = Files.createDirectory(work.resolve("credentials"));
        credentials = folder.toString();
        int port = Scripted.freePort();
        String data = work.resolve("data").toString();
        varve.serve(work.resolve("data"), port, Scripted.freePort());
        varve.enroll("mover", data, port, folder.resolve("profile.json").toString());
        Files.writeString(work.resolve("token"), PlayedMetadataService.TOKEN);
        byte[] bytes = new byte[SIZE];
        random.nextBytes(bytes);
        device = Files.write(work.resolve("device"), bytes);
    }

    @AfterEach
    void endWhatRuns() {
        service.close();
        varve.close();
    }

    @Test
    void anIncrementReadsOnlyWhatChangedAndItsImageIsTheDeviceByteForByte() throws Exception {
        service.behave(allocated(List.of(new Extent(0, SIZE))));
        JsonNode first = capture("snap-1");
        assertThat(first.get("bytes").asLong()).isEqualTo(SIZE);
        assertThat(first.get("how").asText()).contains("no image to build on", "128 of 128 blocks");

        List<Extent> changes = change();
        service.behave(PlayedMetadataService.well(VARIABLE_LENGTH, SIZE, changes, 2));
        JsonNode second = capture("snap-2", "snap-0", "snap-1");

        assertThat(second.get("how").asText())
                .as("seed %d", SEED)
                .contains("since snapshot snap-1");
        assertThat(second.get("bytes").asLong())
                .as("seed %d", SEED)
                .isEqualTo(blocks(changes) * BLOCK);
        assertThat(service.asked().getLast().base()).isEqualTo("snap-1");
        assertThat(restored(second)).hasBinaryContent(Files.readAllBytes(device));

        // The base is now what snap-2 has: a snapshot before it is none.
        change();
        service.behave(
                question -> new PlayedMetadataService.Answer(List.of(), Status.UNIMPLEMENTED));
        JsonNode third = capture("snap-3", "snap-1");

        assertThat(third.get("how").asText()).contains("read in full", "UNIMPLEMENTED");
        assertThat(third.get("bytes").asLong()).isEqualTo(SIZE);
        assertThat(service.asked().getLast().base()).isEmpty();
        assertThat(restored(third)).hasBinaryContent(Files.readAllBytes(device));
    }

    @Test
    void aFirstImageReadsOnlyWhatIsAllocated() throws Exception {
        byte[] expected = new byte[SIZE];
        System.arraycopy(Files.readAllBytes(device), 3 * BLOCK, expected, 3 * BLOCK, 2 * BLOCK);
        service.behave(allocated(List.of(new Extent(3L * BLOCK, 2L * BLOCK))));

        JsonNode captured = capture("snap-1");

        assertThat(captured.get("bytes").asLong()).isEqualTo(2L * BLOCK);
        assertThat(restored(captured)).hasBinaryContent(expected);
    }

    private static Function<PlayedMetadataService.Asked, PlayedMetadataService.Answer> allocated(
            List<Extent> data) {
        return PlayedMetadataService.well(VARIABLE_LENGTH, SIZE, data, 10);
    }

    /** Writes at some places, and says where. */
    private List<Extent> change() throws Exception {
        List<Extent> changes = new ArrayList<>();
        try (RandomAccessFile file = new RandomAccessFile(device.toFile(), "rw")) {
            for (int i = 0; i < 6; i++) {
                byte[] bytes = new byte[1 + random.nextInt(BLOCK)];
                random.nextBytes(bytes);
                // Each in a twentieth of its own, so that none overlaps another.
                long at = SIZE / 20 * (3L * i) + random.nextInt(BLOCK);
                file.seek(at);
                file.write(bytes);
                changes.add(new Extent(at, bytes.length));
            }
        }
        changes.sort(Comparator.comparingLong(Extent::offsetBytes));
        return changes;
    }

    private static long blocks(List<Extent> changes) {
        return changes.stream()
                .flatMapToLong(each ->
                        LongStream.rangeClosed(
                                each.offsetBytes() / BLOCK,
                                (each.offsetBytes() + each.lengthBytes() - 1) / BLOCK))
                .distinct()
                .count();
    }

    private JsonNode capture(String handle, String... standing) throws Exception {
        MetadataSource source =
                new MetadataSource(
                        handle,
                        "",
                        service.address(),
                        service.caCert(),
                        "movers",
                        "staged",
                        List.of(standing));
        return move(
                "capture",
                device,
                "--snapshot=" + source.toJson(),
                "--token=" + work.resolve("token"),
                "--state-dir=" + work.resolve("state"));
    }

    private Path restored(JsonNode captured) throws Exception {
        Path target = Files.write(work.resolve("target" + moves), new byte[SIZE]);
        JsonNode _ = move("restore", target, "--point=" + captured.get("image").asText());
        return target;
    }

    private JsonNode move(String verb, Path volume, String... more) throws Exception {
        moves++;
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "mover",
                                verb,
                                "--task=move",
                                "--credentials=" + credentials,
                                "--device=" + volume,
                                "--chain=" + CHAIN,
                                "--result=" + work.resolve("result"),
                                "--json"));
        all.addAll(List.of(more));
        return varve.json(all.toArray(String[]::new));
    }
}
