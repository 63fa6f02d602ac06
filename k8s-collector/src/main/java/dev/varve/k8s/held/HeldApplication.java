package dev.varve.k8s.held;

import dev.varve.ingest.tree.DocumentStream;
import dev.varve.ingest.tree.DocumentWriter;
import dev.varve.ingest.tree.TreeEntry;
import dev.varve.k8s.hook.RestoreFile;
import dev.varve.k8s.hook.TailFile;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.point.PointDescription;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An application that was to be held, and what came of it.
 *
 * @param frozen how long; zero when it was not
 * @param kept what it gave, when all went as promised
 * @param chain where that is kept
 */
record HeldApplication(
        ProtectedPod pod,
        Consistency consistency,
        Duration frozen,
        Optional<KeptFiles> kept,
        String chain,
        List<String> problems)
        implements KeptApplication {
    HeldApplication {
        problems = List.copyOf(problems);
    }

    @Override
    public PointDescription.Application description() {
        return new PointDescription.Application(
                pod.pod().namespace(),
                pod.pod().name(),
                pod.recognition().blueprint().name(),
                pod.mode().name(),
                consistency.word(),
                frozen.toMillis(),
                kept.map(KeptFiles::claim).orElse(""),
                kept.isPresent() ? chain : "",
                problems);
    }

    @Override
    public boolean hasImage() {
        return kept.isPresent();
    }

    @Override
    public Optional<TreeEntry> write(DocumentWriter writer, SpooledTails tails)
            throws IOException, InterruptedException {
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        KeptFiles files = kept.get();
        KeptTree tree = new KeptTree();
        byte[] document = HeldDocument.of(pod, consistency, files).toJson();
        tree.add(HeldDocument.FILE, writer.file(HeldDocument.FILE, document, 0));
        for (RestoreFile each : files.files()) {
            String name = KeptTree.name(each.path());
            tree.add(KeptTree.FILES + each.path(), writer.file(name, each.content(), 0));
        }
        for (TailFile each : files.tail()) {
            DocumentStream stream = writer.stream(KeptTree.name(each.path()), 0);
            tails.copy(pod.name(), each, stream);
            tree.add(KeptTree.TAIL + each.path(), stream.finish());
        }
        return Optional.of(writer.directory(pod.pod().name(), tree.entries(writer)));
    }
}
