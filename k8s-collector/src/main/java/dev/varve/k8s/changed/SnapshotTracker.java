package dev.varve.k8s.changed;

import dev.varve.ingest.block.BlockSet;
import dev.varve.ingest.block.ChangeTracker;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a device that shows a snapshot read only where the snapshot metadata service says that it
 * changed since the snapshot that the chain's last image was read from; where there is none, only
 * where the service says that there is data. Any error and any doubt is a full read, with its
 * reason. Confined to one thread.
 */
public final class SnapshotTracker implements ChangeTracker {
    private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotTracker.class);
    private static final int MOST_WORDS = 300;

    private final MetadataSource source;
    private final Bases bases;
    private final Path token;
    private final Limits limits;
    private String how = "";

    /** Finds the snapshot that an image was read from, among these that still stand. */
    @FunctionalInterface
    interface Bases {
        Optional<String> find(Question question, Id baseRoot, List<String> handles)
                throws IOException, InterruptedException;
    }

    /**
     * One for one push.
     *
     * @param token file with a token for the service's audience
     */
    public SnapshotTracker(MetadataSource source, String chain, VaultCipher cipher, Path token) {
        this(source, new BaseSnapshots(chain, cipher)::find, token, Limits.DEFAULT);
    }

    SnapshotTracker(MetadataSource source, Bases bases, Path token, Limits limits) {
        this.source = source;
        this.bases = bases;
        this.token = token;
        this.limits = limits;
    }

    /** What the point of this push is to say, for {@link BaseSnapshots} of the next one. */
    public String note(String chain) {
        return BaseSnapshots.note(chain, source.handle());
    }

    /** How it was read, in words; empty before anything was asked. */
    public String how() {
        return how;
    }

    @Override
    public Answer ask(Question question) throws InterruptedException {
        if (!source.fullRead().isEmpty()) {
            return everything(source.fullRead());
        }
        try (MetadataClient client = new MetadataClient(source, token, limits)) {
            return ask(question, client);
        } catch (MetadataException e) {
            return everything(
                    "the snapshot metadata service " + source.address() + " " + e.getMessage());
        } catch (IOException e) {
            return everything("what changed cannot be found out: " + e.getMessage());
        } catch (RuntimeException e) {
            // Whatever a library throws: without its answer the volume is read all the same.
            LOGGER.atWarn().setCause(e).log("the snapshot metadata service cannot be asked");
            return everything("the snapshot metadata service cannot be asked: " + e);
        }
    }

    private Answer ask(Question question, MetadataClient client)
            throws IOException, InterruptedException {
        Optional<String> base = base(question);
        long blocks = (question.sizeBytes() + question.blockBytes() - 1) / question.blockBytes();
        if (base.isPresent()) {
            BlockSet changed =
                    client.changed(base.get(), question.sizeBytes(), question.blockBytes());
            how =
                    "%d of %d blocks may have changed since snapshot %s"
                            .formatted(changed.count(), blocks, base.get());
            return new Answer.Changed(changed);
        }
        BlockSet data = client.allocated(question.sizeBytes(), question.blockBytes());
        how =
                "%s: all read that is allocated, %d of %d blocks"
                        .formatted(whyNoBase(question), data.count(), blocks);
        return new Answer.Data(data);
    }

    private Optional<String> base(Question question) throws IOException, InterruptedException {
        if (question.baseRoot().isEmpty()) {
            return Optional.empty();
        }
        List<String> others =
                source.standing().stream().filter(each -> !each.equals(source.handle())).toList();
        return others.isEmpty()
                ? Optional.empty()
                : bases.find(question, question.baseRoot().get(), others);
    }

    private static String whyNoBase(Question question) {
        return question.baseRoot().isEmpty()
                ? "no image to build on"
                : "no snapshot stands that the last image was read from";
    }

    private Answer everything(String why) {
        String line = why.replaceAll("\\s+", " ").strip();
        how = "read in full: " + line.substring(0, Math.min(line.length(), MOST_WORDS));
        LOGGER.atInfo().addKeyValue("snapshot", source.snapshot()).log(how);
        return new Answer.Everything();
    }
}
