package dev.varve.repo.retention.clock;

import dev.varve.protocol.model.Uid;
import java.security.PublicKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may say what time it is, and how many have to agree. Immutable.
 *
 * @param needed k: so many must answer, and so many would have to lie together to move the clock
 */
record Witnesses(int needed, Map<Uid, PublicKey> keys) {
    Witnesses {
        keys = Map.copyOf(keys);
        if (needed < 1 || needed > keys.size()) {
            throw new IllegalArgumentException(needed + " of " + keys.size() + " witnesses");
        }
    }

    static Witnesses of(int needed, Collection<PublicKey> keys) {
        Map<Uid, PublicKey> named = new LinkedHashMap<>();
        keys.forEach(key -> named.put(WitnessStatement.idOf(key), key));
        return new Witnesses(needed, named);
    }

    /** The answers to {@code question} that bear a known witness's signature, one of each. */
    List<WitnessStatement> verified(
            WitnessQuestion question, Uid repositoryId, Collection<byte[]> answers) {
        Map<Uid, WitnessStatement> heard = new LinkedHashMap<>();
        for (byte[] answer : answers) {
            verified(answer)
                    .filter(statement ->
                            statement.nonce().equals(question.nonce())
                                    && statement.repositoryId().equals(repositoryId))
                    .ifPresent(statement -> heard.putIfAbsent(statement.witnessId(), statement));
        }
        return List.copyOf(heard.values());
    }

    private Optional<WitnessStatement> verified(byte[] answer) {
        @Nullable PublicKey key = keys.get(WitnessStatement.claimedWitness(answer));
        if (key == null || !WitnessStatement.isSigned(answer, key)) {
            return Optional.empty();
        }
        try {
            return Optional.of(WitnessStatement.decode(answer));
        } catch (IllegalArgumentException signedNonsense) {
            return Optional.empty();
        }
    }

    /**
     * What {@code statements} vouch for together: of all {@code midpoint - radius}, the k-th lowest
     * or the k-th highest, whichever is less. The k-th highest is needed while few answer: of just
     * k answers the k-th lowest is the highest, which one liar could choose.
     *
     * @return empty when fewer than k answered
     */
    Optional<Quorum> agreed(List<WitnessStatement> statements) {
        int answered = statements.size();
        if (answered < needed) {
            return Optional.empty();
        }
        long[] earliest =
                statements.stream().mapToLong(WitnessStatement::earliestMillis).sorted().toArray();
        int rank = Math.min(needed - 1, answered - needed);
        return Optional.of(new Quorum(earliest[rank], needed, answered, keys.size()));
    }
}
