package dev.varve.repo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;

/** Who may touch what: one direction, no side doors. */
@AnalyzeClasses(packages = "dev.varve", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule FILES =
            noClasses()
                    .that()
                    .resideInAPackage("dev.varve.repo..")
                    .and()
                    .resideOutsideOfPackage("dev.varve.repo.io..")
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(
                            FileChannel.class,
                            RandomAccessFile.class,
                            FileInputStream.class,
                            FileOutputStream.class)
                    .because(
                            "io alone opens files: whatever else did could not be tested against"
                                    + " power cuts by the directory that injects them");

    @ArchTest
    static final ArchRule ROCKSDB =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.varve.repo.index..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.rocksdb..")
                    .because("index alone knows RocksDB: it must stay replaceable and rebuildable");

    @ArchTest
    static final ArchRule CHRONICLE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.varve.repo..")
                    .and()
                    .resideOutsideOfPackage("dev.varve.repo.retention.ledger..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("net.openhft..")
                    .because(
                            "ledger alone knows the queue, which opens files itself and promises"
                                    + " nothing about their durability");

    @ArchTest
    static final ArchRule NETTY =
            noClasses()
                    .that()
                    .resideInAPackage("dev.varve.repo..")
                    .and()
                    .resideOutsideOfPackage("dev.varve.repo.session..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.netty.channel..", "io.netty.handler..", "io.netty.bootstrap..")
                    .because(
                            "session alone knows the network; buffers travel on, so that records are"
                                    + " not copied");

    @ArchTest
    static final ArchRule HTTP =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.varve.repo.admin..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.dropwizard..",
                            "jakarta.ws..",
                            "jakarta.servlet..",
                            "jakarta.inject..",
                            "org.eclipse.jetty..",
                            "org.glassfish..",
                            "com.codahale..")
                    .because("admin alone knows Dropwizard: the daemon must serve without it");

    @ArchTest
    static final ArchRule MAIL =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.varve.repo.alarm..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jakarta.mail..")
                    .because("alarm alone tells people: nothing else waits for a mail server");

    @ArchTest
    static final ArchRule SCHEDULE =
            noClasses()
                    .that()
                    .resideInAnyPackage("dev.varve.repo.schedule..", "dev.varve.repo.alarm..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.varve.repo.store..",
                            "dev.varve.repo.index..",
                            "dev.varve.repo.session..",
                            "dev.varve.repo.admin..",
                            "dev.varve.repo.metrics..",
                            "dev.varve.repo.retention..",
                            "dev.varve.repo.vault..",
                            "dev.varve.repo.config..",
                            "dev.varve.repo.daemon..")
                    .because(
                            "when work runs, and who hears of it, must not depend on what the work"
                                    + " is; and the retention clock is no clock for schedules");

    @ArchTest
    static final ArchRule CRON =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.varve.repo.schedule..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.cronutils..")
                    .because("schedule alone knows the library of cron expressions");

    @ArchTest
    static final ArchRule PROMETHEUS =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("dev.varve.repo.metrics..", "dev.varve.repo.admin..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.prometheus..")
                    .because("what is counted wraps the store, which knows nothing of it");

    @ArchTest
    static final ArchRule STORE_DOOR =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.varve.repo.session..",
                            "dev.varve.repo.admin..",
                            "dev.varve.repo.metrics..",
                            "dev.varve.repo.vault..",
                            "dev.varve.repo.config..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.varve.repo.index..",
                            "dev.varve.repo.store.segment..",
                            "dev.varve.repo.store.image..",
                            "dev.varve.repo.store.check..")
                    .because(
                            "store is the only door to segments and index: what is acknowledged is"
                                    + " durable only if nobody goes past it");

    @ArchTest
    static final ArchRule STORE_LOOKS_DOWN =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.varve.repo.store..",
                            "dev.varve.repo.index..",
                            "dev.varve.repo.io..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.varve.repo.session..",
                            "dev.varve.repo.admin..",
                            "dev.varve.repo.metrics..",
                            "dev.varve.repo.daemon..",
                            "dev.varve.repo.config..")
                    .because(
                            "nothing below knows what is built on it: that is what lets it be tested");

    @ArchTest
    static final ArchRule CLOCK =
            noClasses()
                    .that()
                    .resideInAPackage("dev.varve.repo.retention.clock..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.varve.repo.store..",
                            "dev.varve.repo.index..",
                            "dev.varve.repo.session..",
                            "dev.varve.repo.admin..",
                            "dev.varve.repo.metrics..",
                            "dev.varve.repo.vault..",
                            "dev.varve.repo.config..",
                            "dev.varve.repo.daemon..")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .because(
                            "the retention clock listens to its source alone: all else could move"
                                    + " it");

    @ArchTest
    static final ArchRule GUARD =
            noClasses()
                    .that()
                    .resideInAPackage("dev.varve.repo.retention.guard..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.varve.repo.store..",
                            "dev.varve.repo.index..",
                            "dev.varve.repo.session..",
                            "dev.varve.repo.admin..",
                            "dev.varve.repo.metrics..",
                            "dev.varve.repo.vault..",
                            "dev.varve.repo.config..",
                            "dev.varve.repo.daemon..")
                    .because(
                            "the helper runs with privileges: what it is made of must stay little,"
                                    + " and must not believe the daemon's own parts");

    @ArchTest
    static final ArchRule INODES =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "dev.varve.repo.io..", "dev.varve.repo.retention.guard..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.varve.repo.io.inode..")
                    .because("who sets flags of files could take a deletion past retention");

    @ArchTest
    static final ArchRule MODULES =
            noClasses()
                    .that()
                    .resideInAPackage("dev.varve.repo..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.varve.ingest..",
                            "dev.varve.k8s..",
                            "dev.varve.tools..",
                            "dev.varve.perf..")
                    .because(
                            "the daemon needs no client's code, and must never hold a client's key");

    @ArchTest
    static final ArchRule PROTOCOL =
            noClasses()
                    .that()
                    .resideInAPackage("dev.varve.protocol..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.varve.repo..",
                            "dev.varve.ingest..",
                            "dev.varve.k8s..",
                            "dev.varve.tools..")
                    .because("both ends of the wire depend on protocol, so it depends on neither");
}
