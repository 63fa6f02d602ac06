package dev.varve.repo.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.Points;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.FakeRetention;
import dev.varve.repo.retention.label.Labels;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.vault.DataDirectory;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real documents of vaults and clients, a ledger and points in memory; cut off at each step. */
class VaultRemovalTest {
    private final FakeRetention retention = new FakeRetention();
    private final Map<Uid, Label> points = new TreeMap<>();
    private final List<String> calls = new ArrayList<>();
    private final DataDirectory directory;
    private final VaultRemoval removal;
    private int stepsLeft = Integer.MAX_VALUE;

    VaultRemovalTest(@TempDir Path root) throws IOException {
        directory = DataDirectory.openOrInitialise(root);
        directory.vaults().create("team", Encryption.ENCRYPTION_NONE);
        directory.vaults().create("other", Encryption.ENCRYPTION_NONE);
        directory.enrolment().enrol("one", "team");
        directory.enrolment().enrol("two", "other");
        removal =
                new VaultRemoval(
                        directory,
                        fake(Repository.class, (method, arguments) -> store()),
                        retention.retention());
    }

    /** Answers all methods of an interface. */
    private interface Answer {
        Object to(String method, Object[] arguments) throws IOException;
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) -> answer.to(method.getName(), arguments)));
    }

    private VaultStore store() {
        return fake(
                VaultStore.class,
                (method, arguments) -> {
                    calls.add(method);
                    return switch (method) {
                        case "requireNothingLocked" -> requireNothingLocked();
                        case "listPoints" -> list();
                        case "shut" -> 2;
                        case "expire" -> expire((Uid) arguments[0]);
                        case "appendVault" -> append((VaultDocument) arguments[0]);
                        default -> "";
                    };
                });
    }

    private void step() throws IOException {
        if (stepsLeft-- == 0) {
            throw new IOException("cut off");
        }
    }

    private Object requireNothingLocked() throws IOException {
        for (Label label : points.values()) {
            retention.retention().require(label, LedgerEntry.newBuilder().setWhat("x").build());
        }
        return "";
    }

    private Points list() {
        Points.Builder all = Points.newBuilder();
        points.keySet()
                .forEach(id ->
                        all.addPoints(
                                PointDocument.newBuilder()
                                        .setPointId(ByteString.copyFrom(id.toBytes()))));
        return all.build();
    }

    private Object expire(Uid id) throws IOException {
        step();
        points.remove(id);
        return "";
    }

    private Object append(VaultDocument deleted) throws IOException {
        step();
        assertThat(deleted.getDeletedMillis()).isPositive();
        return "";
    }

    private void havePoints(int count) {
        for (int i = 1; i <= count; i++) {
            points.put(new Uid(0, i), Label.getDefaultInstance());
        }
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void assertGone() throws IOException {
        assertThat(directory.vaults().find("team")).isEmpty();
        assertThat(directory.vaults().unfinishedDeletions()).isEmpty();
        assertThat(directory.clients().find("one").orElseThrow().revoked()).isTrue();
        assertThat(directory.clients().find("two").orElseThrow().revoked()).isFalse();
        assertThat(retention.entries().getLast().getWhat()).contains("vault team is deleted");
    }

    @Test
    void anEmptyVaultGoesWithIntentAndResultInTheLedger() throws IOException {
        VaultRemoval.Removed removed = removal.delete("team", false, "operator anna");

        assertThat(removed.clientsRevoked()).isEqualTo(1);
        assertThat(removed.sessionsClosed()).isEqualTo(2);
        assertGone();
        assertThat(retention.kinds())
                .containsExactly(LedgerKind.LEDGER_KIND_VAULT, LedgerKind.LEDGER_KIND_VAULT);
        assertThat(retention.entries().getFirst().getActor()).isEqualTo("operator anna");
        assertCode(ErrorCode.VAULT_UNKNOWN, () -> removal.delete("team", false, "operator anna"));
    }

    @Test
    void aVaultWithPointsStaysUntilTheyAreToEndToo() throws IOException {
        havePoints(3);

        assertCode(ErrorCode.TARGET_NOT_EMPTY, () -> removal.delete("team", false, "operator a"));
        assertThat(calls).doesNotContain("shut", "expire");
        assertThat(retention.kinds()).containsExactly(LedgerKind.LEDGER_KIND_REFUSED);
        assertThat(retention.entries().getFirst().getWhat())
                .isEqualTo("delete vault team: refused, vault team has 3 restore points");

        assertThat(removal.delete("team", true, "operator a").pointsEnded()).isEqualTo(3);
        assertGone();
    }

    @Test
    void whileAPointIsLockedNothingHappensButAnEntryInTheLedger() throws IOException {
        havePoints(2);
        points.put(
                new Uid(0, 2), Labels.of(LockMode.LOCK_MODE_COMPLIANCE, retention.nowMillis() + 9));

        assertCode(ErrorCode.RETENTION_LOCKED, () -> removal.delete("team", true, "operator a"));

        assertThat(retention.kinds()).containsExactly(LedgerKind.LEDGER_KIND_REFUSED);
        assertThat(calls).doesNotContain("shut", "expire");
        assertThat(points).hasSize(2);
        assertThat(directory.vaults().find("team")).isPresent();
        assertThat(directory.clients().find("one").orElseThrow().revoked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aDeletionThatWasCutOffIsDoneWhenAskedForAgain(int steps) throws IOException {
        havePoints(3);
        stepsLeft = steps;
        assertThatThrownBy(() -> removal.delete("team", true, "operator a"))
                .isInstanceOf(IOException.class);
        assertThat(calls.getLast()).isEqualTo(steps < 3 ? "reopen" : "appendVault");
        stepsLeft = Integer.MAX_VALUE;

        removal.delete("team", true, "operator a");

        assertThat(points).isEmpty();
        assertGone();
    }

    @Test
    void withoutTheLedgerNothingIsDeletedAndAMarkedVaultIsFinishedAtTheNextStart()
            throws IOException {
        retention.fail(true);
        assertThatThrownBy(() -> removal.delete("team", true, "operator a"))
                .isInstanceOf(IOException.class);
        assertThat(directory.vaults().find("team")).isPresent();
        directory.vaults().delete("team", 1);

        removal.finishAll();
        assertThat(directory.vaults().unfinishedDeletions()).hasSize(1);
        retention.fail(false);
        removal.finishAll();

        assertGone();
    }
}
