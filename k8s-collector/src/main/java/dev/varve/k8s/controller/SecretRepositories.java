package dev.varve.k8s.controller;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.profile.Profile;
import dev.varve.k8s.resource.RepositoryRef;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.rate.RateSchedule;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Vaults by the profiles in Secrets. Profiles are read anew each time, and never kept. */
final class SecretRepositories implements Repositories {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ADVICE =
            "put the file that varve client enroll writes into the Secret of the RepositoryRef";

    private final KubernetesClient client;
    private final ObjectMapper json = new ObjectMapper();

    SecretRepositories(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Open open(String namespace, String name, int streams)
            throws IOException, InterruptedException {
        Profile profile = profile(ref(namespace, name));
        Connection connection = Connection.open(profile, streams, PATIENCE, RateSchedule.NONE);
        try {
            return new Unlocked(connection, connection.unlock(Optional.empty()));
        } catch (ProtocolException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public byte[] profile(String namespace, String name) throws IOException {
        return json.writeValueAsBytes(profile(ref(namespace, name)));
    }

    private RepositoryRef ref(String namespace, String name) throws ProtocolException {
        RepositoryRef ref =
                client.resources(RepositoryRef.class).inNamespace(namespace).withName(name).get();
        if (ref == null) {
            throw wrong("there is no RepositoryRef " + namespace + "/" + name);
        }
        return ref;
    }

    private Profile profile(RepositoryRef ref) throws ProtocolException {
        String namespace = ref.getMetadata().getNamespace();
        String where = "Secret " + namespace + "/" + ref.getSpec().secretName;
        Secret secret =
                client.secrets().inNamespace(namespace).withName(ref.getSpec().secretName).get();
        if (secret == null) {
            throw wrong("there is no " + where);
        }
        Map<String, String> data = secret.getData();
        String encoded = data == null ? null : data.get(ref.getSpec().secretKey);
        if (encoded == null) {
            throw wrong(where + " has no key " + ref.getSpec().secretKey);
        }
        Profile profile;
        try {
            profile = json.readValue(Base64.getDecoder().decode(encoded), Profile.class);
        } catch (IOException | IllegalArgumentException e) {
            // Its message could hold a piece of the profile.
            throw wrong(where + ", key " + ref.getSpec().secretKey + ", is no profile");
        }
        requireWhole(profile, where);
        String endpoint = ref.getSpec().endpoint;
        return profile.with(endpoint.isEmpty() ? null : endpoint, null);
    }

    private static void requireWhole(Profile profile, String where) throws ProtocolException {
        require(profile.endpoint(), "endpoint", where);
        require(profile.vault(), "vault", where);
        require(profile.repositoryId(), "repositoryId", where);
        require(profile.caCertificate(), "caCertificate", where);
        require(profile.certificate(), "certificate", where);
        require(profile.privateKey(), "privateKey", where);
    }

    private static void require(@Nullable String value, String field, String where)
            throws ProtocolException {
        if (value == null || value.isBlank()) {
            throw wrong("the profile in " + where + " has no \"" + field + "\"");
        }
    }

    private static ProtocolException wrong(String what) {
        return new ProtocolException(ErrorCode.CONFIGURATION, what, ADVICE);
    }

    private record Unlocked(Connection connection, VaultCipher cipher) implements Open {
        @Override
        public RepositoryClient client() {
            return connection.client();
        }

        @Override
        public SecureRandom random() {
            return connection.random();
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
