package dev.varve.k8s.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.kube.Objects;
import org.junit.jupiter.api.Test;

/** The patch from what is there to what was captured. */
class MergePatchTest {
    @Test
    void whatTheApiServerPutIntoElementsOfAListIsNoDifference() {
        assertThat(patch("{ports: [{port: 80, nodePort: 30001}]}", "{ports: [{port: 80}]}"))
                .isEmpty();
    }

    @Test
    void anElementThatDiffersKeepsWhatTheApiServerPutIntoIt() {
        assertThat(patch("{ports: [{port: 80, nodePort: 30001}]}", "{ports: [{port: 81}]}"))
                .isEqualTo(Objects.parse("{ports: [{port: 81, nodePort: 30001}]}"));
    }

    @Test
    void listsOfOtherThingsAreReplacedWhole() {
        assertThat(
                        patch(
                                "{containers: [{name: 'a', image: 'x', stdin: true}]}",
                                "{containers: [{name: 'b', image: 'x'}]}"))
                .isEqualTo(Objects.parse("{containers: [{name: 'b', image: 'x'}]}"));
        assertThat(patch("{args: ['a', 'b']}", "{args: ['a']}"))
                .isEqualTo(Objects.parse("{args: ['a']}"));
    }

    @Test
    void whatOnlyTheExistingOneHasStays() {
        assertThat(patch("{data: {a: '1', b: '2'}}", "{data: {a: '3'}}"))
                .isEqualTo(Objects.parse("{data: {a: '3'}}"));
    }

    private static ObjectNode patch(String existing, String wished) {
        return MergePatch.toward(Objects.parse(existing), Objects.parse(wished));
    }
}
