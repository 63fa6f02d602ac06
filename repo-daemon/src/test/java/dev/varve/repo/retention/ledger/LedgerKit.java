package dev.varve.repo.retention.ledger;

import com.google.protobuf.ByteString;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.io.SyncedFile;
import dev.varve.repo.retention.clock.LedgerHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A ledger in a folder, and the clocks beside it, which a test turns. */
final class LedgerKit {
    static final Uid REPOSITORY = new Uid(1, 2);
    static final KeyPair HOUSE = key(new Sevens());
    static final long DAY = 86_400_000;

    final Path data;
    long clockMillis = 20_000 * DAY;
    long wallMillis = 20_000 * DAY;

    LedgerKit(Path data) {
        this.data = data;
    }

    /** Where an entry lies. */
    record Lying(Path file, int offset, int length) {}

    static KeyPair newKey() {
        return key(new SecureRandom());
    }

    private static KeyPair key(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    static LedgerEntry draft(LedgerKind kind, int subject) {
        return LedgerEntry.newBuilder()
                .setKind(kind)
                .setVaultNumber(3)
                .setSubject(ByteString.copyFrom(new byte[] {(byte) subject}))
                .setWhat("act on " + subject)
                .build();
    }

    QueueLedger open(LedgerHead expected) throws IOException {
        return open(expected, SyncedFile::sync);
    }

    QueueLedger open(LedgerHead expected, QueueWriter.Forcing forcing) throws IOException {
        return new QueueLedger(
                data, () -> clockMillis, () -> wallMillis, expected, entry -> {}, forcing);
    }

    Checkpoints checkpoints() {
        return new Checkpoints(data, REPOSITORY, HOUSE);
    }

    /** Opens, appends so many refusals, closes. */
    LedgerHead append(LedgerHead expected, int count) throws IOException {
        try (QueueLedger ledger = open(expected)) {
            for (int i = 0; i < count; i++) {
                ledger.append(draft(LedgerKind.LEDGER_KIND_REFUSED, i));
            }
            return ledger.head();
        }
    }

    /** Ten entries and a checkpoint. */
    LedgerHead fill() throws IOException {
        LedgerHead head = append(LedgerHead.NONE, 10);
        checkpoints().write(head);
        return head;
    }

    LedgerAudit.Result audit(LedgerHead clock) throws IOException {
        return LedgerAudit.run(data, checkpoints(), Optional.of(clock));
    }

    /** In order. */
    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve(QueueLedger.FOLDER))) {
            return files.filter(each -> each.toString().endsWith(QueueExcerpts.SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    /** The only one. */
    Path file() throws IOException {
        List<Path> files = files();
        if (files.size() != 1) {
            throw new IllegalStateException("files " + files);
        }
        return files.getFirst();
    }

    List<Lying> places() throws IOException {
        List<Lying> places = new ArrayList<>();
        new QueueExcerpts(new FileStorageDirectory(data), QueueLedger.FOLDER)
                .forEach((name, offset, excerpt) ->
                        places.add(
                                new Lying(
                                        data.resolve(name),
                                        Math.toIntExact(offset),
                                        excerpt.length)));
        return places;
    }

    /** As little random as can be. */
    private static final class Sevens extends SecureRandom {
        private static final long serialVersionUID = 1;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 7);
        }
    }
}
