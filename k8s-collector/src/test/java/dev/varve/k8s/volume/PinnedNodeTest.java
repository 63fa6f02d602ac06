package dev.varve.k8s.volume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.varve.k8s.kube.Objects;
import org.junit.jupiter.api.Test;

/** Which volumes are held to one node. */
class PinnedNodeTest {
    @Test
    void aLocalVolumeIsOnTheNodeThatItsSelectorNames() {
        assertThat(
                        node(
                                "{matchExpressions: [{key: 'zone', operator: 'In', values: ['a']},"
                                        + " {key: 'kubernetes.io/hostname', operator: 'In', values: ['n1']}]}"))
                .isEqualTo("n1");
        assertThat(node("{matchFields: [{key: 'metadata.name', operator: 'In', values: ['n2']}]}"))
                .isEqualTo("n2");
    }

    @Test
    void aVolumeOfSeveralNodesOrOfAZoneIsOnNoneThatIsKnown() {
        String n1 =
                "{matchExpressions: [{key: 'kubernetes.io/hostname', operator: 'In', values: ['n1']}]}";

        assertThat(node(n1 + ", " + n1.replace("n1", "n2"))).isEmpty();
        assertThat(node(n1.replace("'n1'", "'n1', 'n2'"))).isEmpty();
        assertThat(node(n1.replace("'In'", "'NotIn'"))).isEmpty();
        assertThat(node(n1 + ", {matchExpressions: [{key: 'zone', operator: 'Exists'}]}"))
                .isEmpty();
        assertThat(PinnedNode.of(MissingNode.getInstance())).isEmpty();
    }

    private static String node(String terms) {
        return PinnedNode.of(Objects.parse("{nodeSelectorTerms: [" + terms + "]}"));
    }
}
