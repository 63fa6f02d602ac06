package dev.varve.k8s.controller;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a controller does when another leads, on a stand-in for an API server: simulated. */
@EnableKubernetesMockClient(crud = true, https = false)
class LostLeaseTest {
    private static final String HOME = "varve";
    private static final DateTimeFormatter NOW =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

    /** Set by the extension. */
    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    /** Set by the extension. */
    @SuppressWarnings("NullAway.Init")
    KubernetesMockServer server;

    @Test
    void aControllerThatLosesItsLeaseSaysThatTheProcessMustEnd(@TempDir Path folder)
            throws Exception {
        allowEverything();
        Settings settings =
                new Settings(
                        HOME,
                        List.of(),
                        "test",
                        folder,
                        1,
                        "me",
                        Duration.ofHours(1),
                        HookOrigins.NONE,
                        Optional.empty());
        CountDownLatch lost = new CountDownLatch(1);
        KubeAccess access = new KubeAccess(Optional.of(kubeconfig(folder)), "");
        try (Controller _ = Controller.start(access, settings, 0, lost::countDown)) {
            Awaitility.await("the lease")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> "me".equals(holder()));

            Awaitility.await("the end of leading")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        giveToAnother();
                        return lost.getCount() == 0;
                    });
        }
    }

    /**
     * The operator framework asks whether it may write leases; the stand-in has no rights at all.
     */
    private void allowEverything() {
        server.expect()
                .post()
                .withPath("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews")
                .andReturn(
                        201,
                        """
                        {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview",
                         "status": {"resourceRules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}}
                        """)
                .always();
    }

    private Resource<Lease> lease() {
        return client.leases().inNamespace(HOME).withName("varve-controller");
    }

    /** The one that leads writes at the same time: a merge patch does not mind. */
    private void giveToAnother() {
        String spec =
                "{\"spec\":{\"holderIdentity\":\"another\",\"renewTime\":\"%s\"}}"
                        .formatted(NOW.format(ZonedDateTime.now(ZoneOffset.UTC)));
        Lease _ = lease().patch(PatchContext.of(PatchType.JSON_MERGE), spec);
    }

    private String holder() {
        Lease found = lease().get();
        return found == null ? "" : found.getSpec().getHolderIdentity();
    }

    private Path kubeconfig(Path folder) throws Exception {
        return Files.writeString(
                folder.resolve("kubeconfig"),
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: mock, cluster: {server: "%s"}}]
                contexts: [{name: mock, context: {cluster: mock, user: me}}]
                users: [{name: me, user: {token: none}}]
                current-context: mock
                """
                        .formatted(client.getMasterUrl()));
    }
}
