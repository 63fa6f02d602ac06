package dev.varve.ingest.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.pull.NodeFetcher;
import dev.varve.ingest.push.BackupResult;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.ImageBackup;
import dev.varve.ingest.push.ImagePush;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.CommitImage;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents that never were files. */
class DocumentWriterTest {
    private static final int MOST_BYTES = 8 << 20;
    private static final long MODIFIED = 1_700_000_000;

    @TempDir Path folder;

    @Test
    void documentsOfEverySizeComeBackAsTheyWere() throws Exception {
        TreeJobs jobs = new TreeJobs(folder);
        Random random = new Random(7);
        Map<String, byte[]> documents = new TreeMap<>();
        for (int size : new int[] {0, 1, 128, 129, 4096, 512 << 10, (512 << 10) + 1, 3 << 20}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            documents.put("document-" + size, bytes);
        }
        BackupResult result = jobs.run(new Documents(documents));

        try (RepositoryClient client = jobs.repository.connect()) {
            TreeReader reader = new TreeReader(new NodeFetcher(client), jobs.cipher());
            TreeWalks walks = new TreeWalks(reader);
            TreeEntry root = reader.root(result.roots().getFirst());
            try (FileCopy copy = new FileCopy(client, jobs.cipher(), reader, new Cancellation())) {
                for (Map.Entry<String, byte[]> each : documents.entrySet()) {
                    TreeEntry file = walks.resolve(root, "folder/" + each.getKey());
                    assertThat(copy.bytes(file, MOST_BYTES)).isEqualTo(each.getValue());
                }
            }
            List<TreeEntry> names = walks.list(walks.resolve(root, "folder"));
            assertThat(names)
                    .extracting(TreeEntry::name)
                    .containsExactlyInAnyOrderElementsOf(
                            documents.keySet().stream().map(FileName::of).toList());
        }
    }

    @Test
    void aDocumentThatChangedCostsItselfAndThePageAboveIt() throws Exception {
        TreeJobs jobs = new TreeJobs(folder);
        Random random = new Random(8);
        Map<String, byte[]> documents = new TreeMap<>();
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[2000];
            random.nextBytes(bytes);
            documents.put("document-" + i, bytes);
        }
        BackupResult first = jobs.run(new Documents(documents));
        assertThat(first.sentBytes()).isGreaterThan(2000 * 2000L);
        assertThat(jobs.run(new Documents(documents)).sentBytes()).isZero();

        Objects.requireNonNull(documents.get("document-1000"))[500]++;
        assertThat(jobs.run(new Documents(documents)).sentBytes())
                .isBetween(2000L, 2000 + 100_000L);
    }

    @Test
    void aDocumentOfUnknownLengthIsKeptAsOneInMemoryWouldBe() throws Exception {
        TreeJobs jobs = new TreeJobs(folder);
        Random random = new Random(9);
        Map<String, byte[]> documents = new TreeMap<>();
        for (int size : new int[] {0, 128, 129, 512 << 10, (512 << 10) + 1, (9 << 20) + 7}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            documents.put("document-" + size, bytes);
        }
        BackupResult whole = jobs.run(new Documents(documents, false));

        BackupResult streamed = jobs.run(new Documents(documents, true));

        assertThat(streamed.roots()).isEqualTo(whole.roots());
        assertThat(streamed.sentBytes()).isZero();
    }

    /** Documents in a folder; as streams of odd pieces, or whole. */
    private record Documents(Map<String, byte[]> documents, boolean streamed)
            implements ImageBackup {
        private static final int PIECE_BYTES = 70_001;

        Documents(Map<String, byte[]> documents) {
            this(documents, false);
        }

        @Override
        public ImageSource source() {
            return ImageSource.newBuilder()
                    .setChain("documents")
                    .setKind(ImageKind.IMAGE_KIND_TREE)
                    .build();
        }

        @Override
        public byte[] identity() {
            return new byte[] {1};
        }

        @Override
        public CommitImage push(ImagePush push) throws ProtocolException, InterruptedException {
            try (DocumentWriter writer = new DocumentWriter(push.context())) {
                List<TreeEntry> entries = new ArrayList<>();
                for (Map.Entry<String, byte[]> each : documents.entrySet()) {
                    entries.add(
                            streamed
                                    ? stream(writer, each.getKey(), each.getValue())
                                    : writer.file(each.getKey(), each.getValue(), MODIFIED));
                }
                TreeEntry directory = writer.directory("folder", entries);
                ByteString root = ByteString.copyFrom(writer.image(List.of(directory)).toBytes());
                writer.finish();
                return CommitImage.newBuilder().setRoot(root).build();
            }
        }

        private static TreeEntry stream(DocumentWriter writer, String name, byte[] bytes)
                throws InterruptedException, ProtocolException {
            DocumentStream stream = writer.stream(name, MODIFIED);
            try {
                for (int at = 0; at < bytes.length; at += PIECE_BYTES) {
                    stream.write(bytes, at, Math.min(PIECE_BYTES, bytes.length - at));
                }
            } catch (ProtocolException e) {
                throw e;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return stream.finish();
        }
    }
}
