package dev.varve.repo.retention.clock;

import dev.varve.protocol.model.Id;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Witnesses with keys, which say what a test wants. */
final class WitnessKit {
    private final List<KeyPair> keys = new ArrayList<>();

    WitnessKit(int count) {
        for (int i = 0; i < count; i++) {
            keys.add(ClockKit.newKey());
        }
    }

    Witnesses witnesses(int needed) {
        List<PublicKey> known = keys.stream().map(KeyPair::getPublic).toList();
        return Witnesses.of(needed, known);
    }

    /** The signed answer of one. */
    byte[] answer(int witness, WitnessQuestion question, long midpointMillis, long radiusMillis) {
        return answer(witness, question, midpointMillis, radiusMillis, LedgerHead.NONE);
    }

    byte[] answer(
            int witness,
            WitnessQuestion question,
            long midpointMillis,
            long radiusMillis,
            LedgerHead ledger) {
        KeyPair key = keys.get(witness);
        return sign(
                key,
                new WitnessStatement(
                        WitnessStatement.idOf(key.getPublic()),
                        ClockKit.REPOSITORY,
                        question.nonce(),
                        midpointMillis,
                        radiusMillis,
                        ledger));
    }

    static WitnessQuestion otherQuestion(WitnessQuestion question) {
        return new WitnessQuestion(new Id(1, 1, 1, 1), question.askedAt());
    }

    private static byte[] sign(KeyPair key, WitnessStatement statement) {
        try {
            byte[] unsigned = statement.unsigned();
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key.getPrivate());
            signature.update(WitnessStatement.CONTEXT);
            signature.update(unsigned);
            byte[] message = Arrays.copyOf(unsigned, WitnessStatement.LENGTH);
            byte[] signed = signature.sign();
            System.arraycopy(signed, 0, message, WitnessStatement.SIGNATURE_OFFSET, signed.length);
            return message;
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
