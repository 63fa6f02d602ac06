package dev.varve.k8s.held;

import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.tree.DocumentStream;
import dev.varve.ingest.tree.DocumentWriter;
import dev.varve.ingest.tree.TreeEntry;
import dev.varve.k8s.blueprint.DumpRun;
import dev.varve.k8s.blueprint.DumpScript;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.point.PointDescription;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * An application that writes a dump, straight into the point. A dump that fails leaves none: the
 * point is made all the same, and says so. Confined to the thread that writes the point.
 */
final class DumpedApplication implements KeptApplication {
    private static final KeptFiles NO_FILES = new KeptFiles("", "", List.of(), List.of());

    private final ProtectedPod pod;
    private final String chain;
    private final DumpRun dumps;
    private final Cancellation cancellation;
    private Optional<String> problem = Optional.of("its dump was not written");

    DumpedApplication(ProtectedPod pod, String chain, DumpRun dumps, Cancellation cancellation) {
        this.pod = pod;
        this.chain = chain;
        this.dumps = dumps;
        this.cancellation = cancellation;
    }

    @Override
    public PointDescription.Application description() {
        Consistency consistency = problem.isPresent() ? Consistency.LIVE : Consistency.LOGICAL;
        return new PointDescription.Application(
                pod.pod().namespace(),
                pod.pod().name(),
                pod.recognition().blueprint().name(),
                pod.mode().name(),
                consistency.word(),
                0,
                "",
                problem.isPresent() ? "" : chain,
                problem.stream().toList());
    }

    @Override
    public boolean hasImage() {
        return true;
    }

    @Override
    public Optional<TreeEntry> write(DocumentWriter writer, SpooledTails tails)
            throws IOException, InterruptedException {
        DumpScript script = pod.mode().dump().orElseThrow();
        DocumentStream stream = writer.stream(script.file(), 0);
        GuardedStream guarded = new GuardedStream(stream);
        try (CancelWatch _ = new CancelWatch(cancellation)) {
            long _ = dumps.dump(pod.scripts(), script, guarded);
            problem = Optional.empty();
        } catch (InterruptedException e) {
            cancellation.check();
            throw e;
        } catch (IOException e) {
            problem = Optional.of("its dump failed: " + e.getMessage());
        } finally {
            guarded.end();
        }
        guarded.requireSent();
        if (problem.isPresent()) {
            return Optional.empty();
        }
        KeptTree tree = new KeptTree();
        byte[] document = HeldDocument.of(pod, Consistency.LOGICAL, NO_FILES).toJson();
        tree.add(HeldDocument.FILE, writer.file(HeldDocument.FILE, document, 0));
        tree.add(KeptTree.DUMP + script.file(), stream.finish());
        return Optional.of(writer.directory(pod.pod().name(), tree.entries(writer)));
    }
}
