package dev.varve.ingest.block;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.Progress;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.model.Id;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Prints what pushing and restoring a volume costs on the source side alone, against the repository
 * in memory (whose copies count, too). Argument: a volume image, see perf/generate.
 */
public final class PushFigures {
    private PushFigures() {}

    /** One thing to measure. */
    private interface Step {
        void run() throws Exception;
    }

    /** Arguments: the image. */
    public static void main(String[] arguments) throws Exception {
        Path image = Path.of(arguments[0]);
        Path state = Files.createTempDirectory("varve-figures");
        BlockJobs jobs = new BlockJobs(state);
        long bytes = Files.size(image);
        Id[] root = new Id[1];
        measure("new data", bytes, () -> root[0] = push(jobs, image, "one"));
        measure("unchanged", bytes, () -> push(jobs, image, "one"));
        measure("duplicate of another chain", bytes, () -> push(jobs, image, "two"));
        BlockJobs again = new BlockJobs(state);
        measure("new data, warm", bytes, () -> push(again, image, "one"));
        System.out.printf(
                Locale.ROOT, "stored %.1f MB%n", jobs.repository.chunkRecordBytes() / 1e6);
        measure("restore in order", bytes, () -> restore(jobs, root[0]));
        measure("restore in order, warm", bytes, () -> restore(jobs, root[0]));
    }

    private static Id push(BlockJobs jobs, Path image, String chain) throws Exception {
        try (RepositoryClient client = jobs.repository.connect()) {
            BlockBackup backup =
                    new BlockBackup(BlockSource.of(image), chain, BlockBackup.BLOCK_BYTES, null);
            return jobs.run(client, false, backup).roots().getFirst();
        }
    }

    private static void restore(BlockJobs jobs, Id root) throws Exception {
        try (RepositoryClient client = jobs.repository.connect()) {
            new BlockRestore(client, jobs.cipher(), 2, new Progress(), new Cancellation())
                    .toChannel(root, null, Channels.newChannel(OutputStream.nullOutputStream()));
        }
    }

    private static void measure(String what, long bytes, Step step) throws Exception {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getTotalThreadAllocatedBytes();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        step.run();
        long wall = System.nanoTime() - start;
        cpu = system.getProcessCpuTime() - cpu;
        allocated = threads.getTotalThreadAllocatedBytes() - allocated;
        System.out.printf(
                Locale.ROOT,
                "%-28s %5.0f MB/s wall, %5.0f MB per CPU second, %5d KiB allocated per MiB%n",
                what,
                bytes * 1e3 / wall,
                bytes * 1e3 / cpu,
                allocated / (bytes >> 10));
    }
}
