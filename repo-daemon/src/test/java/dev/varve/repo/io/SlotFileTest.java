package dev.varve.repo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotFileTest {
    private static final int SLOT = 512;

    @TempDir Path folder = Path.of("");

    private SlotFile slots() {
        return new SlotFile(folder.resolve("slots"), SLOT);
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[SLOT];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void nothingIsThereBeforeItIsBegun() throws IOException {
        assertThat(slots().exists()).isFalse();
        assertThatThrownBy(() -> slots().write(0, filled(1))).isInstanceOf(IOException.class);
    }

    @Test
    void oneSlotIsWrittenAndTheOtherLeftAlone() throws IOException {
        slots().begin(filled(1));
        assertThat(slots().read(0)).isEqualTo(filled(1));
        assertThat(slots().read(1)).isEqualTo(filled(0));

        slots().write(1, filled(2));
        slots().write(0, filled(3));
        slots().write(1, filled(4));

        assertThat(slots().read(0)).isEqualTo(filled(3));
        assertThat(slots().read(1)).isEqualTo(filled(4));
        assertThat(Files.size(folder.resolve("slots"))).isEqualTo(2 * SlotFile.STRIDE_BYTES);
    }

    @Test
    void aFileThatWasCutGivesWhatIsLeft() throws IOException {
        Files.write(folder.resolve("slots"), new byte[100]);

        assertThat(slots().read(0)).hasSize(100);
        assertThat(slots().read(1)).isEmpty();
    }

    @Test
    void anotherLengthOrAThirdSlotIsACallersBug() throws IOException {
        slots().begin(filled(1));
        assertThatThrownBy(() -> slots().write(0, new byte[SLOT - 1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> slots().read(2)).isInstanceOf(IllegalArgumentException.class);
    }
}
