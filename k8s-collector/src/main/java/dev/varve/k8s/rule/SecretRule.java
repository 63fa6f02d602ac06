package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** A token of the source says nothing to the target: only the wish for one is restored. */
final class SecretRule implements Rule {
    private static final String TOKEN_TYPE = "kubernetes.io/service-account-token";
    private static final String ACCOUNT = "kubernetes.io/service-account.name";
    private static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";
    private static final String LAST_USED = "kubernetes.io/legacy-token-last-used";
    private static final String CREATED_BY = "kubernetes.io/created-by";
    private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    /** The token controller fills them when they are absent. */
    private static final List<String> TOKEN_DATA = List.of("token", "ca.crt", "namespace");

    @Override
    public Optional<Verdict> apply(Draft draft) {
        ObjectNode secret = draft.object();
        ObjectNode annotations =
                Json.object(draft.metadata(), "annotations").orElseGet(Json::empty);
        String account = Json.text(annotations, ACCOUNT);
        if (TokenNames.isRegistryLoginOf(account, draft.source().name())) {
            return draft.skip("the target's registry makes it anew");
        }
        if (!Json.text(secret, "type").equals(TOKEN_TYPE)) {
            return GO_ON;
        }
        boolean made = annotations.has(CREATED_BY) || !annotations.has(APPLIED);
        if (made && TokenNames.isTokenOf(account, draft.source().name())) {
            return draft.skip("the target makes tokens of its own");
        }
        annotations.remove(ACCOUNT_UID);
        Json.object(secret, "data").ifPresent(data -> Json.remove(data, TOKEN_DATA));
        Json.dropEmpty(secret, "data");
        Json.object(draft.metadata(), "labels").ifPresent(each -> each.remove(LAST_USED));
        Json.dropEmpty(draft.metadata(), "labels");
        draft.warn("its token will be another: whoever keeps the old one must take it anew");
        return GO_ON;
    }
}
