package dev.varve.repo.officer;

import static dev.varve.protocol.message.LedgerKind.LEDGER_KIND_CLOCK;
import static dev.varve.protocol.message.LedgerKind.LEDGER_KIND_LABEL;
import static dev.varve.protocol.message.LedgerKind.LEDGER_KIND_OFFICER_APPROVAL;
import static dev.varve.protocol.message.LedgerKind.LEDGER_KIND_OFFICER_EXECUTION;
import static dev.varve.protocol.message.LedgerKind.LEDGER_KIND_OFFICER_EXPIRY;
import static dev.varve.protocol.message.LedgerKind.LEDGER_KIND_OFFICER_REFUSAL;
import static dev.varve.protocol.message.LedgerKind.LEDGER_KIND_OFFICER_REQUEST;
import static dev.varve.protocol.message.LedgerKind.LEDGER_KIND_POLICY;
import static dev.varve.protocol.message.LedgerKind.LEDGER_KIND_REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.message.RetentionPolicy;
import dev.varve.repo.retention.clock.ClockState;
import dev.varve.repo.retention.label.Labels;
import dev.varve.repo.vault.OfficerAct;
import dev.varve.repo.vault.OfficerAct.State;
import dev.varve.repo.vault.OperatorRegistry;
import dev.varve.repo.vault.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OfficerActsTest {
    private static final Wish RELEASE =
            new Wish.ReleaseGovernance(OfficerKit.VAULT, OfficerKit.POINT);
    private static final RetentionPolicy GOVERNANCE_30 = policy(LockMode.LOCK_MODE_GOVERNANCE, 30);
    private static final RetentionPolicy GOVERNANCE_7 = policy(LockMode.LOCK_MODE_GOVERNANCE, 7);

    private final OfficerKit kit;

    OfficerActsTest(@TempDir Path root) throws IOException {
        kit = new OfficerKit(root);
        lock(LockMode.LOCK_MODE_GOVERNANCE, 30);
    }

    @Test
    void twoOfficersEndGovernanceBeforeItsTimeAndEachStepIsInTheLedger() throws IOException {
        OfficerAct asked = request(RELEASE);
        assertThat(locked()).isTrue();

        OfficerAct done = kit.acts.approve(asked.name(), kit.ben);

        assertThat(done.asState()).isEqualTo(State.DONE);
        assertThat(locked()).isFalse();
        assertThat(kit.kinds())
                .containsExactly(
                        LEDGER_KIND_OFFICER_REQUEST,
                        LEDGER_KIND_OFFICER_APPROVAL,
                        LEDGER_KIND_OFFICER_EXECUTION,
                        LEDGER_KIND_LABEL);
        assertThat(kit.entries.getLast().getActor()).isEqualTo("officers eva and ben, act 000001");
        assertThat(kit.entries.getFirst().getDigest()).isEqualTo(kit.eva.tokenDigest());
    }

    @Test
    void whoAskedCannotApproveAlsoUnderANewToken() throws IOException {
        OfficerAct asked = request(RELEASE);
        OperatorRegistry.Known again = kit.known(kit.directory.operators().rotate("eva"));

        assertCode(ErrorCode.FORBIDDEN, () -> kit.acts.approve(asked.name(), kit.eva));
        assertCode(ErrorCode.FORBIDDEN, () -> kit.acts.approve(asked.name(), again));

        assertThat(locked()).isTrue();
        assertThat(kit.kinds())
                .containsExactly(
                        LEDGER_KIND_OFFICER_REQUEST, LEDGER_KIND_REFUSED, LEDGER_KIND_REFUSED);
    }

    @ParameterizedTest
    @EnumSource(value = Role.class, mode = EnumSource.Mode.EXCLUDE, names = "SECURITY_OFFICER")
    void nobodyElseAsksApprovesOrRefuses(Role role) throws IOException {
        OperatorRegistry.Known other = kit.person("olga", role);
        OfficerAct asked = request(RELEASE);

        assertCode(ErrorCode.FORBIDDEN, () -> request(RELEASE, other));
        assertCode(ErrorCode.FORBIDDEN, () -> kit.acts.approve(asked.name(), other));
        assertCode(ErrorCode.FORBIDDEN, () -> kit.acts.refuse(asked.name(), "no", other));

        assertThat(kit.kinds()).filteredOn(kind -> kind == LEDGER_KIND_REFUSED).hasSize(3);
        assertThat(kit.act(asked.name()).asState()).isEqualTo(State.REQUESTED);
    }

    @Test
    void whatAnOfficerAskedForWhoIsNoneAnyMoreIsNotApproved() throws IOException {
        OfficerAct removed = request(RELEASE);
        kit.directory.operators().remove("eva");
        assertCode(ErrorCode.APPROVAL_NEEDED, () -> kit.acts.approve(removed.name(), kit.ben));

        OfficerAct rotated = request(RELEASE, kit.officer("uli"));
        var _ = kit.directory.operators().rotate("uli");
        assertCode(ErrorCode.APPROVAL_NEEDED, () -> kit.acts.approve(rotated.name(), kit.ben));

        assertThat(locked()).isTrue();
    }

    @Test
    void complianceIsEndedByNobodyAndTheRefusalIsInTheLedger() throws IOException {
        lock(LockMode.LOCK_MODE_COMPLIANCE, 30);

        assertCode(ErrorCode.RETENTION_LOCKED, () -> request(RELEASE));

        assertThat(kit.kinds()).containsExactly(LEDGER_KIND_REFUSED);
        assertThat(kit.acts.list()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = LockMode.class,
            names = {"LOCK_MODE_GOVERNANCE", "LOCK_MODE_COMPLIANCE"})
    void aLockThatGrewAfterTheRequestIsNotTheirs(LockMode mode) throws IOException {
        OfficerAct asked = request(RELEASE);
        lock(mode, 31);

        assertCode(ErrorCode.RETENTION_LOCKED, () -> kit.acts.approve(asked.name(), kit.ben));

        assertThat(locked()).isTrue();
        assertThat(kit.act(asked.name()).asState()).isEqualTo(State.REFUSED);
        assertThat(kit.entries.getLast().getKind()).isEqualTo(LEDGER_KIND_REFUSED);
    }

    @Test
    void whatIsUnderNoLockNeedsNoOfficers() throws IOException {
        kit.labels.clear();

        assertCode(ErrorCode.USAGE, () -> request(RELEASE));
        assertCode(ErrorCode.USAGE, () -> request(new Wish.TrustClock()));
    }

    @Test
    void aRequestNeedsAReasonAndASensibleTime() {
        assertCode(
                ErrorCode.USAGE, () -> kit.acts.request(RELEASE, " ", kit.eva, OfficerActs.LIMIT));
        assertCode(ErrorCode.USAGE, () -> kit.acts.request(RELEASE, "why", kit.eva, Duration.ZERO));
        assertCode(
                ErrorCode.USAGE,
                () -> kit.acts.request(RELEASE, "why", kit.eva, Duration.ofDays(8)));
        assertThat(kit.entries).isEmpty();
    }

    @Test
    void whatNobodyApprovedInADayIsOver() throws IOException {
        OfficerAct asked = request(RELEASE);
        kit.pass(Duration.ofHours(23));
        kit.acts.expire();
        assertThat(kit.act(asked.name()).asState()).isEqualTo(State.REQUESTED);
        kit.pass(Duration.ofHours(2));

        assertCode(ErrorCode.APPROVAL_NEEDED, () -> kit.acts.approve(asked.name(), kit.ben));

        assertThat(locked()).isTrue();
        assertThat(kit.act(asked.name()).asState()).isEqualTo(State.EXPIRED);
        assertThat(kit.kinds())
                .containsExactly(
                        LEDGER_KIND_OFFICER_REQUEST,
                        LEDGER_KIND_OFFICER_EXPIRY,
                        LEDGER_KIND_REFUSED);
    }

    @Test
    void neitherAClockThatStandsNorAWallClockTurnedBackMakesARequestLastLonger()
            throws IOException {
        OfficerAct asked = request(RELEASE);
        kit.moveWall(Duration.ofDays(-3));
        kit.pass(Duration.ofHours(25));
        assertThat(kit.clock.status().mayExpire()).isFalse();

        kit.acts.expire();

        assertThat(kit.act(asked.name()).asState()).isEqualTo(State.EXPIRED);
    }

    @Test
    void whereNoClockCanTellHowLongItWasTheRequestIsOver() throws IOException {
        kit.moveWall(Duration.ofHours(1));
        OfficerAct asked = request(new Wish.TrustClock());
        assertThat(kit.acts.late(asked)).isFalse();

        kit.reboot();

        assertThat(kit.acts.late(asked)).isTrue();
    }

    @Test
    void aRequestSurvivesARestart() throws IOException {
        OfficerAct asked = request(RELEASE);
        kit.open().resume();

        assertThat(kit.acts.approve(asked.name(), kit.ben).asState()).isEqualTo(State.DONE);

        assertThat(locked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void withoutTheLedgerNothingHappens(int appends) throws IOException {
        kit.appendsLeft = appends;

        assertThatThrownBy(() -> kit.acts.approve(request(RELEASE).name(), kit.ben))
                .hasMessageContaining("ledger fails");

        assertThat(locked()).isTrue();
        assertThat(kit.kinds()).hasSize(appends);
        assertThat(kit.acts.list()).hasSize(appends == 0 ? 0 : 1);
        assertThat(kit.acts.list())
                .allMatch(act -> act.asState() == (appends < 2 ? State.REQUESTED : State.APPROVED));
    }

    @Test
    void whatStoppedBetweenLedgerAndEffectIsDoneByTheNextDaemon() throws IOException {
        OfficerAct asked = request(RELEASE);
        kit.storeFails = true;
        assertThatThrownBy(() -> kit.acts.approve(asked.name(), kit.ben))
                .hasMessageContaining("disk fails");
        assertThat(kit.act(asked.name()).asState()).isEqualTo(State.APPROVED);
        kit.storeFails = false;

        kit.open().resume();

        assertThat(locked()).isFalse();
        assertThat(kit.act(asked.name()).asState()).isEqualTo(State.DONE);
    }

    @Test
    void whatStoppedBehindTheEffectIsNotDoneAgain() throws IOException {
        OfficerAct asked = request(RELEASE);
        OfficerAct done = kit.acts.approve(asked.name(), kit.ben);
        kit.directory.officerActs().write(done.with(State.APPROVED, "ben", ""));
        int entries = kit.entries.size();

        kit.open().resume();

        assertThat(kit.act(asked.name()).asState()).isEqualTo(State.DONE);
        assertThat(kit.entries).hasSize(entries);
    }

    @Test
    void anActIsDecidedOnce() throws IOException {
        String done = request(RELEASE).name();
        var _ = kit.acts.approve(done, kit.ben);
        lock(LockMode.LOCK_MODE_GOVERNANCE, 40);
        String refused = request(RELEASE).name();
        var _ = kit.acts.refuse(refused, "not agreed", kit.ben);

        assertCode(ErrorCode.USAGE, () -> kit.acts.approve(done, kit.ben));
        assertCode(ErrorCode.USAGE, () -> kit.acts.approve(refused, kit.ben));
        assertCode(ErrorCode.USAGE, () -> kit.acts.refuse(done, "late", kit.ben));
        assertCode(ErrorCode.USAGE, () -> kit.acts.approve("000099", kit.ben));

        assertThat(kit.kinds()).contains(LEDGER_KIND_OFFICER_REFUSAL);
        assertThat(locked()).isTrue();
    }

    @Test
    void whoAskedMayTakeItBack() throws IOException {
        OfficerAct asked = request(RELEASE);

        OfficerAct back = kit.acts.refuse(asked.name(), "not needed", kit.eva);

        assertThat(back.asState()).isEqualTo(State.REFUSED);
        assertCode(ErrorCode.USAGE, () -> kit.acts.approve(asked.name(), kit.ben));
    }

    @Test
    void twoOfficersLeadTheClockOutOfADoubt() throws IOException {
        kit.moveWall(Duration.ofHours(1));
        long stood = kit.clock.status().rcMillis();
        OfficerAct asked = request(new Wish.TrustClock());

        var _ = kit.acts.approve(asked.name(), kit.ben);

        assertThat(kit.clock.status().state()).isEqualTo(ClockState.Name.RUNNING);
        assertThat(kit.clock.status().rcMillis()).isEqualTo(stood);
        assertThat(kit.kinds())
                .containsExactly(
                        LEDGER_KIND_OFFICER_REQUEST,
                        LEDGER_KIND_OFFICER_APPROVAL,
                        LEDGER_KIND_OFFICER_EXECUTION,
                        LEDGER_KIND_CLOCK);
    }

    @Test
    void aDoubtThatCameLaterIsNotEndedByAnEarlierRequest() throws IOException {
        kit.moveWall(Duration.ofHours(1));
        OfficerAct first = request(new Wish.TrustClock());
        OfficerAct second = request(new Wish.TrustClock());
        var _ = kit.acts.approve(first.name(), kit.ben);
        kit.pass(Duration.ofSeconds(10));
        kit.moveWall(Duration.ofHours(1));

        assertCode(ErrorCode.APPROVAL_NEEDED, () -> kit.acts.approve(second.name(), kit.ben));

        assertThat(kit.clock.status().mayExpire()).isFalse();
        assertThat(kit.act(second.name()).asState()).isEqualTo(State.REFUSED);
    }

    @Test
    void aPolicyIsWeakenedAsItWasWhenThatWasAskedFor() throws IOException {
        set(GOVERNANCE_30);
        OfficerAct asked = request(new Wish.WeakenPolicy(OfficerKit.VAULT, GOVERNANCE_7));
        OfficerAct other = request(new Wish.WeakenPolicy(OfficerKit.VAULT, GOVERNANCE_7));

        var _ = kit.acts.approve(asked.name(), kit.ben);

        assertThat(policyNow()).isEqualTo(GOVERNANCE_7);
        assertThat(kit.entries.getLast().getKind()).isEqualTo(LEDGER_KIND_POLICY);
        RetentionPolicy stronger = policy(LockMode.LOCK_MODE_COMPLIANCE, 90);
        kit.directory.vaults().updatePolicy(OfficerKit.VAULT, before -> stronger);
        assertCode(ErrorCode.RETENTION_LOCKED, () -> kit.acts.approve(other.name(), kit.ben));
        assertThat(policyNow()).isEqualTo(stronger);
    }

    @Test
    void aPolicyThatIsNoWeakerNeedsNoOfficers() throws IOException {
        set(GOVERNANCE_7);

        assertCode(
                ErrorCode.USAGE,
                () -> request(new Wish.WeakenPolicy(OfficerKit.VAULT, GOVERNANCE_30)));
    }

    @Test
    void theFilesOfActsRefuseAnActThatNoSecondOfficerApproved() throws IOException {
        OfficerAct asked = request(RELEASE);
        Set<State> agreed = EnumSet.of(State.APPROVED, State.DONE);

        for (State state : agreed) {
            assertThatThrownBy(() -> asked.with(state, "eva", ""))
                    .hasMessageContaining("no second officer");
            assertThatThrownBy(() -> asked.with(state, "", ""))
                    .hasMessageContaining("no second officer");
        }
        assertThat(Arrays.asList(State.values())).containsAll(agreed);
    }

    private void set(RetentionPolicy policy) throws IOException {
        kit.directory.vaults().create(OfficerKit.VAULT, Encryption.ENCRYPTION_NONE);
        kit.directory.vaults().updatePolicy(OfficerKit.VAULT, before -> policy);
    }

    private RetentionPolicy policyNow() throws IOException {
        return kit.directory.vaults().require(OfficerKit.VAULT).getPolicy();
    }

    private static RetentionPolicy policy(LockMode mode, int days) {
        return RetentionPolicy.newBuilder()
                .setLockMode(mode)
                .setLockSeconds(Duration.ofDays(days).toSeconds())
                .build();
    }

    private void lock(LockMode mode, int days) {
        long until = kit.retention.nowMillis() + Duration.ofDays(days).toMillis();
        Label lock = Labels.of(mode, until);
        kit.labels.merge(OfficerKit.POINT, lock, Labels::join);
    }

    private boolean locked() {
        return Labels.locked(kit.label(OfficerKit.POINT), kit.retention.nowMillis());
    }

    private OfficerAct request(Wish wish) throws IOException {
        return request(wish, kit.eva);
    }

    private OfficerAct request(Wish wish, OperatorRegistry.Known who) throws IOException {
        return kit.acts.request(wish, "a good reason", who, OfficerActs.LIMIT);
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
