package dev.varve.k8s.rule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the rules and the order may not touch. */
@AnalyzeClasses(
        packages = {"dev.varve.k8s.rule", "dev.varve.k8s.order"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class PurityTest {
    @ArchTest
    static final ArchRule NO_SIDE_EFFECTS =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.varve.k8s.cluster..",
                            "io.fabric8.kubernetes..",
                            "java.io..",
                            "java.nio.file..",
                            "java.net..",
                            "java.time..")
                    .because("a plan is shown, tried and tested without a cluster");

    @ArchTest
    static final ArchRule ORDER =
            noClasses()
                    .that()
                    .resideInAPackage("dev.varve.k8s.rule..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.varve.k8s.order..")
                    .because("each object is judged alone");
}
