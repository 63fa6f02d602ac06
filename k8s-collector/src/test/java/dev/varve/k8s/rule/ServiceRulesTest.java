package dev.varve.k8s.rule;

import static dev.varve.k8s.rule.Captured.json;
import static dev.varve.k8s.rule.Captured.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ServiceRulesTest {
    @Test
    void aServiceGetsNewAddressesAndKeepsOnlyNodePortsThatSomebodySet() {
        ObjectNode spec = Json.make(Restore.plain().created(object("service-nodeport")), "spec");
        assertThat(spec.has("clusterIP")).isFalse();
        assertThat(spec.has("clusterIPs")).isFalse();
        assertThat(spec.at("/ports/0").has("nodePort")).isFalse();
        assertThat(spec.at("/ports/1/nodePort").asInt()).isEqualTo(30081);
    }

    @Test
    void aNodePortInTheLastAppliedConfigurationWasSet() {
        ObjectNode service = object("service-nodeport");
        Json.make(service, "metadata").remove("managedFields");
        Json.make(service, "metadata", "annotations")
                .put(
                        "kubectl.kubernetes.io/last-applied-configuration",
                        "{\"spec\":{\"ports\":[{\"port\":80,\"nodePort\":30409}]}}");
        ObjectNode spec = Json.make(Restore.plain().created(service), "spec");
        assertThat(spec.at("/ports/0/nodePort").asInt()).isEqualTo(30409);
        assertThat(spec.at("/ports/1").has("nodePort")).isFalse();
    }

    @Test
    void nodePortsAreKeptWhenAskedFor() {
        Restore restore = Restore.plain();
        restore.options.choose(Choice.KEEP_NODE_PORTS);
        ObjectNode spec = Json.make(restore.created(object("service-loadbalancer")), "spec");
        assertThat(spec.at("/ports/0/nodePort").asInt()).isEqualTo(32574);
        assertThat(spec.path("healthCheckNodePort").asInt()).isEqualTo(30910);
    }

    @Test
    void anAllocatedHealthCheckPortIsAllocatedAnewAndASetOneStays() {
        ObjectNode service = object("service-loadbalancer");
        assertThat(Restore.plain().created(service).path("spec").has("healthCheckNodePort"))
                .isFalse();
        Json.make(service, "metadata")
                .set(
                        "managedFields",
                        json("[{fieldsV1: {'f:spec': {'f:healthCheckNodePort': {}}}}]"));
        assertThat(Restore.plain().created(service).at("/spec/healthCheckNodePort").asInt())
                .isEqualTo(30910);
    }

    @Test
    void aNodePortThatTheOriginalStillHasIsWarnedOf() {
        Restore restore = Restore.plain().target(object("service-nodeport"));
        restore.options.namespace("shop", "copy");
        assertThat(restore.warnings(object("service-nodeport")))
                .singleElement()
                .asString()
                .contains("30081", "Service shop/web");
    }

    @Test
    void aHeadlessServiceStaysHeadless() {
        ObjectNode spec = Json.make(Restore.plain().created(object("service-headless")), "spec");
        assertThat(spec.path("clusterIP").asText()).isEqualTo("None");
    }

    @Test
    void theServiceOfTheApiServerIsNotRestored() {
        Restore.plain()
                .skipped(object("v1", "Service", "kubernetes", "metadata: {namespace: 'default'}"));
    }

    @Test
    void aPortThatIsTakenMeansExistsOnlyWhenThatVeryServiceExists() {
        String message =
                "Service \"web\" is invalid: spec.ports[0].nodePort: Invalid value: 30081:"
                        + " provided port is already allocated";
        assertThat(CreateRefusal.of("Invalid", message, true)).isEqualTo(CreateRefusal.EXISTS);
        assertThat(CreateRefusal.of("Invalid", message, false)).isEqualTo(CreateRefusal.PORT_TAKEN);
        assertThat(CreateRefusal.of("AlreadyExists", "it exists", true))
                .isEqualTo(CreateRefusal.EXISTS);
        assertThat(CreateRefusal.of("Forbidden", "quota", true)).isEqualTo(CreateRefusal.OTHER);
    }

    @Test
    void endpointsThatASelectorServiceMakesAreSkipped() {
        Restore restore = Restore.plain().point(object("service-nodeport"));
        assertThat(restore.skipped(object("endpoints-web"))).contains("selector");
        assertThat(restore.skipped(object("endpointslice-web"))).contains("controller");
    }

    @Test
    void endpointsOfAServiceThatIsOnlyInTheTargetAreSkippedToo() {
        ObjectNode service = object("service-nodeport");
        Json.make(service, "metadata").put("namespace", "copy");
        Restore restore = Restore.plain().target(service);
        restore.options.namespace("shop", "copy");
        restore.skipped(object("endpoints-web"));
    }

    @Test
    void endpointsMadeByHandAreRestoredWithTheirReferencesRemapped() {
        Restore restore = Restore.plain().point(object("service-legacy"));
        restore.options.namespace("shop", "copy");
        ObjectNode endpoints = object("endpoints-legacy");
        Json.objects(Json.objects(endpoints, "subsets").getFirst(), "addresses")
                .getFirst()
                .putObject("targetRef")
                .put("kind", "Pod")
                .put("namespace", "shop")
                .put("name", "legacy-0")
                .put("uid", "u");
        ObjectNode created = restore.created(endpoints);
        assertThat(created.at("/subsets/0/addresses/0"))
                .isEqualTo(
                        json(
                                "{ip: '192.0.2.7', targetRef: {kind: 'Pod', namespace: 'copy',"
                                        + " name: 'legacy-0'}}"));
    }

    @Test
    void endpointsThatWereALockAreSkipped() {
        Restore.plain()
                .skipped(
                        object(
                                "v1",
                                "Endpoints",
                                "leader",
                                "metadata: {annotations:"
                                        + " {'control-plane.alpha.kubernetes.io/leader': '{}'}}"));
    }
}
