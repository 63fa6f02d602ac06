package dev.varve.k8s.held;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.k8s.blueprint.DumpScript;
import dev.varve.k8s.blueprint.Restore;
import dev.varve.k8s.model.Consistency;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.util.List;

/**
 * What a restore needs to know of an application, whatever became of its blueprint. Version 1:
 * docs/formats/objects.md.
 *
 * @param format always {@link #FORMAT}
 * @param claim into whose volume the files belong; empty: into none
 * @param directory of the application's data below the top of that volume; empty: the top
 * @param remove paths below it that go first
 * @param needs files that must be there in the end
 * @param steps for people
 * @param check script that proves a started application sound; may be empty
 * @param load script that reads the dump; empty when there is none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record HeldDocument(
        String format,
        String namespace,
        String pod,
        String container,
        String blueprint,
        String mode,
        String consistency,
        String claim,
        String directory,
        List<String> remove,
        List<String> needs,
        String steps,
        String check,
        String load) {
    static final String FILE = "application.json";
    static final String FORMAT = "varve-held-1";

    private static final ObjectMapper JSON = new ObjectMapper();

    HeldDocument {
        remove = List.copyOf(remove);
        needs = List.copyOf(needs);
        if (directory.startsWith("/") || ("/" + directory + "/").contains("/../")) {
            throw new IllegalArgumentException("not below a volume: " + directory);
        }
    }

    static HeldDocument of(ProtectedPod pod, Consistency consistency, KeptFiles kept) {
        Restore restore = pod.mode().restore();
        return new HeldDocument(
                FORMAT,
                pod.pod().namespace(),
                pod.pod().name(),
                pod.recognition().container(),
                pod.recognition().blueprint().name(),
                pod.mode().name(),
                consistency.word(),
                kept.claim(),
                kept.directory(),
                restore.remove(),
                restore.needs(),
                restore.steps(),
                restore.check(),
                pod.mode().dump().map(DumpScript::load).orElse(""));
    }

    /** As the blueprint said it when the point was made. */
    Restore restore() {
        return new Restore(remove, needs, steps, check);
    }

    byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document is always JSON", e);
        }
    }

    /**
     * Reads one.
     *
     * @throws ProtocolException DAMAGED when it is none, or of a version that is not known
     */
    static HeldDocument parse(byte[] json) throws ProtocolException {
        try {
            HeldDocument document = JSON.readValue(json, HeldDocument.class);
            if (document.format.equals(FORMAT)) {
                return document;
            }
            throw unreadable("is of format " + document.format + ", and not " + FORMAT);
        } catch (ProtocolException e) {
            throw e;
        } catch (IOException | IllegalArgumentException | NullPointerException e) {
            throw unreadable("cannot be read: " + e.getMessage());
        }
    }

    private static ProtocolException unreadable(String why) {
        return new ProtocolException(
                ErrorCode.DAMAGED,
                FILE + " of a held application " + why,
                "restore with the release that made the point, or take another point");
    }
}
