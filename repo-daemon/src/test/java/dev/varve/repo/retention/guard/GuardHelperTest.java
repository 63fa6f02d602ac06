package dev.varve.repo.retention.guard;

import static dev.varve.repo.retention.guard.GuardKit.HOUR;
import static dev.varve.repo.retention.guard.GuardKit.NOW;
import static dev.varve.repo.retention.guard.GuardKit.SEGMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.LockMode;
import dev.varve.repo.retention.guard.GuardReply.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a real ext4, as root. */
class GuardHelperTest {
    @RegisterExtension static final LoopFileSystem EXT4 = new LoopFileSystem();

    private GuardKit kit;

    GuardHelperTest() throws IOException {
        kit = new GuardKit(EXT4.fresh());
    }

    @BeforeEach
    void aSegment() throws IOException {
        kit.write(SEGMENT);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rm -f FILE",
                "truncate -s 0 FILE",
                "mv FILE FILE.moved",
                "sh -c 'echo more >>FILE'",
                "sh -c 'echo other >FILE'",
                "ln FILE FILE.second",
                "chmod 777 FILE",
                "chown 1:1 FILE",
                "touch -d yesterday FILE",
                "python3 -c 'import os; os.setxattr(\"FILE\", \"user.a\", b\"b\")'",
                "rmdir FOLDER",
                "mv FOLDER FOLDER.moved",
                "rm -rf FOLDER"
            })
    void rootCannotChangeASealedSegmentByOrdinaryMeans(String command) throws IOException {
        assertThat(kit.seal(SEGMENT, LockMode.LOCK_MODE_COMPLIANCE, NOW + HOUR))
                .isEqualTo(Outcome.DONE);
        Path file = kit.file(SEGMENT);
        byte[] before = Files.readAllBytes(file);

        Commands.Outcome outcome =
                Commands.run(
                        "sh",
                        "-c",
                        command.replace("FILE", file.toString())
                                .replace("FOLDER", String.valueOf(file.getParent())));

        assertThat(outcome.exitCode()).isNotZero();
        if (!command.startsWith("rmdir")) {
            assertThat(outcome.said()).contains("Operation not permitted");
        }
        assertThat(file).hasBinaryContent(before);
        assertThat(Files.getAttribute(file, "unix:nlink")).isEqualTo(1);
    }

    @Test
    void aFolderWithSealedSegmentsTakesNewOnes() throws IOException {
        kit.seal(SEGMENT, LockMode.LOCK_MODE_COMPLIANCE, NOW + HOUR);

        SegmentRef next = new SegmentRef(SegmentFolder.DATA, 0x1b);
        kit.write(next);

        GuardKit.assertAppendOnly(kit.data.resolve("segments/data"));
        assertThat(kit.seal(next, LockMode.LOCK_MODE_NONE, 0)).isEqualTo(Outcome.DONE);
        GuardKit.assertImmutable(kit.file(next));
    }

    @Test
    void releaseIsRefusedBeforeItsTimeAndDoneAfterIt() throws IOException {
        kit.seal(SEGMENT, LockMode.LOCK_MODE_COMPLIANCE, NOW + HOUR);
        kit.intents.intended.add(SEGMENT.id());
        kit.clockMillis = NOW + HOUR - 1;
        assertThat(kit.release(SEGMENT)).isEqualTo(Outcome.LOCKED);
        GuardKit.assertImmutable(kit.file(SEGMENT));

        kit.clockMillis = NOW + HOUR;

        assertThat(kit.release(SEGMENT)).isEqualTo(Outcome.DONE);
        assertThat(kit.file(SEGMENT)).doesNotExist();
        GuardKit.assertAppendOnly(kit.data.resolve("segments/data"));
        assertThat(kit.helper.sealed()).isZero();
    }

    @Test
    void releaseIsRefusedWithoutAnIntentInTheLedger() throws IOException {
        kit.seal(SEGMENT, LockMode.LOCK_MODE_NONE, 0);

        assertThat(kit.release(SEGMENT)).isEqualTo(Outcome.NO_INTENT);

        GuardKit.assertImmutable(kit.file(SEGMENT));
    }

    @Test
    void releaseIsRefusedWhileTheClockIsInDoubt() throws IOException {
        kit.seal(SEGMENT, LockMode.LOCK_MODE_NONE, 0);
        kit.intents.intended.add(SEGMENT.id());
        kit.doubted = true;

        assertThat(kit.release(SEGMENT)).isEqualTo(Outcome.CLOCK_IN_DOUBT);

        GuardKit.assertImmutable(kit.file(SEGMENT));
    }

    @Test
    void aRecordOfTheClockThatRanAheadOfTheMachineIsNotBelieved() throws IOException {
        long until = NOW + Duration.ofDays(30).toMillis();
        kit.seal(SEGMENT, LockMode.LOCK_MODE_COMPLIANCE, until);
        kit.intents.intended.add(SEGMENT.id());
        assertThat(kit.release(SEGMENT)).isEqualTo(Outcome.LOCKED);

        kit.clockMillis = until;
        assertThat(kit.release(SEGMENT)).isEqualTo(Outcome.CLOCK_IN_DOUBT);

        kit.rawNanos += Duration.ofDays(30).toNanos();
        assertThat(kit.release(SEGMENT)).isEqualTo(Outcome.DONE);
    }

    @Test
    void anExtensionNeverShortens() throws IOException {
        kit.seal(SEGMENT, LockMode.LOCK_MODE_GOVERNANCE, NOW + HOUR);
        kit.intents.intended.add(SEGMENT.id());
        assertThat(kit.extend(SEGMENT, NOW + 2 * HOUR)).isEqualTo(Outcome.DONE);
        assertThat(kit.extend(SEGMENT, NOW)).isEqualTo(Outcome.DONE);
        assertThat(kit.seal(SEGMENT, LockMode.LOCK_MODE_NONE, 0)).isEqualTo(Outcome.DONE);

        kit.clockMillis = NOW + 2 * HOUR - 1;

        assertThat(kit.release(SEGMENT)).isEqualTo(Outcome.LOCKED);
    }

    @Test
    void whatWasNeverSealedCannotBeExtended() {
        assertThat(kit.extend(SEGMENT, NOW)).isEqualTo(Outcome.ABSENT);
    }

    @Test
    void labelsOutliveTheHelper() throws IOException {
        kit.seal(SEGMENT, LockMode.LOCK_MODE_COMPLIANCE, NOW + HOUR);
        kit.intents.intended.add(SEGMENT.id());

        kit.restart();

        assertThat(kit.helper.sealed()).isEqualTo(1);
        assertThat(kit.release(SEGMENT)).isEqualTo(Outcome.LOCKED);
    }

    @Test
    void aFlaggedFileThatTheLogDoesNotKnowIsKept() throws IOException {
        Commands.must("chattr", "+i", kit.file(SEGMENT).toString());
        kit.intents.intended.add(SEGMENT.id());

        assertThat(kit.release(SEGMENT)).isEqualTo(Outcome.LOG_DAMAGED);

        GuardKit.assertImmutable(kit.file(SEGMENT));
    }

    @Test
    void whatWasNeverSealedIsDeletedWhenAskedThoughItsFolderGivesNothingAway() throws IOException {
        kit.seal(SEGMENT, LockMode.LOCK_MODE_COMPLIANCE, NOW + HOUR);
        SegmentRef open = new SegmentRef(SegmentFolder.DATA, 0x1c);
        kit.write(open);
        assertThat(Commands.run("rm", "-f", kit.file(open).toString()).exitCode()).isNotZero();

        assertThat(kit.release(open)).isEqualTo(Outcome.DONE);

        assertThat(kit.file(open)).doesNotExist();
    }

    @Test
    void aHelperThatDiedInTheMiddleOfADeletionClosesTheFolderAgain() throws IOException {
        kit.seal(SEGMENT, LockMode.LOCK_MODE_COMPLIANCE, NOW + HOUR);
        Path folder = kit.data.resolve("segments/data");
        Commands.must("chattr", "-a", folder.toString());

        kit.restart();

        GuardKit.assertAppendOnly(folder);
    }

    @Test
    void theLogOfLabelsItselfCanOnlyGrow() throws IOException {
        kit.seal(SEGMENT, LockMode.LOCK_MODE_COMPLIANCE, NOW + HOUR);
        String log = kit.data.resolve("guard/labels").toString();

        assertThat(Commands.run("rm", "-f", log).said()).contains("not permitted");
        assertThat(Commands.run("truncate", "-s", "0", log).said()).contains("not permitted");
        assertThat(Commands.run("mv", kit.data.resolve("guard").toString(), kit.data + "/g").said())
                .contains("not permitted");
    }

    @Test
    void oneHelperOnlyGuardsADirectory() {
        assertThatThrownBy(() ->
                        GuardHelper.open(
                                kit.data,
                                GuardKit.REPOSITORY,
                                () -> {
                                    throw new IOException("not asked");
                                },
                                () -> {
                                    throw new IOException("not asked");
                                },
                                IntentSource.NONE))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("another helper");
    }

    @Test
    void aSymbolicLinkIsNoSegment() throws IOException {
        Path victim = Files.writeString(kit.data.resolve("victim"), "of a link");
        SegmentRef link = new SegmentRef(SegmentFolder.META, 3);
        Files.createSymbolicLink(kit.file(link), victim);

        refusedWhole(link);

        assertThat(GuardKit.flags(victim)).doesNotContain("i");
    }

    @Test
    void aFileWithASecondNameIsNoSegment() throws IOException {
        Path victim = Files.writeString(kit.data.resolve("victim"), "of a hard link");
        SegmentRef link = new SegmentRef(SegmentFolder.META, 4);
        Files.createLink(kit.file(link), victim);

        refusedWhole(link);

        assertThat(GuardKit.flags(victim)).doesNotContain("i");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mknod FILE c 1 3", "mknod FILE b 7 250", "mkfifo FILE", "mkdir FILE"})
    void aDeviceAPipeAFolderIsNoSegment(String make) throws IOException {
        SegmentRef odd = new SegmentRef(SegmentFolder.META, 5);
        Commands.must("sh", "-c", make.replace("FILE", kit.file(odd).toString()));

        refusedWhole(odd);
    }

    @Test
    void aFolderThatIsALinkIsNotFollowed() throws IOException {
        Path other = Files.createDirectory(kit.data.resolve("other"));
        Path data = EXT4.fresh();
        Files.createDirectories(data.resolve("segments/meta"));
        Files.createSymbolicLink(data.resolve("segments/data"), other);

        assertThatThrownBy(() -> new GuardKit(data).close()).isInstanceOf(IOException.class);
    }

    @Test
    void aProbeIsSealedAndReleasedWithoutClockAndLedger() throws IOException {
        SegmentRef probe = SegmentRef.daemonProbe();
        kit.write(probe);
        kit.doubted = true;

        assertThat(kit.seal(probe, LockMode.LOCK_MODE_NONE, 0)).isEqualTo(Outcome.DONE);
        GuardKit.assertImmutable(kit.file(probe));
        assertThat(kit.release(probe)).isEqualTo(Outcome.DONE);

        assertThat(kit.file(probe)).doesNotExist();
        assertThat(kit.helper.sealed()).isZero();
    }

    private void refusedWhole(SegmentRef segment) {
        kit.intents.intended.add(segment.id());
        assertThat(kit.seal(segment, LockMode.LOCK_MODE_NONE, 0)).isEqualTo(Outcome.NOT_A_SEGMENT);
        assertThat(kit.release(segment)).isEqualTo(Outcome.NOT_A_SEGMENT);
        assertThat(Files.exists(kit.file(segment), java.nio.file.LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }
}
