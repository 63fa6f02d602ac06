package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Takes the references to Secrets away that the target's controllers make anew. */
final class ServiceAccountRule implements Rule {
    @Override
    public Optional<Verdict> apply(Draft draft) {
        ObjectNode account = draft.object();
        String name = draft.source().name();
        Json.removeElements(account, "secrets", each -> isMade(name, each));
        Json.removeElements(account, "imagePullSecrets", each -> isMade(name, each));
        return GO_ON;
    }

    private static boolean isMade(String account, JsonNode reference) {
        String secret = Json.text(reference, "name");
        return TokenNames.isTokenOf(account, secret)
                || TokenNames.isRegistryLoginOf(account, secret);
    }
}
