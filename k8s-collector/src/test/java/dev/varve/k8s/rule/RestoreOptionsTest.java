package dev.varve.k8s.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestoreOptionsTest {
    @Test
    void plainOptionsLeaveAllAsItIs() {
        RestoreOptions plain = RestoreOptions.PLAIN;
        assertThat(plain.mapping()).isEqualTo(Mapping.NONE);
        assertThat(plain.existing()).isEqualTo(ExistingPolicy.SKIP);
        assertThat(plain.choices()).isEmpty();
        assertThat(plain.statusKinds()).isEmpty();
        assertThat(plain.finalizerFreeKinds()).isEmpty();
        assertThat(plain.apiVersions()).isEmpty();
        assertThat(plain.volumes()).isEmpty();
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new Mapping(Map.of("shop", ""), Map.of(), Map.of()))
                .hasMessageContaining("without a name");
        assertThatThrownBy(() -> new Mapping(Map.of(), Map.of(), Map.of("", "mirror.example")))
                .hasMessageContaining("every image");
        assertThatThrownBy(() -> new VolumeOrigin.FromData(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new VolumeOrigin.FromSnapshot("", 1))
                .hasMessageContaining("without a name");
        ObjectKey pod = new ObjectKey(GroupKind.parse("Pod"), "shop", "web");
        assertThatThrownBy(
                        () -> RestoreOptions.builder().volume(pod, new VolumeOrigin.AsIs()).build())
                .hasMessageContaining("no PVC");
    }
}
