package dev.varve.k8s.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.hook.Hold;
import dev.varve.k8s.hook.Member;
import dev.varve.k8s.hook.OnError;
import dev.varve.k8s.model.Consistency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who is protected by which blueprint: what is said by hand, else what the signs say, else none.
 */
class RecognitionTest {
    private final Blueprints blueprints = Blueprints.own();

    @ParameterizedTest
    @CsvSource({
        "postgres:15, postgresql",
        "docker.io/bitnami/postgresql:16.2.0-debian-12, postgresql",
        "registry:5000/postgis/postgis@sha256:0123, postgresql",
        "ghcr.io/cloudnative-pg/postgresql:17@sha256:0123, postgresql",
        "mariadb, mariadb",
        "mysql:8.4, mysql",
        "percona/percona-server:8.0, mysql",
        "redis:7-alpine, redis",
        "valkey/valkey, redis",
        "mongo:7, mongodb",
        "cassandra:5, cassandra",
        "quay.io/prometheuscommunity/postgres-exporter:v1, ''",
        "nginx, ''",
        "redis-commander, ''",
    })
    void imagesAreRecognised(String image, String expected) throws Exception {
        String found =
                blueprints
                        .recognise(
                                pod(
                                        """
                                        [{"name": "main", "image": "%s"}]
                                        """
                                                .formatted(image)))
                        .map(each -> each.blueprint().name())
                        .orElse("");

        assertThat(found).isEqualTo(expected);
    }

    @Test
    void theContainerOfTheDatabaseIsFoundAmongOthers() throws Exception {
        Recognition found =
                blueprints
                        .recognise(
                                pod(
                                        """
                                        [{"name": "proxy", "image": "envoy", "ports": [{"containerPort": 5432}]},
                                         {"name": "db", "image": "postgres:15"}]
                                        """))
                        .orElseThrow();

        assertThat(found.container()).isEqualTo("db");
        assertThat(found.mode().name()).isEqualTo("held");
        assertThat(found.reasons()).containsExactly("image postgres");
    }

    @Test
    void anUnknownImageIsRecognisedByPortAndVariable() throws Exception {
        Recognition found =
                blueprints
                        .recognise(
                                pod(
                                        """
                                        [{"name": "x", "image": "ours/db", "ports": [{"containerPort": 5432}],
                                          "env": [{"name": "POSTGRES_USER", "value": "u"}]}]
                                        """))
                        .orElseThrow();

        assertThat(found.blueprint().name()).isEqualTo("postgresql");
        assertThat(found.reasons()).containsExactly("port 5432", "variable POSTGRES_USER");
    }

    @Test
    void aPortAloneIsNotEnough() throws Exception {
        assertThat(
                        blueprints.recognise(
                                pod(
                                        """
                                        [{"name": "x", "image": "ours/db", "ports": [{"containerPort": 5432}]}]
                                        """)))
                .isEmpty();
    }

    @Test
    void aWorkloadIsRecognisedByItsTemplatesLabel() throws Exception {
        ObjectNode workload =
                json(
                        """
                        {"kind": "StatefulSet", "metadata": {"namespace": "shop", "name": "db"},
                         "spec": {"template": {"metadata": {"labels": {"app.kubernetes.io/name": "mariadb"}},
                         "spec": {"containers": [{"name": "c", "image": "ours/db"}]}}}}
                        """);

        assertThat(blueprints.recognise(workload).orElseThrow().blueprint().name())
                .isEqualTo("mariadb");
    }

    @Test
    void whenTwoFitEquallyNoneIsTaken() throws Exception {
        Blueprint twin = blueprints.find("redis").orElseThrow();
        Blueprints two =
                blueprints.with(
                        List.of(new Blueprint("twin", "Twin", twin.signs(), "", twin.modes())));

        assertThat(two.recognise(pod("[{\"name\": \"x\", \"image\": \"redis\"}]"))).isEmpty();
    }

    @Test
    void theMostPreciseBindingWins() throws Exception {
        ObjectNode pod = pod("[{\"name\": \"x\", \"image\": \"postgres\"}]");
        BlueprintBinding all = binding("", Map.of(), "none", "");
        BlueprintBinding labelled = binding("", Map.of("tier", "data"), "redis", "");
        BlueprintBinding named = binding("db-0", Map.of(), "postgresql", "dump");

        Optional<Recognition> byName = blueprints.recognise(pod, List.of(all, labelled, named));
        Optional<Recognition> byLabel = blueprints.recognise(pod, List.of(all, labelled));
        Optional<Recognition> none = blueprints.recognise(pod, List.of(all));

        assertThat(byName.orElseThrow().mode().name()).isEqualTo("dump");
        assertThat(byLabel.orElseThrow().blueprint().name()).isEqualTo("redis");
        assertThat(none).isEmpty();
    }

