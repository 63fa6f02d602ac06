package dev.varve.k8s.held;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.pull.NodeFetcher;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.tree.FileCopy;
import dev.varve.ingest.tree.TreeEntry;
import dev.varve.ingest.tree.TreeReader;
import dev.varve.ingest.tree.TreeWalks;
import dev.varve.k8s.blueprint.DataDirectory;
import dev.varve.k8s.hook.RestoreFile;
import dev.varve.k8s.hook.TailFile;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.point.PointDescription;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts what held applications gave into the restored volume of a claim, before anybody starts on
 * it. Confined to one thread.
 */
public final class HeldRestore implements AutoCloseable {
    private static final int MOST_BYTES = 16 << 20;

    private final ClusterPoint point;
    private final TreeReader reader;
    private final TreeWalks walks;
    private final FileCopy files;

    public HeldRestore(
            ClusterPoint point,
            RepositoryClient client,
            VaultCipher cipher,
            Cancellation cancellation) {
        this.point = point;
        reader = new TreeReader(new NodeFetcher(client), cipher);
        walks = new TreeWalks(reader);
        files = new FileCopy(client, cipher, reader, cancellation);
    }

    /** Whether a point has anything for the volume of this chain. */
    public static boolean hasAnything(ClusterPoint point, String chain) {
        return !applications(point, chain).isEmpty();
    }

    /**
     * Puts all in place for the volume of this chain; does nothing when there is nothing for it.
     *
     * @param volume its restored files
     * @return the Pods whose applications it was from
     * @throws IOException when it is not all in place: the volume must not be handed over
     */
    public List<String> place(String chain, Path volume) throws IOException, InterruptedException {
        List<String> placed = new ArrayList<>();
        for (PointDescription.Application each : applications(point, chain)) {
            place(each, volume);
            placed.add(each.namespace() + "/" + each.pod());
        }
        return placed;
    }

    private static List<PointDescription.Application> applications(
            ClusterPoint point, String chain) {
        return point.description().volumes().stream()
                .filter(volume -> volume.chain().equals(chain))
                .flatMap(volume ->
                        point.description().applications().stream()
                                .filter(each ->
                                        !each.chain().isEmpty()
                                                && each.namespace().equals(volume.namespace())
                                                && each.claim().equals(volume.claim())))
                .toList();
    }

    private void place(PointDescription.Application application, Path volume)
            throws IOException, InterruptedException {
        Id root =
                point.root(application.chain())
                        .orElseThrow(() ->
                                new ProtocolException(
                                        ErrorCode.DAMAGED,
                                        "the point lacks the image of chain " + application.chain(),
                                        "try an older point"));
        TreeEntry top = walks.resolve(reader.root(root), application.pod());
        HeldDocument document =
                HeldDocument.parse(files.bytes(walks.resolve(top, HeldDocument.FILE), MOST_BYTES));
        List<Found> small = new ArrayList<>();
        List<Found> tail = new ArrayList<>();
        find(top, "", KeptTree.FILES, small);
        find(top, "", KeptTree.TAIL, tail);
        List<RestoreFile> content = new ArrayList<>();
        for (Found each : small) {
            content.add(new RestoreFile(each.path(), files.bytes(each.entry(), MOST_BYTES)));
        }
        Path data = below(volume, document.directory());
        DataDirectory directory = new DataDirectory(data);
        directory.prepare(document.restore(), content);
        for (Found each : tail) {
            TailFile file = new TailFile(each.path(), each.entry().status().sizeBytes());
            directory.place(file, out -> files.write(each.entry(), out));
        }
        for (String each : document.needs()) {
            if (!Files.exists(data.resolve(each), LinkOption.NOFOLLOW_LINKS)) {
                throw new ProtocolException(
                        ErrorCode.DAMAGED,
                        each
                                + ", without which "
                                + application.pod()
                                + " does not start, is"
                                + " not in the point",
                        "try an older point");
            }
        }
    }

    private record Found(String path, TreeEntry entry) {}

    /** Collects the files below {@code kind}, with their paths below it. */
    private void find(TreeEntry directory, String path, String kind, List<Found> found)
            throws ProtocolException, InterruptedException {
        for (TreeEntry each : walks.list(directory)) {
            String at = path + each.name();
            if (each.isDirectory() && (at + "/").startsWith(kind)) {
                find(each, at + "/", kind, found);
            } else if (!each.isDirectory() && at.startsWith(kind)) {
                found.add(new Found(at.substring(kind.length()), each));
            }
        }
    }

    /** The data directory; links are not followed, for a restored volume may have any. */
    private static Path below(Path volume, String directory) throws IOException {
        Path at = volume;
        for (Path each : Path.of(directory)) {
            at = at.resolve(each.toString());
            if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(
                        "the restored volume has no directory "
                                + directory
                                + ", where its application keeps its data: restore an older point,"
                                + " or the volume alone with varve restore");
            }
        }
        return at;
    }

    @Override
    public void close() {
        files.close();
    }
}
