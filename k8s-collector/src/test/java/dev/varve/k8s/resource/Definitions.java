package dev.varve.k8s.resource;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the CRDs of the Java types. */
final class Definitions {
    static final List<Class<? extends HasMetadata>> KINDS =
            List.of(
                    Application.class,
                    BackupRun.class,
                    Blueprint.class,
                    BlueprintBinding.class,
                    PolicyPreset.class,
                    ProtectionPolicy.class,
                    RepositoryRef.class,
                    RestorePlan.class,
                    RestorePoint.class,
                    RestoreRun.class,
                    StorageProfile.class,
                    TransformSet.class,
                    VolumeTask.class);

    private static final String LABEL = "app.kubernetes.io/part-of";

    private Definitions() {}

    /** YAML by the name of its file. */
    static Map<String, String> generate(File scratch) throws java.io.IOException {
        new CRDGenerator()
                .customResourceClasses(KINDS)
                .forCRDVersions("v1")
                .inOutputDir(scratch)
                .generate();
        KubernetesSerialization yaml = new KubernetesSerialization();
        Map<String, String> files = new TreeMap<>();
        for (File file : java.util.Objects.requireNonNull(scratch.listFiles())) {
            CustomResourceDefinition crd =
                    yaml.unmarshal(
                            java.nio.file.Files.readString(file.toPath()),
                            CustomResourceDefinition.class);
            files.put(crd.getMetadata().getName() + ".yaml", yaml.asYaml(finish(crd)));
        }
        return files;
    }

    /** What the generator's annotations cannot say. */
    private static CustomResourceDefinition finish(CustomResourceDefinition crd) {
        crd.getMetadata().setLabels(Map.of(LABEL, "varve"));
        JSONSchemaProps schema =
                crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
        schema.setDescription(description(crd.getSpec().getNames().getKind()));
        JSONSchemaProps status = property(schema, "status");
        JSONSchemaProps conditions = property(status, "conditions");
        conditions.setXKubernetesListType("map");
        conditions.setXKubernetesListMapKeys(new ArrayList<>(List.of("type")));
        anyValue(schema);
        return crd;
    }

    private static JSONSchemaProps property(JSONSchemaProps schema, String name) {
        return java.util.Objects.requireNonNull(schema.getProperties().get(name), name);
    }

    private static String description(String kind) {
        return kind + " of the Varve backup repository: docs/kubernetes-controller.md";
    }

    /** A value of any type is a schema without a type; the generator says it is an object. */
    private static void anyValue(JSONSchemaProps schema) {
        if (schema.getProperties() != null) {
            JSONSchemaProps value = schema.getProperties().get("value");
            if (value != null && schema.getProperties().containsKey("op")) {
                value.setType(null);
                value.setXKubernetesPreserveUnknownFields(true);
            }
            schema.getProperties().values().forEach(Definitions::anyValue);
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            anyValue(schema.getItems().getSchema());
        }
    }
}
