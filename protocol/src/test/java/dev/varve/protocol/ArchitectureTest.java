package dev.varve.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The words at the bottom, the wire above them, its two ends apart. */
@AnalyzeClasses(
        packages = "dev.varve.protocol",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule WORDS =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.varve.protocol.error..",
                            "dev.varve.protocol.model..",
                            "dev.varve.protocol.node..",
                            "dev.varve.protocol.rate..",
                            "dev.varve.protocol.record..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.netty..",
                            "com.google.protobuf..",
                            "dev.varve.protocol.message..",
                            "dev.varve.protocol.frame..",
                            "dev.varve.protocol.tls..",
                            "dev.varve.protocol.client..",
                            "dev.varve.protocol.server..")
                    .because(
                            "what lies on disk for decades is read without a network, and does not"
                                    + " change when a message does");

    @ArchTest
    static final ArchRule CLIENT =
            noClasses()
                    .that()
                    .resideInAPackage("dev.varve.protocol.client..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.varve.protocol.server..")
                    .because(
                            "the two ends share the wire and nothing else: they differ in version");

    @ArchTest
    static final ArchRule SERVER =
            noClasses()
                    .that()
                    .resideInAPackage("dev.varve.protocol.server..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.varve.protocol.client..")
                    .because(
                            "the two ends share the wire and nothing else: they differ in version");

    @ArchTest
    static final ArchRule CERTIFICATES =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.varve.protocol.tls..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.bouncycastle..")
                    .because("tls alone makes certificates: whom to trust is decided in one place");

    @ArchTest
    static final ArchRule CYCLES =
            slices().matching("dev.varve.protocol.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("one direction, no side doors: each package is understood alone");
}
