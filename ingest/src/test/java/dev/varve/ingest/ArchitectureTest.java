package dev.varve.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.channels.FileChannel;

/** Who may know whom on the source side. */
@AnalyzeClasses(packages = "dev.varve.ingest", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule SYSTEM_CALLS =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.varve.ingest.posix..")
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(Linker.class, SymbolLookup.class)
                    .because(
                            "posix alone calls into the C library: a wrong signature there ends the"
                                    + " process, so there is one place to look at");

    @ArchTest
    static final ArchRule FILES =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "dev.varve.ingest.block..", "dev.varve.ingest.journal..")
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(
                            FileChannel.class,
                            RandomAccessFile.class,
                            FileInputStream.class,
                            FileOutputStream.class)
                    .because(
                            "volumes are block's and the journal's folder is its own; all other"
                                    + " files are opened by posix, below a directory that no link"
                                    + " can exchange and by the bytes of their names");

    @ArchTest
    static final ArchRule CHRONICLE_QUEUE =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.varve.ingest.journal..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("net.openhft..")
                    .because(
                            "journal alone knows Chronicle Queue: a lost journal costs time only, and"
                                    + " what keeps it must stay replaceable");

    @ArchTest
    static final ArchRule CRYPTOGRAPHY =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("dev.varve.ingest.crypto..", "dev.varve.ingest.key..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("javax.crypto..", "org.bouncycastle..")
                    .because(
                            "what seals and what unlocks is read and audited in two packages, and"
                                    + " nonces and derived keys never leave them");

    @ArchTest
    static final ArchRule SECRETS =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("dev.varve.ingest.key..", "dev.varve.ingest.profile..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.varve.ingest.key..")
                    .because(
                            "profile opens; who reads, sends or writes has an opened VaultCipher: a wrong key is"
                                    + " known before any transfer, and no secret is near one");

    @ArchTest
    static final ArchRule COMPRESSION =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("dev.varve.ingest.record..", "dev.varve.ingest.tree..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.github.luben..")
                    .because("records and the bodies of tree pages are all that is compressed");

    @ArchTest
    static final ArchRule NETWORK =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.varve.ingest.profile..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.netty.channel..",
                            "io.netty.handler..",
                            "io.netty.bootstrap..",
                            "dev.varve.protocol.frame..",
                            "dev.varve.protocol.server..",
                            "dev.varve.protocol.tls..")
                    .orShould()
                    .dependOnClassesThat()
                    .haveSimpleNameStartingWith("Netty")
                    .because(
                            "profile connects; a run speaks to a RepositoryClient and to nothing below it: that is what"
                                    + " lets it be tested on a repository in memory");

    @ArchTest
    static final ArchRule KINDS_OF_IMAGES =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.varve.ingest.block..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.varve.ingest.block..")
                    .because("push and pull carry any kind of image, and a tree is no volume");

    @ArchTest
    static final ArchRule KINDS_OF_IMAGES_TOO =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.varve.ingest.tree..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.varve.ingest.tree..")
                    .because("push and pull carry any kind of image, and a volume is no tree");

    @ArchTest
    static final ArchRule CYCLES =
            slices().matching("dev.varve.ingest.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("one direction, no side doors: each package is understood alone");

    @ArchTest
    static final ArchRule MODULES =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.varve.repo..",
                            "dev.varve.k8s..",
                            "dev.varve.tools..",
                            "dev.varve.perf..")
                    .because(
                            "a client runs where there is no repository; the daemon reaches it by the"
                                    + " wire only");
}
