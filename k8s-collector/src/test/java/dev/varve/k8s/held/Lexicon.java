package dev.varve.k8s.held;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.blueprint.BlueprintFormat;
import dev.varve.k8s.blueprint.Blueprints;
import dev.varve.k8s.hook.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A database of one shell: it writes down when it is frozen and thawed, and gives a file and a log.
 * A fake, but a real process with a real session.
 */
final class Lexicon {
    static final String LOG = "log/1";

    private final Path folder;
    final LocalCluster cluster = new LocalCluster();

    Lexicon(Path folder) {
        this.folder = folder;
    }

    /** What it wrote down. */
    List<String> diary() throws IOException {
        Path diary = folder.resolve("diary");
        return Files.exists(diary) ? Files.readAllLines(diary) : List.of();
    }

    Path data() {
        return folder.resolve("data");
    }

    /**
     * Its blueprint.
     *
     * @param before of the hook before, if any; a shell command
     */
    Blueprints blueprints(String before, boolean atomicOnly) throws IOException {
        Files.createDirectories(data().resolve("base/log"));
        Files.writeString(data().resolve("base/" + LOG), "words");
        String text =
                """
                format: varve-blueprint
                version: 1
                name: lexicon
                title: A database of words
                recognise: {images: [lexicon]}
                modes:
                  - name: held
                    consistency: frozen
                    atomicOnly: ATOMIC
                    before: BEFORE
                    hold:
                      timerSeconds: 20
                      freezeSeconds: 10
                      tailSeconds: 10
                      client: while read -r line; do eval "$line"; done
                      freeze: echo frozen >>DIARY; echo varve:root DATA/base; echo varve:frozen
                      thaw: echo thawed >>DIARY; echo varve:file label bGFiZWw=; echo varve:tail 5 log/1; echo varve:thawed
                    restore: {remove: [lock], needs: [label], steps: Start it.}
                  - name: dump
                    consistency: logical
                    dump: {file: words.txt, limitSeconds: 20, dump: cat DATA/base/log/1, load: cat}
                    restore: {steps: Load it.}
                """
                        .replace("ATOMIC", "" + atomicOnly)
                        .replace(
                                "BEFORE",
                                before.isEmpty()
                                        ? "[]"
                                        : "[{name: first, timeoutSeconds: 10, script: \""
                                                + before
                                                + "\"}]")
                        .replace("DIARY", folder.resolve("diary").toString())
                        .replace("DATA", data().toString());
        return Blueprints.none().with(List.of(BlueprintFormat.read(text, "lexicon")));
    }

    /** A running Pod with a claim for its data. */
    void pod(String namespace, String name, String claim, String annotations) throws IOException {
        pod(namespace, name, claim, annotations, "lexicon");
    }

    void pod(String namespace, String name, String claim, String annotations, String image)
            throws IOException {
        String text =
                """
                {"apiVersion": "v1", "kind": "Pod",
                 "metadata": {"namespace": "%s", "name": "%s", "annotations": {%s}},
                 "spec": {"containers": [{"name": "db", "image": "%s:1",
                            "volumeMounts": [{"name": "data", "mountPath": "%s"}]}],
                          "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "%s"}}]},
                 "status": {"phase": "Running"}}
                """
                        .formatted(namespace, name, annotations, image, data(), claim);
        cluster.put(LocalCluster.PODS, namespace, (ObjectNode) new ObjectMapper().readTree(text));
    }
}
