package dev.varve.repo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStorageDirectoryTest extends StorageDirectoryContract {
    @TempDir Path folder;

    @Override
    StorageDirectory directory() throws IOException {
        return new FileStorageDirectory(folder);
    }

    @Test
    void noNameLeavesTheDirectory() {
        FileStorageDirectory directory = new FileStorageDirectory(folder);
        assertThatThrownBy(() -> directory.create("../x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> directory.open("/etc/passwd"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anInterruptedThreadReadsAndWritesAndStaysInterrupted() throws Exception {
        FileStorageDirectory directory = new FileStorageDirectory(folder);
        try (StorageFile file = directory.create("x")) {
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread thread =
                    Thread.ofPlatform()
                            .start(() -> {
                                Thread.currentThread().interrupt();
                                try {
                                    file.append(ByteBuffer.wrap(new byte[] {1, 2}));
                                    file.sync();
                                    file.read(ByteBuffer.allocate(2), 0);
                                    interrupted.complete(Thread.currentThread().isInterrupted());
                                } catch (IOException e) {
                                    interrupted.completeExceptionally(e);
                                }
                            });
            assertThat(interrupted.get()).isTrue();
            thread.join();
            assertThat(file.read(ByteBuffer.allocate(2), 0)).isEqualTo(2);
        }
    }

    @Test
    void interruptsInTheMiddleOfWritesLoseNothing() throws Exception {
        FileStorageDirectory directory = new FileStorageDirectory(folder);
        int writes = 2000;
        try (StorageFile file = directory.create("x")) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            Thread writer =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    for (int i = 0; i < writes; i++) {
                                        byte[] bytes = new byte[4096];
                                        java.util.Arrays.fill(bytes, (byte) i);
                                        file.append(ByteBuffer.wrap(bytes));
                                    }
                                    done.complete(null);
                                } catch (IOException e) {
                                    done.completeExceptionally(e);
                                }
                            });
            while (!done.isDone()) {
                writer.interrupt();
                Thread.onSpinWait();
            }
            done.get();
            writer.join();
            assertThat(file.size()).isEqualTo(4096L * writes);
            ByteBuffer bytes = ByteBuffer.allocate(4096);
            for (int i = 0; i < writes; i++) {
                bytes.clear();
                file.read(bytes, 4096L * i);
                assertThat(bytes.get(0)).isEqualTo((byte) i);
                assertThat(bytes.get(4095)).isEqualTo((byte) i);
            }
        }
    }
}
