package dev.varve.k8s.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.held.AskedHooks;
import dev.varve.k8s.held.PolicyHook;
import dev.varve.k8s.hook.LocalCluster;
import dev.varve.k8s.resource.HookExec;
import dev.varve.k8s.resource.HookHttp;
import dev.varve.k8s.resource.HookJob;
import dev.varve.k8s.resource.HookSpec;
import dev.varve.protocol.error.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run's hooks may do, and what they are refused. */
class RunHooksTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HookOrigins TOLD = HookOrigins.of(List.of("https://hooks.example.com"));

    private final LocalCluster cluster = new LocalCluster();

    @Test
    void aCommandIsTakenAsItIsWritten() throws Exception {
        assertThat(act(command()))
                .isEqualTo(new PolicyHook.Act.Exec("db", List.of("fsfreeze", "/data")));
    }

    @Test
    void nothingActsWithTheRightsOfTheController() throws Exception {
        PolicyHook hook = read(HookOrigins.NONE, true, command()).hooks().getFirst();

        assertThat(reason(hook.act())).contains("controller's rights", "serviceAccountName");
    }

    @Test
    void aRequestGoesOnlyWhereTheControllerWasTold() throws Exception {
        HookSpec hook = request("https://metadata.internal/token", "");

        assertThat(reason(act(hook)))
                .contains("sends no requests to https://metadata.internal", "--hook-origin");
        assertThat(reason(read(HookOrigins.NONE, false, hook).hooks().getFirst().act()))
                .contains("--hook-origin");
    }

    @Test
    void headersComeFromASecretAndAreHiddenInWhateverIsSaid() throws Exception {
        secret("hook-token", "X-Token", "rather-secret-value\n");
        AskedHooks asked = read(TOLD, false, request("https://hooks.example.com/", "hook-token"));

        assertThat(asked.hooks().getFirst().act())
                .isInstanceOfSatisfying(
                        PolicyHook.Act.Http.class,
                        each ->
                                assertThat(each.request().headers())
                                        .containsEntry("X-Token", "rather-secret-value"));
        assertThat(asked.redaction().apply("I was sent rather-secret-value"))
                .isEqualTo("I was sent ***");
    }

    @Test
    void aSecretThatIsNotThereOrHoldsNoHeaderIsNamedWithoutItsValue() throws Exception {
        assertThat(reason(act(request("https://hooks.example.com/", "gone"))))
                .isEqualTo("there is no Secret gone");

        secret("odd", "X-Token", "one\r\nX-Other: two");
        assertThat(reason(act(request("https://hooks.example.com/", "odd"))))
                .contains("key X-Token of Secret odd")
                .doesNotContain("two");
    }

    @Test
    void aJobWithoutPodsIsRefused() throws Exception {
        HookSpec hook = spec("index");
        hook.job = new HookJob();
        hook.job.template = JSON.readTree("{\"spec\": {}}");

        assertThat(reason(act(hook))).contains("no spec.template.spec");
    }

    @Test
    void hooksThatAnOldApiServerLetThroughAreRefused() throws Exception {
        assertThat(reason(act(spec("idle")))).contains("none of exec, http, job and scale");
        assertThatThrownBy(() -> read(TOLD, false, command(), command()))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("two hooks of one name");
    }

    private PolicyHook.Act act(HookSpec spec) throws Exception {
        return read(TOLD, false, spec).hooks().getFirst().act();
    }

    private AskedHooks read(HookOrigins origins, boolean ownRights, HookSpec... specs)
            throws Exception {
        return new RunHooks(origins, new HookHeaders(cluster, "team"), ownRights)
                .read(List.of(specs));
    }

    private static String reason(PolicyHook.Act act) {
        assertThat(act).isInstanceOf(PolicyHook.Act.Refused.class);
        return ((PolicyHook.Act.Refused) act).reason();
    }

    private static HookSpec spec(String name) {
        HookSpec spec = new HookSpec();
        spec.name = name;
        spec.selector.namespaces = List.of("shop");
        return spec;
    }

    private static HookSpec command() {
        HookSpec spec = spec("freeze");
        spec.exec = new HookExec();
        spec.exec.container = "db";
        spec.exec.command = List.of("fsfreeze", "/data");
        return spec;
    }

    private static HookSpec request(String url, String secret) {
        HookSpec spec = spec("tell");
        spec.http = new HookHttp();
        spec.http.url = url;
        spec.http.headersSecret = secret;
        return spec;
    }

    private void secret(String name, String key, String value) {
        ObjectNode secret = JSON.createObjectNode();
        secret.putObject("metadata").put("name", name).put("namespace", "team");
        secret.putObject("data")
                .put(
                        key,
                        Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
        cluster.put(LocalCluster.SECRETS, "team", secret);
    }
}
