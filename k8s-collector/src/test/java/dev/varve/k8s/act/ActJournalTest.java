package dev.varve.k8s.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal of acts. The golden file was made by another program from its document. */
class ActJournalTest {
    private static final ObjectKey CLAIM = new ObjectKey(Served.CLAIM, "shop", "data");
    private static final Act CREATE =
            new Act(
                    Act.Verb.CREATE,
                    new ObjectKey(Served.SNAPSHOT, "shop", "varve-snapshot-data-0123456789ab"),
                    CLAIM,
                    "snapshot");
    private static final Act DELETE =
            new Act(Act.Verb.DELETE, new ObjectKey(Served.POD, "varve", "mover"), CLAIM, "remove");

    @TempDir private Path directory;

    @Test
    void theGoldenFileIsWrittenByteForByte() throws Exception {
        Path file = directory.resolve("run.acts");
        try (ActJournal journal = ActJournal.open(file, "prod", "nightly-1")) {
            int create = journal.intend(CREATE);
            journal.done(create, "6c1e");
            ObjectNode facts = new ObjectMapper().createObjectNode().put("handle", "snap-1");
            journal.reached(CLAIM, new ActJournal.Progress("Cut", facts));
            int delete = journal.intend(DELETE);
            journal.refused(delete, "forbidden");
            journal.end("captured");
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(golden());
    }

    @Test
    void theGoldenFileIsRead() throws Exception {
        Path file = directory.resolve("run.acts");
        Files.write(file, golden());
        try (ActJournal journal = ActJournal.open(file, "prod", "nightly-1")) {
            assertThat(journal.isEnded()).isTrue();
            assertThat(journal.unanswered()).isEmpty();
            assertThat(journal.progress(CLAIM).orElseThrow().facts().path("handle").asText())
                    .isEqualTo("snap-1");
        }
    }

    @Test
    void anIntentWithoutAnAnswerIsKnownAfterARestart() throws Exception {
        Path file = directory.resolve("run.acts");
        try (ActJournal journal = ActJournal.open(file, "prod", "run-1")) {
            journal.done(journal.intend(DELETE), "");
            int _ = journal.intend(CREATE);
        }
        try (ActJournal journal = ActJournal.open(file, "prod", "run-1")) {
            assertThat(journal.unanswered()).containsExactly(CREATE);
            assertThat(journal.isEnded()).isFalse();
        }
    }

    @Test
    void anInterruptedThreadWritesItsLineAndLeavesTheJournalToTheOthers() throws Exception {
        Path file = directory.resolve("run.acts");
        try (ActJournal journal = ActJournal.open(file, "prod", "run-1")) {
            Thread.currentThread().interrupt();
            int _ = journal.intend(CREATE);
            assertThat(Thread.interrupted()).isTrue();
            journal.done(journal.intend(DELETE), "");
        }
        try (ActJournal journal = ActJournal.open(file, "prod", "run-1")) {
            assertThat(journal.unanswered()).containsExactly(CREATE);
        }
    }

    @Test
    void aLineThatACrashCutOffAtAnyByteIsDropped() throws Exception {
        byte[] whole = golden();
        int lastLine = lastLineStart(whole);
        for (int length = lastLine + 1; length < whole.length; length++) {
            Path file = directory.resolve("cut-" + length);
            Files.write(file, Arrays.copyOf(whole, length));
            try (ActJournal journal = ActJournal.open(file, "prod", "nightly-1")) {
                assertThat(journal.isEnded()).isFalse();
                journal.end("captured");
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        }
    }

    @Test
    void damageBeforeTheLastLineIsToldWithItsPlace() throws Exception {
        byte[] whole = golden();
        for (int at = 0; at < lastLineStart(whole); at += 7) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Path file = directory.resolve("damaged-" + at);
            Files.write(file, damaged);
            assertThatThrownBy(() -> ActJournal.open(file, "prod", "nightly-1"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged at offset");
        }
    }

    @Test
    void aJournalOfAnotherRunAndOneInUseAreRefused() throws Exception {
        ActJournals journals = new ActJournals(directory, "prod");
        try (ActJournal _ = journals.open("run-1")) {
            assertThatThrownBy(() -> journals.open("run-1")).hasMessageContaining("in use");
            assertThat(journals.runs()).containsExactly("run-1");
        }
        assertThatThrownBy(() -> ActJournal.open(directory.resolve("run-1.acts"), "prod", "run-2"))
                .hasMessageContaining("is no journal of");
        journals.forget("run-1");
        assertThat(journals.runs()).isEmpty();
    }

    private static int lastLineStart(byte[] whole) {
        int at = whole.length - 2;
        while (whole[at] != '\n') {
            at--;
        }
        return at + 1;
    }

    private static byte[] golden() throws IOException {
        try (InputStream in = ActJournalTest.class.getResourceAsStream("/act/journal-v1.acts")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }
}
