package dev.varve.k8s.hook;

import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.PodProcess;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads the few files that are complete only after the thaw through the container. Kept small by
 * {@link #MOST_BYTES}: volumes never go this way.
 */
record TailReader(Cluster cluster, ContainerRef container, String root, String member) {
    static final long MOST_BYTES = 1L << 30;

    /** Reads all of them; says why it could not, or nothing. */
    Optional<String> read(List<TailFile> files, Duration limit, TailSink sink) {
        long bytes = files.stream().mapToLong(TailFile::lengthBytes).sum();
        if (bytes > MOST_BYTES) {
            return Optional.of("it wrote " + bytes + " bytes of log while it was held");
        }
        if (!root.startsWith("/")) {
            return Optional.of("it did not say where its data directory is");
        }
        return switch (Bounded.call(
                "tail-" + member, () -> readAll(files, sink), limit, Bounded.Interrupts.KEEP)) {
            case Bounded.Ended.Value<Boolean> _ -> Optional.empty();
            case Bounded.Ended.Failed<Boolean>(Throwable error) ->
                    Optional.of(Errors.describe(error));
            case Bounded.Ended.TimedOut<Boolean> _ ->
                    Optional.of("it could not be read within " + limit);
            case Bounded.Ended.Cancelled<Boolean> _ -> Optional.of("it was cancelled");
        };
    }

    private boolean readAll(List<TailFile> files, TailSink sink)
            throws IOException, InterruptedException {
        for (TailFile file : files) {
            List<String> command = List.of("cat", root + "/" + file.path());
            try (PodProcess process =
                    cluster.exec(
                            container.namespace(),
                            container.pod(),
                            container.container(),
                            command)) {
                Exactly content = new Exactly(process.output(), file);
                sink.accept(member, file, content);
                content.drain();
                OptionalInt code = process.await(Limits.GRACE);
                if (code.orElse(-1) != 0) {
                    throw new IOException(file.path() + " could not be read to its end");
                }
            }
        }
        return true;
    }

    /** A stream that breaks when it is not as long as was said. */
    private static final class Exactly extends FilterInputStream {
        private final TailFile file;
        private long leftBytes;

        Exactly(InputStream in, TailFile file) {
            super(in);
            this.file = file;
            this.leftBytes = file.lengthBytes();
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count(next < 0 ? -1 : 1);
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            count(count);
            return count;
        }

        void drain() throws IOException {
            transferTo(OutputStream.nullOutputStream());
        }

        private void count(int count) throws IOException {
            leftBytes -= Math.max(0, count);
            if (leftBytes < 0 || (count < 0 && leftBytes > 0)) {
                throw new IOException(
                        file.path() + " does not have the " + file.lengthBytes() + " bytes said");
            }
        }
    }
}
