package dev.varve.repo.officer;

import com.google.protobuf.TextFormat;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.message.RetentionPolicy;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.retention.clock.RetentionClock;
import dev.varve.repo.retention.label.Labels;
import dev.varve.repo.retention.policy.Strength;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.vault.ActSubject;
import dev.varve.repo.vault.OfficerAct;
import dev.varve.repo.vault.VaultRegistry;
import java.io.IOException;

/**
 * Does what two officers agreed on. What it does is bound when it is asked for: a lock that grew, a
 * policy that changed, a doubt that came after that is not theirs.
 */
public final class ActExecution {
    private final StoreOfVault stores;
    private final VaultRegistry vaults;
    private final Retention retention;
    private final ClockTrust trust;

    /** The store of a vault. */
    @FunctionalInterface
    public interface StoreOfVault {
        /**
         * Of the vault of this name.
         *
         * @throws ProtocolException VAULT_UNKNOWN, UNAVAILABLE before recovery is finished
         */
        VaultStore require(String vault) throws IOException;
    }

    public ActExecution(
            StoreOfVault stores, VaultRegistry vaults, RetentionClock clock, Retention retention) {
        this.stores = stores;
        this.vaults = vaults;
        this.retention = retention;
        this.trust = new ClockTrust(clock, retention.ledger());
    }

    /**
     * Binds a request to what is there now.
     *
     * @throws ProtocolException RETENTION_LOCKED for what two officers cannot do; USAGE for what
     *     needs no two
     */
    ActSubject subject(Wish wish) throws IOException {
        return switch (wish) {
            case Wish.ReleaseGovernance release -> subject(release);
            case Wish.WeakenPolicy weaken -> {
                RetentionPolicy before = vaults.require(weaken.vault()).getPolicy();
                if (!Strength.weaker(weaken.policy(), before)) {
                    throw new ProtocolException(
                            ErrorCode.USAGE,
                            "this policy locks no less than the one of vault " + weaken.vault(),
                            "An operator sets it: varve policy set.");
                }
                yield ActSubject.weaken(weaken.vault(), text(before), text(weaken.policy()));
            }
            case Wish.TrustClock _ -> trust.subject();
        };
    }

    private ActSubject subject(Wish.ReleaseGovernance release) throws IOException {
        Label label = stores.require(release.vault()).label(release.point());
        String point = "point " + release.point();
        if (label.getMode() == LockMode.LOCK_MODE_COMPLIANCE) {
            throw new ProtocolException(
                    ErrorCode.RETENTION_LOCKED,
                    point + " is under a compliance lock, which nobody ends early",
                    "Wait until it ends.");
        }
        if (Labels.lockedUntil(label) <= retention.nowMillis()) {
            throw new ProtocolException(
                    ErrorCode.USAGE,
                    point + " is under no lock that officers could end",
                    "A hold is taken away by legal: varve hold remove.");
        }
        return ActSubject.release(
                release.vault(), release.point().toString(), label.getRetainUntilMillis());
    }

    /**
     * Whether something is left to do.
     *
     * @return false: all is so already, after a crash for instance
     * @throws ProtocolException RETENTION_LOCKED, APPROVAL_NEEDED: what is there now is not what
     *     the act is about
     */
    boolean due(OfficerAct act) throws IOException {
        ActSubject about = act.subject();
        return switch (about.asKind()) {
            case RELEASE -> releaseDue(about);
            case WEAKEN -> weakenDue(about, vaults.require(about.vault()).getPolicy());
            case TRUST -> trust.due(about);
        };
    }

    private boolean releaseDue(ActSubject about) throws IOException {
        Label label = stores.require(about.vault()).label(Uid.parse(about.point()));
        if (label.getMode() != LockMode.LOCK_MODE_GOVERNANCE
                || label.getRetainUntilMillis() != about.boundMillis()) {
            throw changed("the lock of point " + about.point());
        }
        return label.getReleasedUntilMillis() < about.boundMillis();
    }

    private static boolean weakenDue(ActSubject about, RetentionPolicy now) throws IOException {
        if (now.equals(policy(about.detail()))) {
            return false;
        }
        if (!now.equals(policy(about.before()))) {
            throw changed("the policy of vault " + about.vault());
        }
        return true;
    }

    private static ProtocolException changed(String what) {
        return new ProtocolException(
                ErrorCode.RETENTION_LOCKED,
                what + " is another than when this was asked for",
                "Look at it, then ask again.");
    }

    /** Again after a crash is harmless. Each effect has its own entry in the ledger before it. */
    void execute(OfficerAct act) throws IOException {
        ActSubject about = act.subject();
        String actor = actor(act);
        switch (about.asKind()) {
            case RELEASE ->
                    stores.require(about.vault())
                            .addLabel(
                                    Uid.parse(about.point()),
                                    Label.newBuilder()
                                            .setReleasedUntilMillis(about.boundMillis())
                                            .build(),
                                    actor);
            case WEAKEN -> weaken(about, actor);
            case TRUST -> trust.execute(about, actor);
        }
    }

    private void weaken(ActSubject about, String actor) throws IOException {
        vaults.updatePolicy(
                about.vault(),
                now -> {
                    if (weakenDue(about, now.getPolicy())) {
                        retention
                                .ledger()
                                .append(
                                        LedgerEntry.newBuilder()
                                                .setKind(LedgerKind.LEDGER_KIND_POLICY)
                                                .setActor(actor)
                                                .setVaultNumber(now.getVaultNumber())
                                                .setVault(about.vault())
                                                .setWhat(about.what())
                                                .build());
                    }
                    return policy(about.detail());
                });
    }

    private static String actor(OfficerAct act) {
        return "officers " + act.request().by() + " and " + act.decidedBy() + ", act " + act.name();
    }

    private static String text(RetentionPolicy policy) {
        return TextFormat.printer().emittingSingleLine(true).printToString(policy).strip();
    }

    private static RetentionPolicy policy(String text) throws IOException {
        return TextFormat.parse(text, RetentionPolicy.class);
    }
}
