package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Maps the StorageClass of a PVC, a PV or a volumeClaimTemplate, in field and old annotation. */
final class StorageClasses {
    private static final String ANNOTATION = "volume.beta.kubernetes.io/storage-class";

    private StorageClasses() {}

    static void map(Draft draft, ObjectNode object) {
        Json.object(object, "spec")
                .ifPresent(spec -> map(draft, spec, "storageClassName", !hasAnnotation(object)));
        Json.object(object, "metadata", "annotations")
                .ifPresent(annotations -> map(draft, annotations, ANNOTATION, false));
    }

    private static void map(Draft draft, ObjectNode parent, String field, boolean absentIsEmpty) {
        if (!parent.has(field) && !absentIsEmpty) {
            return;
        }
        String source = Json.text(parent, field);
        String target = draft.mapping().storageClass(source);
        if (!target.equals(source)) {
            parent.put(field, target);
            draft.changed("StorageClass " + source + " became " + target);
        }
    }

    private static boolean hasAnnotation(ObjectNode object) {
        return Json.at(object, "metadata", "annotations").has(ANNOTATION);
    }
}
