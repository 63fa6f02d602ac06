package dev.varve.tools;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.varve.protocol.client.NettyRepositoryClient;

/** What the command line may know: thin over ingest and the daemon's own doors. */
@AnalyzeClasses(packages = "dev.varve.tools", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule STORE =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.varve.repo.index..",
                            "dev.varve.repo.session..",
                            "dev.varve.repo.admin..",
                            "dev.varve.repo.store",
                            "dev.varve.repo.store.image..")
                    .because(
                            "a repository is opened by Daemon and OfflineRepository, which claim it"
                                    + " and recover it first");

    @ArchTest
    static final ArchRule SEGMENTS =
            noClasses()
                    .that()
                    .doNotHaveSimpleName("DumpSegmentCommand")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.varve.repo.io..", "dev.varve.repo.store.segment..")
                    .because("only a dump looks at segments as files, and it only reads");

    @ArchTest
    static final ArchRule CONNECTIONS =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(NettyRepositoryClient.class)
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.varve.protocol.tls..",
                            "io.netty.channel..",
                            "io.netty.handler..",
                            "io.netty.bootstrap..")
                    .because(
                            "ingest's profile alone connects: whom a client trusts, and as whom it comes,"
                                    + " is said in a profile and nowhere else");

    @ArchTest
    static final ArchRule CRYPTOGRAPHY =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("javax.crypto..", "org.bouncycastle..")
                    .because("keys are ingest's: a command carries a secret, and never uses it");

    @ArchTest
    static final ArchRule COMMAND_LINES =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "dev.varve.tools.command..", "dev.varve.tools.quickstart..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("picocli..")
                    .because(
                            "options are command's; quickstart runs whole command lines, as a user"
                                    + " would");

    @ArchTest
    static final ArchRule CYCLES =
            slices().matching("dev.varve.tools.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("commands stand on output, which knows no command");
}
