package dev.varve.repo.retention.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleRangeTest {
    @Test
    void theRootIsThatOfRfc6962AtEverySize() {
        MerkleRange range = new MerkleRange();
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            byte[] leaf = {(byte) i};
            leaves.add(leaf);
            range.add(leaf);
            assertThat(range.root()).isEqualTo(naive(leaves));
        }
    }

    /** MTH of RFC 6962, section 2.1. */
    private static byte[] naive(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return Hashes.sha256(new byte[] {0}, leaves.getFirst());
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        return Hashes.sha256(
                new byte[] {1},
                naive(leaves.subList(0, split)),
                naive(leaves.subList(split, leaves.size())));
    }
}