    @Test
    void aBindingGoesBeforeAnAnnotationAndThatBeforeTheSigns() throws Exception {
        ObjectNode pod = pod("[{\"name\": \"x\", \"image\": \"postgres\"}]");
        pod.withObject("/metadata/annotations")
                .put("varve.dev/blueprint", "redis")
                .put("varve.dev/blueprint-mode", "save");
        BlueprintBinding bound = binding("", Map.of(), "postgresql", "dump");

        assertThat(blueprints.recognise(pod).orElseThrow().blueprint().name()).isEqualTo("redis");
        assertThat(blueprints.recognise(pod, List.of(bound)).orElseThrow().mode().name())
                .isEqualTo("dump");
        pod.withObject("/metadata/annotations").put("varve.dev/blueprint", "none");
        assertThat(blueprints.recognise(pod)).isEmpty();
        pod.withObject("/metadata/annotations")
                .put("varve.dev/blueprint-mode", "dump")
                .remove("varve.dev/blueprint");
        assertThat(blueprints.recognise(pod).orElseThrow().mode().name()).isEqualTo("dump");
    }

    @Test
    void aBindingByTheNameOfAWorkloadFitsThePodsThatItMade() throws Exception {
        ObjectNode ofSet = pod("[{\"name\": \"x\", \"image\": \"ours/db\"}]");
        ofSet.withObject("/metadata").withArray("ownerReferences").addObject().put("name", "db");
        ObjectNode ofDeployment = pod("[{\"name\": \"x\", \"image\": \"ours/db\"}]");
        ofDeployment.withObject("/metadata/labels").put("pod-template-hash", "5d59d67564");
        ofDeployment
                .withObject("/metadata")
                .withArray("ownerReferences")
                .addObject()
                .put("name", "db-5d59d67564");
        List<BlueprintBinding> named = List.of(binding("db", Map.of(), "redis", ""));

        assertThat(blueprints.recognise(ofSet, named)).isPresent();
        assertThat(blueprints.recognise(ofDeployment, named)).isPresent();
        assertThat(blueprints.recognise(pod("[]"), named)).isEmpty();
    }

    @Test
    void aBindingToWhatDoesNotExistIsRefused() throws Exception {
        ObjectNode pod = pod("[{\"name\": \"x\", \"image\": \"postgres\"}]");

        assertThatThrownBy(() ->
                        blueprints.recognise(pod, List.of(binding("", Map.of(), "oracle", ""))))
                .hasMessage("no blueprint 'oracle'");
        assertThatThrownBy(() ->
                        blueprints.recognise(pod, List.of(binding("", Map.of(), "redis", "held"))))
                .hasMessageContaining("has no mode 'held', but [save]");
    }

    @Test
    void aSecretIsNoParameter() {
        assertThatThrownBy(() ->
                        new BlueprintBinding(
                                "shop",
                                "",
                                Map.of(),
                                "redis",
                                "",
                                "",
                                Map.of("REDIS_PASSWORD", "word")))
                .hasMessageContaining("looks like a secret")
                .message()
                .doesNotContain("word:");
    }

    @Test
    void parametersReachTheScriptsAsTheyAre() throws Exception {
        BlueprintBinding binding =
                new BlueprintBinding(
                        "shop",
                        "",
                        Map.of(),
                        "postgresql",
                        "held",
                        "",
                        Map.of("PGUSER", "o'neil; rm -rf /"));
        Recognition found =
                blueprints
                        .recognise(
                                pod("[{\"name\": \"x\", \"image\": \"ours/db\"}]"),
                                List.of(binding))
                        .orElseThrow();

        Member member = new BlueprintMember(found, "shop", "db-0", "run-1").member(OnError.FAIL);

        Hold hold = member.hold().orElseThrow();
        assertThat(hold.client())
                .startsWith("export PGUSER='o'\\''neil; rm -rf /'\nexport VARVE_RUN='run-1'\n");
        assertThat(hold.freeze()).contains("statement_timeout = '120s'");
        assertThat(hold.container().container()).isEqualTo("x");
        assertThat(member.promise()).isEqualTo(Consistency.FROZEN);
    }

    private static BlueprintBinding binding(
            String name, Map<String, String> labels, String blueprint, String mode) {
        return new BlueprintBinding("shop", name, labels, blueprint, mode, "", Map.of());
    }

    private static ObjectNode pod(String containers) throws Exception {
        return json(
                "{\"kind\": \"Pod\", \"metadata\": {\"namespace\": \"shop\", \"name\": \"db-0\","
                        + " \"labels\": {\"tier\": \"data\"}}, \"spec\": {\"containers\": "
                        + containers
                        + "}}");
    }

    private static ObjectNode json(String text) throws Exception {
        return (ObjectNode) new ObjectMapper().readTree(text);
    }
}
