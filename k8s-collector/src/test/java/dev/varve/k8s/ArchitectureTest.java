package dev.varve.k8s;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom inside clusters. */
@AnalyzeClasses(packages = "dev.varve.k8s", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule CLIENT =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "dev.varve.k8s.cluster..",
                            "dev.varve.k8s.controller..",
                            "dev.varve.k8s.resource..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.fabric8.kubernetes..", "io.fabric8.crd..", "io.fabric8.generator..")
                    .because(
                            "captured objects are raw JSON from end to end: typed models drop what they do"
                                    + " not know, and only what reads our own resources may use them");

    @ArchTest
    static final ArchRule OPERATOR_FRAMEWORK =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.varve.k8s.controller..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.javaoperatorsdk..")
                    .because("everything can be done without a controller, for an empty cluster");

    @ArchTest
    static final ArchRule GRPC =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.varve.k8s.changed..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.grpc..", "dev.varve.k8s.changed.message..")
                    .because(
                            "one service of others is spoken with so, by movers; everything else"
                                    + " hears of blocks");

    @ArchTest
    static final ArchRule CONTROLLER_ON_TOP =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "dev.varve.k8s.controller..", "dev.varve.k8s.resource..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.varve.k8s.controller..", "dev.varve.k8s.resource..")
                    .because(
                            "resources say what is to be done; those who do it need not know them");

    @ArchTest
    static final ArchRule RESOURCES_ARE_WORDS =
            noClasses()
                    .that()
                    .resideInAPackage("dev.varve.k8s.resource..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.varve.ingest..", "dev.varve.protocol..")
                    .because("they are what the API server keeps, and nothing happens in them");
}
