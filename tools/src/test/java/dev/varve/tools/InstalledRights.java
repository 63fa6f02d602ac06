package dev.varve.tools;

import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamedAuthInfoBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A ServiceAccount with the rights that the manifests install for the controller of a cluster, and
 * no others; under names of their own, so that tests do not meet.
 */
final class InstalledRights implements AutoCloseable {
    private static final String NAME = "varve-controller";
    private static final Set<String> NOT_THE_CONTROLLERS =
            Set.of("varve-edit", "varve-view", "varve-mover");

    private final KubernetesClient client;
    private final String home;
    private final String movers;
    private final List<HasMetadata> made = new ArrayList<>();

    InstalledRights(KubernetesClient client, String home, String movers) {
        this.client = client;
        this.home = home;
        this.movers = movers;
    }

    /** Installs them, and writes a kubeconfig of the ServiceAccount beside the administrator's. */
    Path install(Path administrator, Path kubeconfig) throws IOException {
        make(
                new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .withNamespace(home)
                        .endMetadata()
                        .build());
        Path root = Path.of(Objects.requireNonNull(System.getProperty("varve.root")));
        Path manifest = root.resolve("k8s-collector/deploy/manifests/varve-cluster.yaml");
        for (String document : Files.readString(manifest).split("\n---\n", -1)) {
            HasMetadata object = client.getKubernetesSerialization().unmarshal(document);
            switch (object) {
                case ClusterRole role -> grant(role);
                case Role role -> grant(role);
                default -> {}
            }
        }
        TokenRequest token =
                client.serviceAccounts()
                        .inNamespace(home)
                        .withName(NAME)
                        .tokenRequest(new TokenRequest());
        KubernetesSerialization yaml = client.getKubernetesSerialization();
        Config config = yaml.unmarshal(Files.readString(administrator), Config.class);
        config.setUsers(
                List.of(
                        new NamedAuthInfoBuilder()
                                .withName(NAME)
                                .withNewUser()
                                .withToken(token.getStatus().getToken())
                                .endUser()
                                .build()));
        config.getContexts().forEach(each -> each.getContext().setUser(NAME));
        Files.writeString(kubeconfig, yaml.asYaml(config));
        return kubeconfig;
    }

    private void grant(ClusterRole role) {
        if (NOT_THE_CONTROLLERS.contains(role.getMetadata().getName())) {
            return;
        }
        String name = role.getMetadata().getName() + "-" + home;
        role.getMetadata().setName(name);
        make(role);
        make(
                new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", name)
                        .addNewSubject("", "ServiceAccount", NAME, home)
                        .build());
    }

    private void grant(Role role) {
        if (NOT_THE_CONTROLLERS.contains(role.getMetadata().getName())) {
            return;
        }
        boolean ofMovers = role.getMetadata().getName().equals("varve-movers");
        String namespace = ofMovers ? movers : home;
        role.getMetadata().setNamespace(namespace);
        make(role);
        make(
                new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(role.getMetadata().getName())
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewRoleRef(
                                "rbac.authorization.k8s.io", "Role", role.getMetadata().getName())
                        .addNewSubject("", "ServiceAccount", NAME, home)
                        .build());
    }

    private void make(HasMetadata object) {
        made.add(client.resource(object).create());
    }

    @Override
    public void close() {
        for (HasMetadata object : made.reversed()) {
            var _ = client.resource(object).delete();
        }
    }
}
